"""Price lists and tables as a spreadsheet, and back: nothing is written that the rulebook does not load with."""
