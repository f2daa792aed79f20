"""Charge and quantity → exact price: one truth for the solver, which encodes it, and the quote, which evaluates it."""
