"""A kept file on its way to a browser, which runs nothing of it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _


def send(stored: Any, content_type: str, name: str = "", *, shown: bool = False) -> FileResponse:
    """``stored``: the field of a row; with ``name`` it is saved under that, unless it is only shown."""
    try:
        content = stored.open("rb")
    except (OSError, ValueError):
        raise Http404(_("The file is missing on the server; tell the administrator.")) from None
    response = FileResponse(content, content_type=content_type, as_attachment=bool(name) and not shown, filename=name)
    response["Cache-Control"] = "private, no-store"  # what is taken back is gone at once
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
