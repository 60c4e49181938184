"""Beside other authorities: what at least five of them together tell, by kind of place and threat, and nobody alone."""
