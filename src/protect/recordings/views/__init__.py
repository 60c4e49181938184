"""Pages of those who bring recordings, and the files that everybody is sent."""
