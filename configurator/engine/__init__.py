"""Demands and rules → plain integers → a proven package, an honest gap, or a minimal conflict."""
