"""Public pages are everybody's; the editors' desk is the editors', who are none of these; the map is administrators'."""

from __future__ import annotations

from typing import Any

from tests.deciding import LOGIN, PEOPLE, SENT_ON, WRONG_METHOD, Decision, needs_permission, public, read_only
from tests.world import World, picture


def made(w: World) -> Any:
    """A home with a page, a picture and a file; made once for a world."""
    from django.core.files.base import ContentFile
    from wagtail.documents.models import Document

    from protect.pages.models import DescribedImage
    from tests.pages.making import home, page

    if "public_page" not in w.parts and isinstance(w, World):
        above = home()
        w.parts["public_page"] = page(above, "About us")
        image = DescribedImage(title="A square", description="A square with trees")
        image.file = ContentFile(picture().read(), name="a.jpg")
        image.save()
        w.parts["rendition"] = image.get_rendition("width-40")
        w.parts["document"] = Document.objects.create(title="A paper", file=ContentFile(b"%PDF-1.7", name="a.pdf"))
    return w


def nobody(kwargs: Any = lambda w: {}, **more: Any) -> Decision:
    return needs_permission(kwargs, (), **more)


def button(kwargs: Any = lambda w: {}) -> Decision:
    return nobody(kwargs).but(get=dict.fromkeys(PEOPLE[1:], WRONG_METHOD) | {"stranger": LOGIN})


def own(w: World) -> dict[str, Any]:
    return {"pk": w.municipality.pk}


DECISIONS = {
    "pages:languages": read_only(public().but(get=dict.fromkeys(PEOPLE, SENT_ON))),
    "pages:home": read_only(public(lambda w: {"language": made(w) and "en"})),
    "pages:page": read_only(public(lambda w: {"language": "en", "path": made(w).public_page.slug})),
    "pages:feed": read_only(public(lambda w: {"language": "en"})),
    "pages:picture": read_only(public(lambda w: {"pk": made(w).rendition.pk})),
    "wagtaildocs_serve": read_only(
        public(lambda w: {"document_id": made(w).document.pk, "document_filename": w.document.filename})
    ),
    "pages:state": nobody().but(post=dict.fromkeys(PEOPLE[1:], WRONG_METHOD)),
    "pages:begin_language": button(),
    "pages:editors": nobody(),
    "pages:dismiss": button(lambda w: {"pk": 1}),
    "pages:map_place": nobody(own),
    "pages:remove_place": button(own),
    "pages:desk": nobody(lambda w: {"rest": ""}),
}
