"""Whether a form is an XLSForm: asked of pyxform, the reference implementation.

Its converter alone is used. ODK Validate, which can follow it, is a Java program; it looks at expressions again and is
neither needed nor called (``validate=False``).
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Refused(ValidationError):
    """pyxform does not take the form; the message says why in its words."""


def check(form: bytes | dict[str, Any]) -> list[str]:
    """The warnings of pyxform about a form (a written file, or its sheets as lists of rows). Raises Refused."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    try:
        convert(
            form,
            warnings=warnings,
            validate=False,
            form_name="data",
            file_type=".xlsx" if isinstance(form, bytes) else None,
        )
    except PyXFormError as error:
        raise Refused(_("pyxform does not accept this form: %(why)s") % {"why": _short(error)}) from error
    except Exception as error:  # what a form that nobody thought of raises within it
        raise Refused(
            _(
                "pyxform stops at this form (%(why)s). Open it in a spreadsheet, check its types and names and save it again."
            )
            % {"why": type(error).__name__}
        ) from error
    return [" ".join(one.split())[:500] for one in warnings]


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:800]
