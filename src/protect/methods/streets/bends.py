"""Bends: the widest arc between fixed objects (METHODS 1.1), never from the vertices of a line alone.

For a deflection th (h = th / 2), an inner clearance c and an outer clearance o of the path of the vehicle's middle, an arc that
touches both outer edges and passes the inner corner has ``R = r + (c + o) / (1 - cos h)``. A sharp corner has r = 0 and is passed
at half the vehicle's width from its point, so that R is the formula of METHODS with c + o = W plus that half width: the cautious
reading. A corner drawn by several vertices has an inner radius r of its own. Plane geometry: the centre lies on the bisector, the
outer edge gives one equation, the inner corner the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Vertices that one bend may be drawn by.
_MOST = 10
#: Width [m] by which one of several readings of the same bend is chosen; every reading is an upper bound.
_USUAL = 8.0


@dataclass(frozen=True)
class Bends:
    """``deflection`` (b,) [rad], above 0; ``centre_radius`` (b,) [m] of the line as it is drawn, 0 at a sharp corner; ``inner``
    and ``outer`` (b,) [m]: distance from the line to the first fixed object, ``inf`` where none is near."""

    deflection: Floats
    centre_radius: Floats
    inner: Floats
    outer: Floats

    def radii(self, vehicle_width: float, error: float = 0.0, unknown: float = np.inf) -> Floats:
        """Widest radius (b,) [m] of each for a vehicle of that width; ``error`` [m]: how much wider the street may be than the
        map says; ``unknown`` [m]: clearance that counts where no fixed object is near. ``inf`` where nothing bounds it.

        >>> square = Bends(np.array([np.pi / 2]), np.zeros(1), np.array([3.4 * 2**0.5]), np.array([3.4]))
        >>> square.radii(1.8).round(2)
        array([17.97])
        """
        half = np.cos(self.deflection / 2)
        sharp = self.centre_radius == 0
        room = (error - vehicle_width) / 2
        # At a sharp corner the inner clearance is read along the bisector, in an arc across the line.
        inner = np.where(sharp, half, 1.0) * (np.where(np.isinf(self.inner), unknown, self.inner) + room)
        outer = np.where(np.isinf(self.outer), unknown, self.outer) + room
        with np.errstate(invalid="ignore"):
            own = np.where(sharp, 0.0, np.maximum(self.centre_radius - np.maximum(inner, 0.0), 0.0))
            return np.asarray(own + np.maximum(inner + outer, 0.0) / (1 - half))


def along(turning: Floats, distance: Floats, block: Ints, least: float, widest: float) -> tuple[Ints, Floats, Floats]:
    """Bends of drawn lines: (apex, deflection, centre radius).

    ``turning`` (n,): signed deflection at each inner vertex [rad]; ``distance`` (n,): where it lies along its line [m]; ``block``
    (n,): number of the piece between junctions that it belongs to. One to ten neighbours that turn the same way are read as one
    bend; at each vertex the reading that gives the smallest arc in a usual street is kept, from ``least`` [rad] on and up to
    ``widest`` [m].
    """
    n = len(turning)
    best = np.full(n, np.inf)
    deflection, radius = np.zeros(n), np.zeros(n)
    total = np.concatenate([[0.0], np.cumsum(turning)])
    size = np.concatenate([[0.0], np.cumsum(np.abs(turning))])
    for k in range(1, min(_MOST, n) + 1):
        first, last = np.arange(n - k + 1), np.arange(k - 1, n)
        angle, alike = np.abs(total[last + 1] - total[first]), size[last + 1] - size[first]
        fits = (block[first] == block[last]) & (alike - angle < 1e-9) & (angle >= least) & (angle < np.pi)
        first, last, angle = first[fits], last[fits], angle[fits]
        long = distance[last] - distance[first]
        centre = long / (k - 1) * k / angle if k > 1 else np.zeros(len(first))
        arc = np.maximum(centre - _USUAL / 2, 0.0) + _USUAL / (1 - np.cos(angle / 2))
        apex = first + (k - 1) // 2
        better = arc < best[apex]
        apex = apex[better]
        best[apex], deflection[apex], radius[apex] = arc[better], angle[better], centre[better]
    kept = np.flatnonzero(best <= widest)
    return kept, deflection[kept], radius[kept]
