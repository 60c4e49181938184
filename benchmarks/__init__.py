"""What we claim to be fast, measured: ours, the peer where there is one, the ratio and the limit, from one run."""
