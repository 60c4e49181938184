"""Pages: preparing and signing, the day itself."""
