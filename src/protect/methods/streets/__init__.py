"""Streets of a map as a directed graph: what a vehicle can physically drive on, how wide, how sharp its bends (METHODS 1.1).

A sign stops nobody: one-way streets and access are noted at every link, and both directions are there. What has no width on the
map counts as wide. The graph says how fast an opening can be reached at most; there is no search for ways in it.
"""

from protect.methods.streets.graph import Streets, street_graph
from protect.methods.streets.model import Map, MapObject, Way
from protect.methods.streets.parameters import STREETS

__all__ = ["STREETS", "Map", "MapObject", "Streets", "Way", "street_graph"]
