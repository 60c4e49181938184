"""What one person keeps about their inbox. Tasks are not here: they are computed from the things themselves.

Nothing here carries a text. A row names the kind and the key of a thing; what is shown is asked of the thing at that
moment, as far as its reader may see it then. So a row tells nothing after a share has ended or a marking was raised.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.models import Organisation, User
from protect.organisations.waiting import GROUPS


class Box(models.Model):
    """Up to when news was put into somebody's inbox."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    gathered_until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)


class Notification(models.Model):
    """One thing that happened, in one person's inbox: read or not."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    #: As ``organisations.waiting.News.code``.
    code = models.CharField(max_length=150)
    happened_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "code"], name="told_once_a_person")]
        indexes = [models.Index(fields=["organisation", "happened_at"], name="notification_by_age")]

    def __str__(self) -> str:
        return self.code


class Snooze(models.Model):
    """A task that somebody put off till a day; for them alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: As ``organisations.waiting.Waiting.code``.
    code = models.CharField(max_length=150)
    until = models.DateField(_("until"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code"], name="put_off_once_a_person")]

    def __str__(self) -> str:
        return f"{self.code} {self.until}"


class Pace(models.Model):
    """How soon mails of one group come; without a row with the weekly digest."""

    class Choice(models.TextChoices):
        NOW = "now", _("at once")
        DAILY = "daily", _("daily")
        WEEKLY = "weekly", _("with the weekly digest")
        NEVER = "never", _("never")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=12, choices=tuple(GROUPS.items()))
    choice = models.CharField(_("mails"), max_length=6, choices=Choice.choices, default=Choice.WEEKLY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="one_pace_a_person_and_group")]

    def __str__(self) -> str:
        return f"{self.group}: {self.choice}"

    @property
    def root(self) -> User:
        return self.user


class Mailed(models.Model):
    """That a mail mentioned a task or a piece of news, so that the next one does not."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=150)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code"], name="mailed_once_a_person")]

    def __str__(self) -> str:
        return self.code
