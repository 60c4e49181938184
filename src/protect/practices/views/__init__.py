"""Practices as they are read, written, moved on and talked about."""
