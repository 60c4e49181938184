"""Recordings of events: the file from the camera, and what is made of it for people to watch and hear."""
