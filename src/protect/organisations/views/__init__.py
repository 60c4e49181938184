"""Pages of organisations and members, sharing, history, log."""
