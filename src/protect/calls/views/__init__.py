"""Pages of a call: thin, each gets its object through ``fetch``."""
