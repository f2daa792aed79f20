"""Others who can answer what the engine answers, asked the same question: what they find, prove and take."""
