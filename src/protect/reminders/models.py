"""When to look again: an organisation's rules, what happened that makes it sooner, and who gets which mail."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.assessments.due import DEFAULT_MONTHS
from protect.assessments.models import Assessment
from protect.organisations.access import Derived
from protect.organisations.models import Organisation, User
from protect.spaces.models import Space


class Policy(models.Model):
    """What an organisation decided about re-assessment and mails; without a row the defaults hold."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField(
        _("assess again after (months)"),
        default=DEFAULT_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Counted from the approval, unless whoever approves names another day. A year is usual."),
    )
    before_days = models.PositiveSmallIntegerField(
        _("first reminder (days before)"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    after_days = models.PositiveSmallIntegerField(
        _("last reminder (days after)"), default=14, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    names_in_mails = models.BooleanField(
        _("name spaces in mails"),
        default=False,
        help_text=_(
            "Mail travels in the open. Left off, mails and calendars carry numbers and links only. TLP:RED is never named."
        ),
    )

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def root(self) -> Organisation:
        return self.organisation

    @property
    def owner_id(self) -> int:
        return self.organisation_id


class Trigger(Derived):
    """Something happened that makes it necessary to look again now. Brings the date of the next assessment to its day."""

    class Kind(models.TextChoices):
        INCIDENT = "incident", _("Incident or near miss here")
        INCIDENT_ELSEWHERE = "incident_elsewhere", _("Incident or near miss in a similar place")
        THREAT_LEVEL = "threat_level", _("Change of the threat level")
        BUILDING_WORKS = "building_works", _("Building works")
        NEW_EVENT = "new_event", _("New kind of event")
        MEASURE_DONE = "measure_done", _("Measure completed")
        MEASURE_FAILED = "measure_failed", _("Measure failed or gone")
        NEW_OWNER = "new_owner", _("Change of owner or operator")
        ATTACK_METHODS = "attack_methods", _("Change in attack methods")

    sources = ("space",)

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="triggers")
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind.choices)
    happened_on = models.DateField(_("day"))
    note = models.CharField(
        _("note"),
        max_length=500,
        blank=True,
        help_text=_("What matters for looking again. Never how an attack was or would be done."),
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    # The assessment whose date it brought forward, and what that date was: so that a mistake can be taken back.
    assessment = models.ForeignKey(Assessment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    earlier_date = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.happened_on}"


class Wishes(models.Model):
    """Which mails a person wants. Without a row: reminders of what they lead, no weekly digest."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wishes")
    reminders = models.BooleanField(
        _("reminders"),
        default=True,
        help_text=_("Before and after a space you lead has to be assessed again, and when scores or an approval wait."),
    )
    digest = models.BooleanField(
        _("weekly digest"),
        default=False,
        help_text=_("Once a week what waits for you. Nothing is sent when there is nothing to tell."),
    )
    weekday = models.PositiveSmallIntegerField(_("day of the digest"), choices=Weekday.choices, default=Weekday.MONDAY)
    catalogue = models.BooleanField(
        _("news of the catalogue"),
        default=True,
        help_text=_("When something new answers a search that you keep and want mails about; at most one mail a day."),
    )
    calls = models.BooleanField(
        _("news of calls"),
        default=True,
        help_text=_("When a call is published and you follow new calls, and when something happens to one you follow."),
    )
    inbox = models.BooleanField(
        _("mails of the inbox"),
        default=True,
        help_text=_("Tasks and news that you chose to be told at once or daily. Without this none of them is sent."),
    )
    # Day, where the person lives, up to which digests were sent or need not be.
    digest_until = models.DateField(null=True, blank=True, editable=False)
    # Digest of the secret in the address of the private calendar; empty without one.
    calendar_digest = models.CharField(max_length=64, blank=True, editable=False)

    def __str__(self) -> str:
        return str(self.user_id)

    @property
    def root(self) -> User:
        return self.user


class Notice(models.Model):
    """A reminder that was sent, so that it is sent once."""

    class Stage(models.TextChoices):
        BEFORE = "before", _("soon due")
        DUE = "due", _("due")
        AFTER = "after", _("overdue")
        SCORE = "score", _("scores wait")
        APPROVE = "approve", _("approval waits")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    # The due date it was about: another date is another reminder. For tasks the day the version began.
    about_day = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "assessment", "stage", "about_day"], name="each_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.about_day}"
