"""Vehicles: which protection does an opening need (METHODS 1.1). Speeds by formula, ratings as they were tested, openings.

Answers never say which way in is best: no routes, no ranking of ways, no search over places. Results are restricted.
"""
