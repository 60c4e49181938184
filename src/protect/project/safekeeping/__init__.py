"""Back-up and restore: database and media of the platform in one file, consistent while it runs, proven by checksums."""
