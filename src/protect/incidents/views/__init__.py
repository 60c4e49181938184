"""Pages: the log, one entry, changes of the threat level."""
