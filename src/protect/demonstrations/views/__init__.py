"""Pages: planning, the day itself, observers behind their links, Demo Days."""
