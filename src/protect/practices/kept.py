"""What practices keep about people, for how long what others said is kept, and what may come back from the bin."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.organisations import personal, registry, retention
from protect.organisations.models import Organisation, User
from protect.organisations.services import bin
from protect.practices import services
from protect.practices.models import Practice, Remark, Trial


def photo_may_come_back(photo: Any) -> None:
    if Practice.objects.get(pk=photo.practice_id).is_fixed:
        raise ValidationError(_("This practice stays as it was reviewed. Take it up again to change it."))


def old_remarks(organisation: Organisation, before: dt.datetime) -> list[tuple[Remark, dt.datetime]]:
    rows = Remark.objects.filter(organisation=organisation, answers=None, created_at__lt=before)
    return [(one, one.created_at) for one in rows.select_related("practice").order_by("pk")]


def remove_old_remarks(organisation: Organisation, before: dt.datetime) -> int:
    old = old_remarks(organisation, before)
    for one, _since in old:
        services.remove_remark(one)
    return len(old)


def remarks_of(user: User) -> list[dict[str, Any]]:
    rows = Remark.objects.filter(author=user).select_related("practice")
    return [{"about": str(one.practice), "text": one.text, "written": one.created_at} for one in rows]


def trials_of(user: User) -> list[dict[str, Any]]:
    rows = Trial.objects.filter(author=user).select_related("practice")
    return [{"about": str(one.practice), "where": one.where, "text": one.differed} for one in rows]


def register() -> None:
    registry.KINDS |= {
        "practices.practice": gettext_lazy("practice"),
        "practices.practicephoto": gettext_lazy("photo of a practice"),
        "practices.remark": gettext_lazy("comment on a practice"),
        "practices.trial": gettext_lazy("report of a trial"),
    }
    registry.register("practices.practice", permission="practices.share", page="practices:practice")
    registry.register_deletable("practices.practice", permission="practices.delete", delete=services.delete)
    registry.register_deletable("practices.remark", permission="practices.remove_said", delete=services.remove_remark)
    registry.register_deletable("practices.trial", permission="practices.remove_said", delete=services.remove_trial)
    bin.before_restoring("practices.practicephoto", photo_may_come_back)
    personal.keeps("practice_remarks", gettext_lazy("What I said of practices"), remarks_of)
    personal.keeps("practice_trials", gettext_lazy("Practices that I told to have tried"), trials_of)
    retention.register(
        retention.Kind(
            "practice_remarks",
            gettext_lazy("Comments and questions on practices"),
            gettext_lazy("After five years a practice has changed; what was learned belongs into its text."),
            1825, 180, 3650,
            old_remarks,
            remove_old_remarks,
        )
    )  # fmt: skip
