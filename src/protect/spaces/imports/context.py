"""The town's map: features written by source id, only those that are new or different."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice

from django.utils.translation import gettext as _

from protect.organisations.models import Organisation
from protect.spaces.extracts.model import Extract, Feature
from protect.spaces.imports.comparing import inside
from protect.spaces.models import ContextFeature

_WRITTEN = ["kind", "name", "tags", "digest", "wkb", "west", "south", "east", "north"]
#: So many of one kind on the map and none in the extract: the extract was filtered, they are not gone.
FILTERED = 10


def digest_of(feature: Feature) -> str:
    text = json.dumps([feature.kind, feature.name, feature.tags], sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode() + feature.wkb, digest_size=16).hexdigest()


def write_features(extract: Extract, organisation: Organisation) -> tuple[dict[str, dict[str, int]], list[str]]:
    """Counts by kind (new, changed, gone, unchanged) and notes. Call inside the transaction of the import."""
    mine = ContextFeature.objects.filter(organisation=organisation)
    held = {row[0]: row for row in mine.values_list("source", "digest", "kind", "pk", "west", "south", "east", "north")}
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    rows = []
    for feature in extract.features:
        digest = digest_of(feature)
        before = held.get(feature.source)
        what = "new" if before is None else "unchanged" if before[1] == digest else "changed"
        tally[feature.kind][what] += 1
        if what != "unchanged":
            west, south, east, north = feature.box
            rows.append(
                ContextFeature(
                    organisation=organisation,
                    source=feature.source,
                    kind=feature.kind,
                    name=feature.name,
                    tags=feature.tags,
                    digest=digest,
                    wkb=feature.wkb,
                    west=west,
                    south=south,
                    east=east,
                    north=north,
                )  # fmt: skip
            )
    for batch in _batches(rows, 2000):
        ContextFeature.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["organisation", "source"], update_fields=_WRITTEN
        )
    notes = _remove_gone(extract, held, tally)
    return {kind: dict(counts) for kind, counts in sorted(tally.items())}, notes


def _batches(rows: list[ContextFeature], size: int) -> Iterable[list[ContextFeature]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch


def _remove_gone(extract: Extract, held: dict[str, tuple], tally: dict[str, Counter[str]]) -> list[str]:
    """Delete what lies inside the extract's box and is no longer in it. A GeoJSON file removes nothing."""
    if extract.format == "geojson":
        return []
    present = {feature.source for feature in extract.features}
    gone: dict[str, list[int]] = defaultdict(list)
    for source, _digest, kind, pk, west, south, east, north in held.values():
        if source.startswith("osm:") and source not in present and inside((west, south, east, north), extract.box):
            gone[kind].append(pk)
    notes = []
    for kind, keys in gone.items():
        if kind not in tally and len(keys) > FILTERED:
            notes.append(
                _("The extract holds nothing of the kind “%(kind)s”; the %(number)d on the map were kept.")
                % {"kind": kind, "number": len(keys)}
            )
            continue
        tally[kind]["gone"] += len(keys)
        for start in range(0, len(keys), 500):
            ContextFeature.objects.filter(pk__in=keys[start : start + 500]).delete()
    return notes
