"""Free space between buildings, and its tightest cut: where does a vehicle get in, and how do people get out (METHODS 1.2, 1.3).

Free space is the surroundings less buildings, walls and fixed objects of known strength. It is triangulated; each edge between
two triangles can be crossed, and crossing it needs its length. The minimum cut between a protected area and the outside is the
shortest line that closes it (max-flow = min-cut in a plane: Strang; Mitchell 1990), and at the same time the width that people
have to leave by. Coordinates in metres.
"""

from protect.methods.freespace.closing import BARRIER, Elements, elements_for, is_closed, placed, with_passage
from protect.methods.freespace.cut import Cut, CutEdge, minimum_cut, widths
from protect.methods.freespace.ground import (
    GROUND,
    Ground,
    ground_around,
    people_cut,
    still_open,
    vehicle_cut,
    with_objects,
)  # fmt: skip
from protect.methods.freespace.mesh import Mesh, free_space, mesh_of, triangulate
from protect.methods.freespace.of_map import ground_of_map, through_buildings

__all__ = [
    "BARRIER", "GROUND", "Cut", "CutEdge", "Elements", "Ground", "Mesh", "elements_for", "free_space", "ground_around",
    "ground_of_map", "is_closed", "mesh_of", "minimum_cut", "people_cut", "placed", "still_open", "through_buildings",
    "triangulate", "vehicle_cut",
    "widths", "with_objects", "with_passage",
]  # fmt: skip
