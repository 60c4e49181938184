"""A practice told by a template, its photos, what others say of it, and what came of it where they tried it, too."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from protect.catalogue.models import Entry
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.fields import CodeListField
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation
from protect.organisations.shown_photos import ShownPhoto
from protect.practices.states import FIXED, SHOWN, State


class PracticeKind(models.TextChoices):
    GOOD_PRACTICE = "good_practice", _("Good practice")
    CASE_STUDY = "case_study", _("Case study")
    LESSON = "lesson", _("Lesson from what went wrong")


class Evidence(models.TextChoices):
    """What the told effect rests on, the firmest first."""

    MEASURED = "measured", _("Measured before and after")
    OBSERVED = "observed", _("Observed")
    OPINION = "opinion", _("Opinion of those involved")
    NONE = "none", _("Not known yet")


def narrowed(reach: Reach, prefix: str = "") -> Q:
    """Drafts and what was withdrawn stay with their organisation, however they are marked; authorities may review."""
    shown = [*SHOWN, State.IN_REVIEW.value] if reach.is_authority else SHOWN
    rule = Q(**{f"{prefix}state__in": shown})
    return rule | Q(**{f"{prefix}organisation__in": sorted(reach.reading)}) if reach.reading else rule


class Practice(Restricted):
    """Public where it is published and TLP:CLEAR; one in each language, joined by ``translation_of``."""

    #: The parts of the template, in the order in which a page shows them.
    TEXTS = ("context", "problem", "done", "upkeep", "effect", "figures", "went_wrong", "rights", "transfer")

    kind = models.CharField(_("kind"), max_length=14, choices=PracticeKind.choices, default=PracticeKind.GOOD_PRACTICE)
    title = models.CharField(_("title"), max_length=200)
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(_("language of the text"), max_length=10, default="en")
    summary = models.CharField(
        _("in one sentence"), max_length=300, blank=True, help_text=_("Stands in lists, feeds and links.")
    )
    city = models.CharField(_("city or region"), max_length=100, blank=True)
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    context = models.TextField(_("context"), blank=True, max_length=4000)
    problem = models.TextField(_("problem"), blank=True, max_length=4000)
    done = models.TextField(_("what was done"), blank=True, max_length=8000)
    cost_low = models.PositiveIntegerField(_("cost, from"), null=True, blank=True)
    cost_high = models.PositiveIntegerField(_("cost, to"), null=True, blank=True)
    currency = models.CharField(_("currency (three letters)"), max_length=3, blank=True, default="EUR")
    cost_year = models.PositiveSmallIntegerField(_("year of these prices"), null=True, blank=True)
    upkeep = models.TextField(_("upkeep"), blank=True, max_length=3000)
    effect = models.TextField(_("effect"), blank=True, max_length=4000)
    evidence = models.CharField(_("what the effect rests on"), max_length=10, choices=Evidence.choices, default="none")
    figures = models.TextField(_("figures"), blank=True, max_length=3000)
    went_wrong = models.TextField(_("what went wrong"), blank=True, max_length=4000)
    rights = models.TextField(_("privacy and fundamental rights"), blank=True, max_length=4000)
    transfer = models.TextField(_("what another town needs"), blank=True, max_length=4000)
    contact = models.EmailField(_("contact"), blank=True, help_text=_("Its readers see it: better a shared mailbox."))
    threat_types = CodeListField(_("threat types"))
    space_categories = CodeListField(_("kinds of public space"))
    steps = CodeListField(_("steps of the method"))
    entries: models.ManyToManyField = models.ManyToManyField(
        Entry, blank=True, related_name="+", verbose_name=_("entries of the catalogue")
    )
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="translations",
        verbose_name=_("translation of"),
    )  # fmt: skip
    # Which version of the original was translated.
    translated_version = models.PositiveIntegerField(default=0, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Counts publications: what a reader met under a number never changes.
    version = models.PositiveIntegerField(_("version"), default=0)
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Whoever changed it last; neither of the two publishes it unread by somebody else.
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["organisation", "state"], name="practice_by_owner"),
            models.Index(fields=["state", "marking", "-published_at"], name="practice_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost_low=None) | Q(cost_high=None) | Q(cost_low__lte=F("cost_high")),
                name="practice_costs_from_low_to_high",
            ),
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                condition=Q(translation_of__isnull=False),
                name="practice_translated_once_a_language",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach)

    @property
    def is_public(self) -> bool:
        return self.state in SHOWN and self.marking == Marking.CLEAR

    @property
    def is_fixed(self) -> bool:
        return self.state in FIXED

    @property
    def place(self) -> str:
        return ", ".join(filter(None, (self.city, self.country)))


class PracticePart(Derived):
    """Base of what belongs to one practice."""

    sources = ("practice",)

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "practice__")


class PracticePhoto(ShownPhoto, PracticePart):
    personal_fields = ("credit",)

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="practices/%Y/%m/", max_length=200)
    thumbnail = models.FileField(upload_to="practices/%Y/%m/", max_length=200)


class Remark(PracticePart):
    """A comment, a question to the author or an answer: read by authorities and by those concerned, never by the public."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        QUESTION = "question", _("question to the author")
        ANSWER = "answer", _("answer")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="remarks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.COMMENT)
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answered_by")
    text = models.TextField(_("text"), max_length=3000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text[:60]}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return super().visibility(reach) & _concerned(reach)

    @property
    def owner_id(self) -> int:
        """Whoever wrote it; the practice may be somebody else's."""
        return self.organisation_id


def _concerned(reach: Reach, *, public: str = "") -> Q:
    """What others write of a practice is for authorities, for who wrote it and for whose practice it is."""
    if reach.is_authority:
        return Q()
    rule = Q(**{public: True}) if public else Q(pk__in=[])
    mine = sorted(reach.reading)
    return rule | Q(organisation__in=mine) | Q(practice__organisation__in=mine) if mine else rule


class Trial(PracticePart):
    """“We tried this, too”: what came of it in another organisation."""

    class Result(models.TextChoices):
        BETTER = "better", _("better than told here")
        SAME = "same", _("the same as told here")
        WORSE = "worse", _("less than told here")
        FAILED = "failed", _("it did not work")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="trials")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    where = models.CharField(_("where"), max_length=150, help_text=_("Town and kind of place; no weak points."))
    since = models.PositiveSmallIntegerField(_("year"))
    result = models.CharField(_("result"), max_length=8, choices=Result.choices)
    differed = models.TextField(_("what was different, and what you would tell others"), max_length=3000)
    contact = models.EmailField(_("contact"), blank=True, help_text=_("Its readers see it: better a shared mailbox."))
    is_public = models.BooleanField(
        _("everybody may read it"), default=False,
        help_text=_("Where the practice is public. Otherwise authorities on this platform read it, and nobody else."),
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.where}: {self.get_result_display()}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return super().visibility(reach) & _concerned(reach, public="is_public")

    @property
    def owner_id(self) -> int:
        """Whoever tried it."""
        return self.organisation_id
