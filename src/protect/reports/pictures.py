"""The pictures of a report: the site plan, and the photos of its vulnerabilities small enough to print."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from protect.assessments.models import Assessment
from protect.reports import site_plan
from protect.reports.figures import Figures
from protect.spaces.located import within
from protect.spaces.models import Attachment, AttachmentKind, ContextFeature, MapImport

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

log = logging.getLogger(__name__)

LONGEST_SIDE = 1400  # pixels: 200 a printed inch on half a page
#: The plan stays a plan, and quick to set, in a dense city too.
MOST_SURROUNDINGS = 1500


@dataclass
class Pictures:
    """``files`` by name; ``described``: file, title and alt text of each photo by its checksum; ``plan`` or None."""

    files: dict[str, bytes] = field(default_factory=dict)
    described: dict[str, dict[str, str]] = field(default_factory=dict)
    plan: dict[str, str] | None = None


def of(assessment: Assessment, figures: Figures) -> Pictures:
    """Photos that the document names and that the space still has; a file that cannot be read is left out and logged."""
    found = Pictures()
    plan = plan_of(assessment, figures.space)
    if plan is not None:
        found.files["plan.svg"] = plan.svg
        found.plan = {"file": "plan.svg", "alt": plan.alt, "key": plan.key}
    for number, photo in enumerate(_photos(assessment, figures), 1):
        content = _small(photo)
        if content is not None:
            name = f"photo-{number}.jpg"
            found.files[name] = content
            found.described[photo.sha256] = {
                "file": name,
                "title": photo.title,
                "upright": "yes" if _is_upright(content) else "",
                "alt": photo.description or _("Photo: %(title)s") % {"title": photo.title},
            }
    return found


def plan_of(
    assessment: Assessment, space: dict[str, Any], temporary: Sequence[site_plan.Mark] = ()
) -> site_plan.Plan | None:
    """The plan of the space as the document has it, over what the town's own map has around it."""
    around = _surroundings(assessment, site_plan.extent(space, temporary))
    return site_plan.draw(space, around, _attribution(assessment), temporary)


def _photos(assessment: Assessment, figures: Figures) -> Iterable[Attachment]:
    wanted = {photo["sha256"] for one in figures.document["vulnerabilities"] for photo in one["photos"]}
    return Attachment.objects.filter(space=assessment.space_id, kind=AttachmentKind.PHOTO, sha256__in=wanted)


def originals(assessment: Assessment, figures: Figures) -> list[dict[str, str]]:
    """The photos as ``files`` of the published schema; one that cannot be read is left out and logged."""
    found = []
    for photo in _photos(assessment, figures):
        try:
            with photo.file.open("rb") as source:
                content = base64.b64encode(source.read()).decode("ascii")
        except OSError as error:
            log.warning("photo %s is left out of an export: %s", photo.pk, error)
            continue
        found.append(
            {
                "sha256": photo.sha256,
                "description": photo.description,
                "content_type": photo.content_type,
                "content": content,
            }
        )
    return found


def _small(photo: Attachment) -> bytes | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with photo.file.open("rb") as source, Image.open(source) as image:
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            flat = Image.new("RGB", image.size, "white")
            with_alpha = image.convert("RGBA")
            flat.paste(with_alpha, mask=with_alpha)
            written = io.BytesIO()
            flat.save(written, "JPEG", quality=82, optimize=True)
            return written.getvalue()
    except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        log.warning("photo %s is left out of a report: %s", photo.pk, error)
        return None


def _is_upright(content: bytes) -> bool:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        return image.height > image.width


def _attribution(assessment: Assessment) -> str:
    """Whom the town's map comes from; its licence asks for the name on every copy."""
    imports = MapImport.objects.filter(organisation=assessment.organisation_id, state=MapImport.State.DONE)
    return ", ".join(sorted(set(imports.exclude(attribution="").values_list("attribution", flat=True))))


def _surroundings(
    assessment: Assessment, bounds: tuple[float, float, float, float] | None
) -> Iterator[tuple[str, BaseGeometry]]:
    """Kind and geometry of what the town's own map has around the place."""
    if bounds is None:
        return
    window = site_plan.Sheet(bounds).window()
    near = ContextFeature.objects.filter(
        within(*window), organisation=assessment.organisation_id, kind__in=site_plan.GROUND
    )
    for feature in near.order_by("pk")[:MOST_SURROUNDINGS]:
        shape = feature.geometry
        if shape is not None:
            yield feature.kind, shape
