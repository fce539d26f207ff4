"""The place of a GeoJSON feature as two columns.

The middle that is used is that of the bounding box: halfway between the lowest and the highest
coordinate in each direction. For a hollow or curved area it may lie outside of it; it is meant to
put a feature on a map, not to measure with.
"""

import math
from collections.abc import Iterator
from typing import Any

from datasets.intake.documents.flatten import PLACE, as_json
from datasets.intake.documents.stream import Number

DEGREES = ("lon", "lat")  # WGS84, what GeoJSON is in
METRES = ("x", "y")  # an older file in a plane of its own, such as the Dutch RD
_DECIMALS = 7  # of a degree: a centimetre
_RAW = 200  # signs kept of a geometry that is none


class Middles:
    """The middles of features, and whether they can be degrees at all."""

    def __init__(self) -> None:
        self.degrees = True

    def record(self, feature: dict[str, Any]) -> dict[str, Any] | None:
        """The properties of a feature with its middle as the last two; None when it is no feature."""
        properties = feature.get("properties")
        if feature.get("type") != "Feature" or not isinstance(properties, dict | None):
            return None
        beside = {
            name: value
            for name, value in feature.items()
            if name not in ("type", "properties", "geometry", "bbox")
        }
        lon, lat = self._middle(feature.get("geometry"))
        return {**beside, **(properties or {}), PLACE[0]: lon, PLACE[1]: lat}

    def _middle(self, geometry: Any) -> tuple[Any, Any]:
        if geometry is None or (type(geometry) is dict and geometry.get("coordinates") == []):
            return None, None
        try:
            xs, ys = zip(*_positions(geometry), strict=True)
            middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            raw = as_json(geometry)[:_RAW]
            return raw, raw
        if abs(middle[0]) > 180 or abs(middle[1]) > 90:
            self.degrees = False
        return tuple(Number(repr(round(part, _DECIMALS))) for part in middle)  # type: ignore[return-value]

    def names(self, taken: dict[str, int]) -> dict[str, str]:
        """What the two columns are called: lon and lat, or with more words when a property is."""
        x, y = DEGREES if self.degrees else METRES
        while x in taken or y in taken:
            x, y = f"midden.{x}", f"midden.{y}"
        return dict(zip(PLACE, (x, y), strict=True))


def _positions(geometry: dict[str, Any]) -> Iterator[tuple[float, float]]:
    if "geometries" in geometry:
        for part in geometry["geometries"]:
            yield from _positions(part)
        return
    waiting = [geometry["coordinates"]]
    while waiting:
        item = waiting.pop()
        if type(item) is not list:
            raise ValueError
        if type(item[0]) is Number:
            x, y = float(item[0]), float(item[1])
            if not (math.isfinite(x) and math.isfinite(y)):
                raise ValueError
            yield x, y
        else:
            waiting += item
