"""What a rulebook is written and tested with."""
