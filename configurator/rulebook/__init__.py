"""What is sold and what must hold: the records, the rule language, and the loader that checks them."""
