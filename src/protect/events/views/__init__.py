"""Pages of events: those of the organisers, and those that everybody reads."""
