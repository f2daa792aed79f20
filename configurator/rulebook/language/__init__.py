"""The rule language: grammar, syntax tree, checker and evaluator."""
