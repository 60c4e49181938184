"""Who takes part in the comparison, and what was published of all together, once a month."""

from __future__ import annotations

from django.db import models

from protect.organisations.models import Organisation


class Participation(models.Model):
    """An organisation's decision to take part, or not any more."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    takes_part = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def root(self) -> Organisation:
        return self.organisation

    @property
    def owner_id(self) -> int:
        return self.organisation_id


class Publication(models.Model):
    """The figures of one month: nothing of one organisation, no name, no text. Never altered after."""

    month = models.DateField(unique=True)
    #: As ``figures.publish`` gives it.
    document: models.JSONField = models.JSONField()
    #: Cell -> keys of those it is of: asked by the next month's rules, shown to nobody.
    contributors: models.JSONField = models.JSONField(default=dict)

    class Meta:
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
