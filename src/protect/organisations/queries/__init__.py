"""Reads for the pages: organisations of a person, histories in words, who can read what."""
