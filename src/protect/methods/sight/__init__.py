"""Sight: what is seen from a point, in which detail, by which set of posts, and where lamps are (METHODS 6).

``views`` gives exact visibility polygons, ``cameras`` the detail by pixels per metre, ``posts`` coverage and the smallest set of
posts, ``light`` lamps along a path. Lengths in metres in a plane; angles in radians counter-clockwise from +x.

Coverage is not watching, and who may be filmed is decided first: neighbours' windows are masked, and every result says so.
"""

from protect.methods.sight.cameras import Camera, Detail, details, masked, pixels_per_metre, reach_of
from protect.methods.sight.light import Lamps, illuminance, lamps_along
from protect.methods.sight.parameters import EDITIONS, LIGHT, PIXELS_2014, PIXELS_2025
from protect.methods.sight.posts import Covered, Posts, best_posts, coverage, covered, covers, fewest_posts, grid
from protect.methods.sight.views import View, view, walls_of

__all__ = [
    "EDITIONS",
    "LIGHT",
    "PIXELS_2014",
    "PIXELS_2025",
    "Camera",
    "Covered",
    "Detail",
    "Lamps",
    "Posts",
    "View",
    "best_posts",
    "coverage",
    "covered",
    "covers",
    "details",
    "fewest_posts",
    "grid",
    "illuminance",
    "lamps_along",
    "masked",
    "pixels_per_metre",
    "reach_of",
    "view",
    "walls_of",
]
