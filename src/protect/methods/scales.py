"""Ordinal scales and the risk matrix that turns two levels into a band.

A matrix is a table agreed by people, not arithmetic: ``lookup`` reads a cell, nothing is multiplied (METHODS 3, after
Cox 2008 and Krisper 2021).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Matrix:
    """Bands from low to high, and for each probability level a row with the band index of each consequence level.

    ``cells[p - 1][c - 1]`` is the index into ``bands`` for probability level ``p`` and consequence level ``c`` (from 1).
    Raises ValueError if the table is empty, ragged or names a band that does not exist.
    """

    bands: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if not self.bands or not self.cells or not self.cells[0]:
            raise ValueError("A matrix needs at least one band and one cell.")
        width = len(self.cells[0])
        for number, row in enumerate(self.cells, 1):
            if len(row) != width:
                raise ValueError(f"Row {number} of the matrix has {len(row)} cells, the first has {width}.")
            for cell in row:
                if not 0 <= cell < len(self.bands):
                    raise ValueError(f"Row {number} of the matrix names band {cell}; there are {len(self.bands)}.")

    @property
    def shape(self) -> tuple[int, int]:
        """Number of probability levels, number of consequence levels."""
        return len(self.cells), len(self.cells[0])


def lookup(matrix: Matrix, probability: int | None, consequence: int | None) -> int | None:
    """Band index of one cell; None where either level is unknown (None or 0): unknown is open, never low.

    Raises ValueError for a level that is not on the scale.
    """
    rows, columns = matrix.shape
    for name, level, top in (("probability", probability, rows), ("consequence", consequence, columns)):
        if level is not None and not 0 <= level <= top:
            raise ValueError(f"{name} {level} is not on the scale of 1 to {top}")
    if not probability or not consequence:
        return None
    return matrix.cells[probability - 1][consequence - 1]


def is_monotone(matrix: Matrix) -> bool:
    """No band falls when probability or consequence rises."""
    rows, columns = matrix.shape
    cells = matrix.cells
    down = all(cells[i][j] <= cells[i + 1][j] for i in range(rows - 1) for j in range(columns))
    right = all(cells[i][j] <= cells[i][j + 1] for i in range(rows) for j in range(columns - 1))
    return down and right


def top_consequence_floor(matrix: Matrix) -> int:
    """Lowest band index in the column of the highest consequence. A sound matrix keeps it above the lowest band."""
    return min(row[-1] for row in matrix.cells)


def rate_factors(scores: list[int | None], floor: int | None = None) -> int | None:
    """Level from factor scores: their mean rounded up, not below ``floor``; None if any score is unknown (None or 0).

    Example: ``rate_factors([2, 3, 3])`` is 3; with life and health at 5, ``rate_factors([5, 1, 1, 1], floor=5)`` is 5.
    """
    if not scores or not all(scores):
        return None
    total = sum(score for score in scores if score)
    level = -(-total // len(scores))
    return max(level, floor or 0)
