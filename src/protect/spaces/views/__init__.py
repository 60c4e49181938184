"""Pages of the register, of the map and of the imports."""
