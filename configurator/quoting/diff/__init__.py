"""Two quotes held against each other: what is otherwise, what it does to the price, and who or what caused it."""
