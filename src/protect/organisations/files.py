"""What an uploaded file really is, and photos without what their camera wrote into them."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from protect.organisations import office

#: Bytes that a photo or document may have.
LARGEST = 25_000_000
#: More pixels than any camera makes: a small file can unpack into a large memory.
MOST_PIXELS = 60_000_000
LONGEST_SIDE, THUMBNAIL_SIDE = 2560, 480
PHOTOS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
DOCUMENTS = {"application/pdf": ".pdf"}


@dataclass(frozen=True)
class Photo:
    """A re-encoded photo: only its pixels, upright, at most 2560 long, and a small one for lists."""

    content: bytes
    thumbnail: bytes
    content_type: str
    suffix: str
    width: int
    height: int


@dataclass(frozen=True)
class Document:
    content: bytes
    content_type: str
    suffix: str


def read(file: IO[bytes], name: str, size: int, *, with_office: bool = False) -> Photo | Document:
    """Tell by content what the file is. ValidationError names the file and says what is accepted.

    ``with_office``: also DOCX, XLSX and ODT without anything that does something (``office.py``).
    """
    if size > LARGEST:
        raise ValidationError(
            _("“%(name)s” has %(size)d MB; at most %(most)d MB can be added.")
            % {"name": name, "size": size // 1_000_000, "most": LARGEST // 1_000_000}
        )
    content = file.read(LARGEST + 1)
    if not content:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": name})
    if content.startswith(b"%PDF-"):
        return Document(content, "application/pdf", ".pdf")
    if with_office and office.is_packed(content):
        return Document(*office.cleaned(content, name))
    photo = _photo(content, name)
    if photo is not None:
        return photo
    if with_office:
        raise ValidationError(
            _("“%(name)s” is no PDF, no DOCX, XLSX or ODT and no photo (JPEG, PNG, WebP) by its content.")
            % {"name": name}
        )
    raise ValidationError(
        _("“%(name)s” is no photo (JPEG, PNG, WebP) and no PDF by its content; save it as one of these first.")
        % {"name": name}
    )


def _photo(content: bytes, name: str) -> Photo | None:
    import warnings

    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # The size is looked at before a pixel is unpacked.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=list(PHOTOS))
        if image.width * image.height > MOST_PIXELS:
            raise ValidationError(_("“%(name)s” has too many pixels; make it smaller first.") % {"name": name})
        image.load()
    except UnidentifiedImageError:
        return None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ValidationError(_("“%(name)s” is damaged; take or save it again.") % {"name": name}) from None
    kind = image.format or "JPEG"
    upright = ImageOps.exif_transpose(image)
    # A new image gets the pixels and nothing else: no position, no camera, no comment, no embedded preview.
    mode = "RGBA" if kind != "JPEG" and "A" in upright.getbands() else "RGB"
    bare = Image.new(mode, upright.size)
    bare.paste(upright.convert(mode))
    bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = bare.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Photo(
        content=_encoded(bare, kind),
        thumbnail=_encoded(small, kind),
        content_type=f"image/{kind.lower()}",
        suffix=PHOTOS[kind],
        width=bare.width,
        height=bare.height,
    )


def _encoded(image, kind: str) -> bytes:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    image.save(out, kind, **({"quality": 85} if kind != "PNG" else {"optimize": True}))
    return out.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def keeping(read: Photo | Document, file: Any, thumbnail: Any = None) -> Iterator[None]:
    """Write what was read into the fields of a row that is saved within; if that fails, the files go again.

    Names are random: nothing is told by an address.

        with files.keeping(read, made.file, made.thumbnail):
            made.save()
            audit.record(Verb.CREATED, made)
    """
    stem, written = secrets.token_urlsafe(18), []
    try:
        file.save(f"{stem}{read.suffix}", ContentFile(read.content), save=False)
        written.append(file)
        if thumbnail is not None and isinstance(read, Photo):
            thumbnail.save(f"{stem}-small{read.suffix}", ContentFile(read.thumbnail), save=False)
            written.append(thumbnail)
        yield
    except BaseException:
        # No row would ever name these files again.
        for kept in written:
            kept.storage.delete(kept.name)
        raise


def read_for(
    file: IO[bytes], name: str, size: int, *, field: str = "file", with_office: bool = False
) -> Photo | Document:
    """``read``, with what it refuses said of ``field``."""
    try:
        return read(file, name, size, with_office=with_office)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None
