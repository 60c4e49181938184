"""Which measures within a budget: studies with candidates and their effects, what is found, alternatives, a decision."""
