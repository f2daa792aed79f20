"""Quotes and their documents: the snapshot, the proposal as PDF, the bill of materials as XLSX."""
