"""A market or festival on a square: what differs from the approved assessment, for its days, with measures that come and go."""
