"""Guidelines and documents with versions: the newest is named, older ones stay reachable."""
