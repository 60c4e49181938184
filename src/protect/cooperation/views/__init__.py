"""Profiles, exchanges and the contact form."""
