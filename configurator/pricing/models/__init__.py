"""The price models: how a quantity becomes what is billed, and what is billed becomes a price a period."""
