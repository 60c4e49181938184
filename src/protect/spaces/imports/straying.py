"""Rows that lie far from all others of their file: mistyped, swapped or forgotten coordinates make places that nobody has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from protect.spaces.imports.checking import Outcome

#: Fewer places say nothing of where a file lies.
_FEWEST = 10
#: Nearer than this (kilometres) to the middle of the file is no stray, however close together the others are.
_NEAR_KM = 20.0
#: Farther than so many times what half of the places lie from the middle.
_TIMES = 4.0


def note_strays(found: Sequence[Outcome]) -> None:
    """Say it of each row, and mark it as one to look at. The middle is the median, which a few wrong rows do not move."""
    placed = [one for one in found if one.point is not None and one.what != "error"]
    if len(placed) < _FEWEST:
        return
    points = np.array([one.point for one in placed])
    middle = np.median(points, axis=0)
    apart = points - middle
    # The shorter way round the earth.
    apart[:, 0] = (apart[:, 0] + 180) % 360 - 180
    km = 111.2 * np.hypot(apart[:, 0] * np.cos(np.radians(middle[1])), apart[:, 1])
    for row in np.flatnonzero(km > max(_NEAR_KM, _TIMES * float(np.median(km)))):
        placed[row].details.append(_("It lies %s km from most places of this file.") % number_format(round(km[row])))
        placed[row].look = True
