"""The town's own map: objects gathered one by one, made small and turned into WKB all at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from protect.spaces.extracts import kinds
from protect.spaces.extracts.measure import metres_per_degree
from protect.spaces.extracts.model import Feature


class FeatureList:
    def __init__(self) -> None:
        self._rows: dict[str, tuple[kinds.Layer, dict[str, str], BaseGeometry]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, source: str, tags: dict[str, str], shape: str, geometry: BaseGeometry) -> None:
        """Keep the object if a layer asks for it in this shape (area, line, point). An area replaces its line."""
        layer = kinds.layer_of(tags, shape)
        if layer is None:
            return
        held = self._rows.get(source)
        if held is not None and shape == "area" and held[0].kind in ("street", "path", "rail"):
            return
        self._rows[source] = (layer, tags, geometry)

    def finished(self) -> list[Feature]:
        """Simplified to the tolerance of its layer (metres), polygons in one fixed order of points."""
        if not self._rows:
            return []
        shapes: np.ndarray[Any, Any] = np.array([geometry for _l, _t, geometry in self._rows.values()], dtype=object)
        south, north = shapely.total_bounds(shapes)[[1, 3]]
        per_degree = metres_per_degree(float(south + north) / 2)[1]
        tolerance = np.array([layer.tolerance_m for layer, _t, _g in self._rows.values()]) / per_degree
        rough = tolerance > 0
        shapes[rough] = shapely.simplify(shapes[rough], tolerance[rough])
        surfaces = shapely.get_dimensions(shapes) == 2
        shapes[surfaces] = shapely.normalize(shapes[surfaces])
        boxes = shapely.bounds(shapes).tolist()
        written = shapely.to_wkb(shapely.force_2d(shapes), byte_order=1)
        return [
            Feature(source, layer.kind, tags.get("name", "")[:200], kinds.kept(tags, layer.keep), wkb, tuple(box))
            for (source, (layer, tags, _geometry)), wkb, box in zip(self._rows.items(), written, boxes, strict=True)
        ]
