"""Demonstrations: a solution tried on a scenario, a baseline beside an innovation line, watched by several people."""
