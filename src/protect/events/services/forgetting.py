"""Names of whoever registered for an event that lies in the bin: what is asked for or due there holds as anywhere."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.events.services.registering import digest
from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.models import Organisation, Verb

#: (fields of the registration, fields of the event), as they are written in the bin
Chosen = Callable[[dict[str, Any], dict[str, Any]], bool]


@transaction.atomic
def erase_in_bin(chosen: Chosen, organisation: Organisation | None = None) -> int:
    """What is left counts in the statistics, should the event come back, and names nobody. Returns how many were erased."""
    rows = Binned.objects.select_for_update().filter(object_type="events.event")
    count = 0
    for binned in rows.filter(organisation=organisation) if organisation else rows:
        content = json.loads(binned.content)
        event = next(row["fields"] for row in content["rows"] if row["model"] == "events.event")
        found = [row["fields"] for row in content["rows"] if row["model"] == "events.registration"]
        found = [one for one in found if one["erased_at"] is None and chosen(one, event)]
        for one in found:
            one |= {
                "name": "", "email": "", "works_for": "", "needs": "", "erased_at": timezone.now().isoformat(),
                "secret_digest": digest(secrets.token_urlsafe(24)), "code": secrets.token_hex(6),
            }  # fmt: skip
        if found:
            binned.content = json.dumps(content)
            binned.save(update_fields=["content"])
            audit.record(Verb.CHANGED, binned, note=_("personal data forgotten"))
        count += len(found)
    return count
