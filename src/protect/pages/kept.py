"""What public pages keep about a person with an account: that they write them, and which."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from protect.organisations import personal
from protect.organisations.models import User
from protect.pages import services
from protect.pages.models import Editor


def pages_of(user: User) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"editor_since": one.appointed_at.isoformat(timespec="seconds")} for one in Editor.objects.filter(user=user)
    ]
    return rows + [{"page": one.title, "published": one.live} for one in Page.objects.filter(owner=user).order_by("pk")]


def forget(user: User) -> None:
    for one in Editor.objects.filter(user=user):
        services.dismiss(one)


def register() -> None:
    personal.keeps("public_pages", _("Public pages that I write"), pages_of)
    personal.forgets(forget)
