"""Where people watch recordings, read what was said and find both."""
