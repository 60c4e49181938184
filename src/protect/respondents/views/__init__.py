"""Pages: those of the one who asks, and those of the one who answers without an account."""
