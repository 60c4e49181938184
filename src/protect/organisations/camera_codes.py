"""A link as a code for the camera of a phone."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe


def as_picture(link: str, *, box: int = 10) -> SafeString:
    """The code as SVG; ``box``: size of one of its squares. The library is imported with the first code that is drawn."""
    return mark_safe(as_file(link, box=box).decode())  # noqa: S308  drawn by us from an address of ours


def as_file(link: str, *, box: int = 10, border: int = 4) -> bytes:
    """The same as an SVG file."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    return qrcode.make(link, image_factory=SvgPathImage, box_size=box, border=border).to_string()  # type: ignore[no-any-return]
