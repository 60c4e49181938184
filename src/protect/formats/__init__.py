"""Readers of files for the methods: plain tables, maps. No Django, no state."""
