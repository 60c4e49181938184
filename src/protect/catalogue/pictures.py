"""Schematic drawings of the measures that come with PRoTECT: our own lines, put together from a few pieces on one street.

Each drawing is a row of pieces from left to right; its words say the same for those who do not see it. No photo of anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: Of a piece: its word, its width, and its lines as path data, drawn on a ground line at 60 with the left end at 0.
PIECES: dict[str, tuple[Any, int, str]] = {
    "vehicle": (
        gettext_lazy("a vehicle"), 36,
        ("M2 54V40h9l5-9h12l4 9h2v14zM16 40V33M16 40h15M7 54a4 4 0 1 0 8 0a4 4 0 1 0-8 0M22 54a4 4 0 1 0 8 0"
        "a4 4 0 1 0-8 0"),
    ),
    "people": (
        gettext_lazy("people"), 30,
        ("M8 30a3.5 3.5 0 1 0 .1 0zM8 37v12M8 40l-5 6M8 40l5 6M8 49l-4 11M8 49l4 11M22 33a3 3 0 1 0 .1 0zM22 39v11"
        "M22 42l-4 5M22 42l4 5M22 50l-3 10M22 50l3 10"),
    ),
    "person": (
        gettext_lazy("one person"), 16,
        "M8 30a3.5 3.5 0 1 0 .1 0zM8 37v12M8 40l-5 6M8 40l5 6M8 49l-4 11M8 49l4 11",
    ),
    "staff": (
        gettext_lazy("somebody of the staff"), 20,
        "M8 29a3.5 3.5 0 1 0 .1 0zM4 28h8M8 36v13M8 40l-5 6M8 40l8-5M8 49l-4 11M8 49l4 11M5 40h6v7H5z",
    ),
    "bollards": (
        gettext_lazy("bollards"), 30,
        "M3 60V43a3 3 0 0 1 6 0v17M12 60V43a3 3 0 0 1 6 0v17M21 60V43a3 3 0 0 1 6 0v17M3 47h6M12 47h6M21 47h6",
    ),
    "planter": (
        gettext_lazy("a planter"), 26,
        "M3 60l-1-13h22l-1 13zM13 47V36M13 42c-6 0-8-4-8-8c5 0 8 3 8 8c0-6 3-9 8-9c0 5-3 9-8 9",
    ),
    "seat": (
        gettext_lazy("a seat"), 24,
        "M2 50h20M4 50v10M20 50v10M3 50V41h18v9M3 45h18",
    ),
    "block": (
        gettext_lazy("heavy blocks"), 28,
        "M2 60l3-14h8l3 14zM15 60l3-14h6l3 14z",
    ),
    "mobile": (
        gettext_lazy("barriers on feet"), 30,
        "M3 60h6M21 60h6M6 60V40M24 60V40M4 40h22M4 47h22M4 40l6 7M12 40l6 7M20 40l6 7",
    ),
    "gate": (
        gettext_lazy("a gate"), 34,
        "M4 60V34h4v26M8 40L32 36v4L8 45M32 60V38M14 39v5M21 38v5",
    ),
    "fence": (
        gettext_lazy("a fence"), 34,
        "M3 60V36l3-3l3 3v24M13 60V36l3-3l3 3v24M23 60V36l3-3l3 3v24M1 42h32M1 53h32",
    ),
    "hump": (
        gettext_lazy("a road that bends and rises"), 36,
        "M1 60c6 0 6-7 12-7h10c6 0 6 7 12 7M8 46l6-6h8l6 6M16 34l3-3l3 3",
    ),
    "mound": (
        gettext_lazy("a mound with trees"), 40,
        "M1 60c6-12 30-12 38 0M13 52V40M13 40a6 7 0 1 1 .1 0M27 52V38M27 38a6 7 0 1 1 .1 0",
    ),
    "open": (
        gettext_lazy("several ways in and out"), 36,
        "M3 60V30h30v30M3 44h-2M10 60V48h6v12M20 60V48h6v12M13 42v-6M11 38l2-3l2 3M23 42v-6M21 38l2-3l2 3",
    ),
    "house": (
        gettext_lazy("a house"), 34,
        "M3 60V26h28v34M8 32h6v7H8zM20 32h6v7h-6zM8 45h6v7H8zM20 45h6v15h-6z",
    ),
    "facade": (
        gettext_lazy("a front with ribs"), 34,
        "M3 60V26h28v34M9 26v34M15 26v34M21 26v34M27 26v34M3 38h28M3 49h28",
    ),
    "pane": (
        gettext_lazy("a pane in its frame"), 30,
        "M3 60V26h24v34zM6 57V29h18v28zM9 49l9-14M13 52l8-12",
    ),
    "layers": (
        gettext_lazy("a pane of several layers"), 30,
        "M4 60V26h4v34zM10 60V26h4v34zM16 60V26h4v34zM24 43h5M22 39v8",
    ),
    "frame": (
        gettext_lazy("a frame with braces"), 36,
        "M3 60V26h30v34M3 43h30M3 43L18 26L33 43M3 60L18 43L33 60",
    ),
    "mast": (
        gettext_lazy("a camera on a mast"), 24,
        "M10 60V28M10 28h8M18 24h-8v8h10l3-3v-3z",
    ),
    "waves": (
        gettext_lazy("waves that are felt"), 18,
        "M4 50c4-6 4-14 0-20M9 53c6-8 6-18 0-26M14 56c8-10 8-22 0-32",
    ),
    "portal": (
        gettext_lazy("a portal to walk through"), 30,
        "M3 60V26h24v34M8 60V31h14v29M5 36h1M5 42h1M5 48h1M24 36h1M24 42h1M24 48h1",
    ),
    "swab": (
        gettext_lazy("a device that takes a sample"), 28,
        "M4 60V44h18v16zM7 47h8v5H7zM18 48v6M22 48h5M13 44v-6h4v6",
    ),
    "screen": (
        gettext_lazy("a screen"), 34,
        "M2 30h30v20H2zM17 50v6M10 58h14M6 45l6-6l5 4l6-8l5 5",
    ),
    "map": (
        gettext_lazy("a shared map"), 34,
        "M2 32l10-4l10 4l10-4v24l-10 4l-10-4l-10 4zM12 28v24M22 32v24M17 42a3 3 0 1 0-.1 0M17 42l0 5",
    ),
    "speaker": (
        gettext_lazy("a loudspeaker"), 26,
        "M3 60V34M3 34h3l8-6v18l-8-6H3M18 32c3 3 3 7 0 10M22 29c5 5 5 11 0 16",
    ),
    "lamp": (
        gettext_lazy("a lamp"), 20,
        "M8 60V30h6M14 30l4 5h-8zM10 39l-3 8M14 40v8M18 39l2 8",
    ),
    "arrow": (
        gettext_lazy("an arrow that shows the way"), 24,
        "M2 44h16M13 38l6 6l-6 6M2 60h20",
    ),
    "talk": (
        gettext_lazy("words"), 24,
        "M2 28h20v14H11l-5 6v-6H2zM6 33h12M6 37h8",
    ),
    "flash": (
        gettext_lazy("light and sound elsewhere"), 22,
        "M11 34a5 5 0 1 0 .1 0M11 24v5M11 49v5M1 39h5M17 39h4M4 32l3 3M18 32l-3 3M4 46l3-3M18 46l-3-3",
    ),
    "dog": (
        gettext_lazy("a trained dog"), 28,
        "M4 46h14l3-6h4l1 3h-4l-1 9v8M18 52v8M7 52v8M4 46v14M4 46l-3-5",
    ),
    "shield": (
        gettext_lazy("the shield of the police"), 24,
        "M12 28l9 3v11c0 9-5 14-9 17c-4-3-9-8-9-17V31zM8 43l3 4l6-8",
    ),
    "book": (
        gettext_lazy("a guide"), 28,
        ("M14 34c-3-3-8-3-12-2v22c4-1 9-1 12 2c3-3 8-3 12-2V32c-4-1-9-1-12 2zM14 34v22M5 38h5M5 43h5M18 38h5M18 43"
        "h5"),
    ),
    "board": (
        gettext_lazy("a board with goals"), 32,
        "M2 28h26v20H2zM8 48l-3 12M22 48l3 12M6 34l2 2l3-4M14 35h10M6 42l2 2l3-4M14 43h10",
    ),
    "table": (
        gettext_lazy("a table around which several sit"), 40,
        ("M8 48h24M11 48v12M29 48v12M8 36a3 3 0 1 0 .1 0M8 42v6M32 36a3 3 0 1 0 .1 0M32 42v6M20 32a3 3 0 1 0 .1 0"
        "M20 38v10"),
    ),
    "bag": (
        gettext_lazy("a bag that stands alone"), 20,
        "M3 60V47h14v13zM7 47v-4h6v4M3 52h14",
    ),
}  # fmt: skip

#: By code of the shipped entry, from left to right.
DRAWINGS: dict[str, tuple[str, ...]] = {
    "geo_picture": ("map", "staff"),
    "video_analytics": ("mast", "people", "screen"),
    "weapon_detector": ("person", "waves", "screen"),
    "explosive_detector": ("bag", "swab", "staff"),
    "vehicle_behaviour": ("mast", "waves", "vehicle"),
    "scene_behaviour": ("mast", "people", "bag"),
    "aggression_detection": ("mast", "waves", "people"),
    "crowd_behaviour": ("mast", "people", "people"),
    "re_identification": ("mast", "person", "mast"),
    "mm_wave_portal": ("person", "portal", "screen"),
    "mm_wave_walk_through": ("waves", "people", "screen"),
    "microwave_radar": ("mast", "waves", "person"),
    "talking": ("staff", "talk", "person"),
    "distraction": ("flash", "person", "people"),
    "loudspeakers": ("speaker", "talk", "people"),
    "path_lights": ("lamp", "people", "arrow", "lamp"),
    "crowd_guidance": ("staff", "arrow", "people"),
    "trained_animals": ("staff", "dog", "bag"),
    "police_means": ("shield", "staff"),
    "barriers_placed": ("vehicle", "block", "people"),
    "bollards_and_planters": ("vehicle", "planter", "seat", "people"),
    "temporary_barriers": ("vehicle", "mobile", "people"),
    "checkpoint": ("vehicle", "staff", "gate"),
    "road_block_gate": ("vehicle", "gate", "people"),
    "fence": ("fence", "fence", "people"),
    "bollards": ("vehicle", "bollards", "people"),
    "road_design": ("vehicle", "hump", "people"),
    "uncrowded_layout": ("people", "open", "people"),
    "blast_landscape": ("vehicle", "mound", "house"),
    "facade_design": ("people", "facade"),
    "blast_glazing": ("people", "pane", "house"),
    "collapse_prevention": ("frame", "house"),
    "bullet_glazing": ("layers", "staff"),
    "staff_resilience": ("staff", "board", "people"),
    "capability_training": ("people", "board"),
    "joint_decisions": ("table", "map"),
    "active_shooter_guide": ("book", "staff", "people"),
    "ied_event_guide": ("book", "bag", "staff"),
}
GAP, MARGIN, HEIGHT = 8, 6, 68


@dataclass(frozen=True)
class Drawing:
    """``parts``: how far to the right, and the lines."""

    width: int
    parts: list[tuple[int, str]]
    alt: str
    height: int = HEIGHT

    @property
    def wide(self) -> int:
        """In pixels of the page; narrower where there is less room."""
        return 2 * self.width

    @property
    def right(self) -> int:
        """Where the ground ends."""
        return self.width - 2


def drawing_of(code: str) -> Drawing | None:
    """Of a shipped entry; None for any other."""
    pieces = DRAWINGS.get(code)
    if not pieces:
        return None
    x, parts = MARGIN, []
    for name in pieces:
        parts.append((x, PIECES[name][2]))
        x += PIECES[name][1] + GAP
    words = ", ".join(dict.fromkeys(str(PIECES[name][0]) for name in pieces))
    return Drawing(x - GAP + MARGIN, parts, _("Schematic drawing: %(what)s.") % {"what": words})
