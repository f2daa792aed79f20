"""What is wrong with a rulebook that loads, or can never matter: each finding with its place and a witness."""
