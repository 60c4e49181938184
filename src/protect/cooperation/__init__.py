"""Authorities that are open for exchange, what one asks another, and how the public reaches them."""
