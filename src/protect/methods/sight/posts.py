"""Where to put cameras, stewards or sirens: coverage, the fewest posts, the best few; exact by HiGHS with its proof.

Posts are chosen from places that people named; nothing searches the town. Sources: Church and ReVelle (1974) for maximal
covering, Toregas and others (1971) for set covering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity
from shapely.geometry.base import BaseGeometry

from protect.methods.results import Account, Band
from protect.methods.sight.views import View

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NOTE = "Say why each post is needed, and how long recordings are kept: coverage alone is no reason to film."


@dataclass(frozen=True)
class Posts:
    """``chosen``: indices of the posts; ``covered``: share of the demand, 0..1, and ``band`` round it (the low end if any one
    post is lost); ``missed``: indices of the demand that is not covered; ``proven``: whether nothing better exists, ``bound`` the
    best share or fewest posts that could be."""

    chosen: tuple[int, ...]
    covered: float
    missed: tuple[int, ...]
    proven: bool
    bound: float
    band: Band
    account: Account


@dataclass(frozen=True)
class Covered:
    """What posts that are there cover. ``share`` of the demand, 0..1: the low end if the post is lost whose loss costs most
    (``weakest``, an index), the best as drawn, which nothing on site can exceed. ``times``: by how many each point is covered."""

    share: Band
    weakest: int
    times: NDArray[np.int_]
    account: Account


def covers(views: Sequence[View], points: ArrayLike) -> Bools:
    """Which point (rows) is seen from which post (columns). ``points``: (n, 2) [m]."""
    x, y = np.asarray(points, dtype=float).reshape(-1, 2).T
    found = np.zeros((len(x), len(views)), dtype=np.bool_)
    for number, one in enumerate(views):
        shapely.prepare(one.polygon)
        found[:, number] = shapely.intersects_xy(one.polygon, x, y)
    return found


def grid(area: BaseGeometry, step: float = 2.0) -> Floats:
    """Points of a square grid inside an area, (n, 2) [m], each standing for ``step`` squared; at least one.

    ValueError for a step not above 0 or an empty area.
    """
    if step <= 0 or area.is_empty:
        raise ValueError("step is above 0, and the area is not empty")
    west, south, east, north = area.bounds
    x, y = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    points = np.column_stack([x.ravel(), y.ravel()])
    inside = points[shapely.contains_xy(area, points[:, 0], points[:, 1])] if len(points) else points
    if len(inside):
        return np.asarray(inside)
    inner = area.representative_point()
    return np.array([[inner.x, inner.y]])


def coverage(seen: ArrayLike, demand: ArrayLike | None = None) -> tuple[float, NDArray[np.int_]]:
    """Share of the demand that one post at least covers, and by how many each point is covered."""
    given, weight = _checked(seen, demand)
    times = given.sum(axis=1)
    return float(weight[times > 0].sum() / weight.sum()), np.asarray(times)


def covered(seen: ArrayLike, demand: ArrayLike | None = None) -> Covered:
    """``coverage`` with its band and account. ``seen``: (points, posts) of bool; ``demand``: (points,), alike where not given.

    ValueError for shapes that do not fit.

    >>> found = covered([[1, 0], [1, 1], [0, 1], [1, 0]])
    >>> found.share.low, found.share.best, found.weakest
    (0.5, 1.0, 0)
    """
    given, weight = _checked(seen, demand)
    share, times = coverage(given, weight)
    low, weakest = _without_one(given, weight)
    return Covered(Band(low, share, share), weakest, times, _account(len(given), given.shape[1]))


def _without_one(given: Bools, weight: Floats) -> tuple[float, int]:
    """The least share that is left when one post is lost, and which one that is."""
    times = given.sum(axis=1)
    only = (given & (times == 1)[:, None]).T @ weight
    weakest = int(np.argmax(only))
    return float((weight[times > 0].sum() - only[weakest]) / weight.sum()), weakest


def best_posts(seen: ArrayLike, count: int, demand: ArrayLike | None = None, *, seconds: float = 30.0) -> Posts:
    """Maximal covering: ``count`` posts that cover the most demand.

    ``seen``: (points, posts) of bool; ``demand``: (points,), alike where not given; at most ``seconds`` of solving. Points
    covered alike are joined first. Raises ValueError for a count that is not 1 to the number of posts.

    >>> sees = [[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1]]
    >>> [best_posts(sees, count, [10, 20, 30, 25, 15]).chosen for count in (1, 2)]
    [(1,), (1, 2)]
    """
    given, weight = _checked(seen, demand)
    if not 1 <= count <= given.shape[1]:
        raise ValueError(f"count lies between 1 and {given.shape[1]}, the number of posts")
    kinds, where = np.unique(given, axis=0, return_inverse=True)
    joined = np.bincount(where.ravel(), weights=weight, minlength=len(kinds))
    posts, points = kinds.shape[1], len(kinds)
    # Variables: posts, then whether each kind of point is covered.
    rows = hstack([csr_array(-kinds.astype(float)), identity(points, format="csr")], format="csr")
    cost = np.concatenate([np.zeros(posts), -joined])
    number = np.concatenate([np.ones(posts), np.zeros(points)])[None]
    solved = milp(
        cost, integrality=np.concatenate([np.ones(posts), np.zeros(points)]), bounds=Bounds(0, 1),
        constraints=[LinearConstraint(rows, -np.inf, 0), LinearConstraint(number, 0, count)],
        options={"time_limit": seconds},
    )  # fmt: skip
    return _posts(given, weight, solved, lambda value: -value / weight.sum(), f"the best {count}")


def fewest_posts(seen: ArrayLike, demand: ArrayLike | None = None, *, seconds: float = 30.0) -> Posts:
    """Set covering: the fewest posts that cover everything that any post can cover; the rest is in ``missed``.

    ValueError where no post covers anything.

    >>> fewest_posts([[1, 0, 0], [1, 1, 0], [0, 0, 1]]).chosen
    (0, 2)
    """
    given, weight = _checked(seen, demand)
    kinds = np.unique(given[given.any(axis=1)], axis=0)
    posts = given.shape[1]
    if not len(kinds):
        raise ValueError("no post covers any point: nothing to choose from")
    solved = milp(
        np.ones(posts), integrality=np.ones(posts), bounds=Bounds(0, 1),
        constraints=LinearConstraint(csr_array(kinds.astype(float)), 1, np.inf), options={"time_limit": seconds},
    )  # fmt: skip
    return _posts(given, weight, solved, float, "the fewest")


def _posts(given: Bools, weight: Floats, solved: object, share: object, what: str) -> Posts:
    if getattr(solved, "x", None) is None:
        raise ValueError(f"{what} posts were not found in the time allowed; give more seconds")
    chosen = np.flatnonzero(solved.x[: given.shape[1]] > 0.5)  # type: ignore[attr-defined]
    hit = given[:, chosen].any(axis=1)
    proven = bool(solved.status == 0)  # type: ignore[attr-defined]
    bound = solved.mip_dual_bound  # type: ignore[attr-defined]
    found = float(weight[hit].sum() / weight.sum())
    low, _weakest = _without_one(given[:, chosen], weight) if len(chosen) else (0.0, -1)
    return Posts(
        tuple(int(one) for one in chosen), found, tuple(int(one) for one in np.flatnonzero(~hit)), proven,
        float(share(bound)), Band(min(low, found), found, found), _account(len(given), given.shape[1]),  # type: ignore[operator]
    )  # fmt: skip


def _account(points: int, posts: int) -> Account:
    return Account(
        {"points": f"{points:,}", "posts": str(posts)},
        "none: demand as given",
        assumptions=(
            "A point is covered if it lies in the view of a post; trees and parasols take some of it, by season.",
            "The low end is what is left when any one post is lost.",
            NOTE,
        ),
        changes=("Other places for posts.", "Another demand: where people are at which hour."),
        tasks=("Look from each post on site before anything is fixed.",),
        restricted=True,
    )


def _checked(seen: ArrayLike, demand: ArrayLike | None) -> tuple[Bools, Floats]:
    given = np.asarray(seen).astype(bool)
    if given.ndim != 2 or not given.size:
        raise ValueError("seen has points (rows) and posts (columns), one of each at least")
    weight = np.ones(len(given)) if demand is None else np.asarray(demand, dtype=float)
    if weight.shape != (len(given),) or (weight < 0).any() or weight.sum() <= 0:
        raise ValueError("demand has one number for each point, none negative, one above 0")
    return given, weight
