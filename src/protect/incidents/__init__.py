"""Incidents and near misses, what they teach, and changes of the threat level that make a town look again."""
