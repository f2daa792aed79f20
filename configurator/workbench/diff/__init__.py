"""What a change of a rulebook does: which records mean something else, and what becomes of every offer."""
