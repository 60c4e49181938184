"""How a town stands: spaces by state and level, what is late, money, coverage. Nothing is summed into one number."""
