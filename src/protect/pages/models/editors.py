"""Who writes the public pages: appointed by whoever runs the platform, person by person."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.models import User


class Editor(models.Model):
    """One person's right to write public pages. It opens nothing else: editors read what everybody reads."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="editor", verbose_name=_("person"))
    appointed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    appointed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user__name", "pk"]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def audit_name(self) -> str:
        return f"editor: person {self.user_id}"


#: Parts of the editors' desk; permissions that begin with another name are asked of the rules, as everywhere.
DESK = frozenset(
    {"wagtailadmin", "wagtailcore", "wagtailimages", "wagtaildocs", "simple_translation", "taggit", "pages"}
)


class EditingPerson(User):
    """A person at the editors' desk, as Wagtail asks about people: whoever is let in may do everything there is there.

    Wagtail knows superusers and groups; the platform has neither. ``views.desk`` asks our rule first, and only then makes
    one of these, for the time of one request. What it may do outside the desk is asked of the same rules as before.
    """

    is_superuser = True
    is_staff = False

    class Meta:
        proxy = True

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        if perm.partition(".")[0] in DESK:
            return bool(self.is_active)
        return super().has_perm(perm, obj)

    def has_perms(self, perms: Any, obj: Any = None) -> bool:
        return all(self.has_perm(one, obj) for one in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return app_label in DESK
