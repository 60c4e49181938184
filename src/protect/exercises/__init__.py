"""Tabletop exercises: planned from a scenario, played with a clock, messages and people on phones, and learnt from."""
