"""The report templates of an organisation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.models import Organisation


class Layout(models.Model):
    """One template. ``parts`` in their order: ``{"code": "summary"}`` for a chapter, ``{"code": "text", "title", "text"}`` for
    a text of the organisation's own; a chapter that is not there is not printed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="layouts")
    name = models.CharField(_("name of the template"), max_length=80)
    is_default = models.BooleanField(_("used when nothing else is chosen"), default=False)
    cover_title = models.CharField(
        _("line above the name on the cover"),
        max_length=120,
        blank=True,
        help_text=_("Left empty: “Vulnerability assessment of a public space”."),
    )
    footer = models.CharField(
        _("foot of every page"),
        max_length=160,
        blank=True,
        help_text=_("Stands before the reader's name and the time, which are always there."),
    )
    parts = models.JSONField(default=list)
    logo = models.BinaryField(blank=True, default=b"")  # a PNG that we wrote ourselves
    logo_alt = models.CharField(_("the logo in words"), max_length=160, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="layout_name_once"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(is_default=True), name="one_default_layout"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def root(self) -> Organisation:
        return self.organisation

    @property
    def owner_id(self) -> int:
        return self.organisation_id
