"""What the catalogue holds: entries, what each does to daily life, photos, comments of authorities, searches kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.catalogue import facets, wording
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.fields import CodeListField
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation
from protect.organisations.shown_photos import ShownPhoto
from protect.reference.models import ReferenceSet


class Kind(models.TextChoices):
    """Explained in the vocabulary ``entry_kind``."""

    MEASURE = "measure", _("Measure")
    SOLUTION = "solution", _("Solution")
    GOOD_PRACTICE = "good_practice", _("Good practice")


class State(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    REVIEWED = "reviewed", _("Reviewed")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class FacetField(models.BigIntegerField):
    """All that an entry can be filtered by, as bits of one number; written whenever the entry is, in bulk too."""

    def pre_save(self, instance: models.Model, add: bool) -> int:
        number = facets.of_entry(instance)
        setattr(instance, self.attname, number)
        return number


class WordsField(models.TextField):
    """The texts of a shipped entry in the other languages of the platform, so that it is found in each of them."""

    def pre_save(self, instance: models.Model, add: bool) -> str:
        text = wording.in_other_languages(instance)
        setattr(instance, self.attname, text)
        return text


def narrowed(reach: Reach, prefix: str = "") -> Q:
    """What is not published yet is never public, whatever its marking: its owner and authorities work on it."""
    if reach.is_authority:
        return Q()
    rule = ~Q(**{f"{prefix}marking": Marking.CLEAR.value})
    rule |= Q(**{f"{prefix}state__in": [State.PUBLISHED.value, State.RETIRED.value]})
    return rule | Q(**{f"{prefix}organisation__in": sorted(reach.reading)}) if reach.reading else rule


class Entry(Restricted):
    """A measure, a solution or a good practice. Without an organisation it came with the platform and is public."""

    #: The texts, in the order in which a page shows them.
    TEXTS = (
        "summary", "description", "helps_when", "helps_not", "cost_drivers", "upkeep", "new_weaknesses", "privacy_note",
    )  # fmt: skip

    organisation = models.ForeignKey(  # type: ignore[assignment]
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind of entry"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    summary = models.CharField(_("in one sentence"), max_length=400)
    description = models.TextField(_("what it is"), blank=True, max_length=6000)
    language = models.CharField(_("language of the texts"), max_length=10, default="en")
    category = models.CharField(_("category"), max_length=20)
    functions = CodeListField(_("functions"))
    threat_types = CodeListField(_("threat types"))
    phases = CodeListField(_("phases of an attack"))
    space_categories = CodeListField(_("kinds of public space it fits"))
    family = models.CharField(_("family"), max_length=20)
    approach = models.CharField(_("what carries it"), max_length=20)
    horizon = models.CharField(_("horizon"), max_length=10)
    cost_purchase = models.CharField(_("cost to get"), max_length=20, default="not_known")
    cost_yearly = models.CharField(_("cost a year"), max_length=20, default="not_known")
    criteria = CodeListField(_("what to judge it by"))
    personal_data = models.BooleanField(_("handles personal data"), default=False)
    needs_dpia = models.BooleanField(_("needs a data protection impact assessment"), default=False)
    information_only = models.BooleanField(
        _("information only"), default=False, help_text=_("In the hands of the police by law; a town cannot choose it.")
    )
    helps_when = models.TextField(_("when it helps"), blank=True, max_length=3000)
    helps_not = models.TextField(_("when it does not help"), blank=True, max_length=3000)
    cost_drivers = models.TextField(_("what drives the cost"), blank=True, max_length=3000)
    upkeep = models.TextField(_("what it needs to be kept working"), blank=True, max_length=3000)
    new_weaknesses = models.TextField(_("new weak points it may bring"), blank=True, max_length=3000)
    privacy_note = models.TextField(_("personal data: what to see to"), blank=True, max_length=3000)
    evidence = models.TextField(
        _("sources"),
        blank=True,
        max_length=3000,
        help_text=_("One a line: title, who made it, year, address if public."),
    )
    provider_name = models.CharField(_("provider"), max_length=200, blank=True)
    web_address = models.URLField(_("public web page"), max_length=300, blank=True)
    related: models.ManyToManyField = models.ManyToManyField("self", blank=True, verbose_name=_("related entries"))

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    state_reason = models.CharField(_("reason of the last step"), max_length=500, blank=True)
    # Counts publications: what a reader met under a number never changes.
    version = models.PositiveIntegerField(_("version"), default=0)
    # Of an entry that came with the platform: its code, and the set that holds this and every earlier wording.
    code = models.CharField(max_length=60, blank=True, editable=False)
    reference = models.ForeignKey(
        ReferenceSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Whoever changed it last; neither of the two reviews it.
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    facets = FacetField(default=0, editable=False)
    words = WordsField(default="", editable=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "entries"
        indexes = [
            # All that the counts beside the filters ask for, in one index (SQLite keeps the key in every index).
            models.Index(fields=["state", "marking", "organisation", "facets"], include=["id"], name="entry_counts"),
            models.Index(fields=["state", "name", "id"], name="entry_by_name"),
            models.Index(fields=["-published_at", "id"], name="entry_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="shipped_entry_once"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | (~Q(code="") & Q(marking="CLEAR")),
                name="entry_without_owner_is_shipped_and_public",
            ),
        ]

    def __str__(self) -> str:
        return self.shown("name")

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach)

    @property
    def is_shipped(self) -> bool:
        return self.organisation_id is None

    @property
    def is_fixed(self) -> bool:
        """Published and retired entries stay as they were reviewed; what comes with the platform changes with it."""
        return self.is_shipped or self.state in (State.PUBLISHED, State.RETIRED)

    @property
    def is_selectable(self) -> bool:
        """Whether a town can choose it for a weak point."""
        return self.state == State.PUBLISHED and not self.information_only

    @property
    def shown_summary(self) -> str:
        return self.shown("summary")

    def shown(self, field: str) -> str:
        """A text in the reader's language where the platform has it; what an organisation wrote stays as written."""
        return wording.shown(self, getattr(self, field))


class AspectGroup(models.TextChoices):
    OPENNESS = "openness", _("openness")
    EFFECT = "effect", _("side effect")


class Aspect(Derived):
    """One openness check or one line of the ledger of side effects: a judgement and what to see to."""

    sources = ("entry",)

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="aspects")
    group = models.CharField(max_length=10, choices=AspectGroup.choices)
    code = models.CharField(max_length=30)
    judgement = models.CharField(_("judgement"), max_length=12, default="not_judged")
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["group", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "group", "code"], name="aspect_once_per_entry")]

    def __str__(self) -> str:
        return f"{self.group}: {self.code}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "entry__")

    @property
    def shown_note(self) -> str:
        return wording.shown(self.entry, self.note)


class EntryPhoto(ShownPhoto, Derived):
    sources = ("entry",)

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="catalogue/%Y/%m/", max_length=200)
    thumbnail = models.FileField(upload_to="catalogue/%Y/%m/", max_length=200)

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "entry__")


class Comment(Derived):
    """What another authority has to say about an entry: read by authorities and by those concerned, never by the public."""

    class Kind(models.TextChoices):
        EXPERIENCE = "experience", _("experience")
        QUESTION = "question", _("question")
        CORRECTION = "correction", _("correction")

    sources = ("entry",)

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="comments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(_("kind of comment"), max_length=12, choices=Kind.choices, default=Kind.EXPERIENCE)
    text = models.TextField(_("comment"), max_length=3000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text[:60]}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        rule = rule_for(cls, reach) & narrowed(reach, "entry__")
        if reach.is_authority:
            return rule
        mine = sorted(reach.reading)
        return rule & (Q(organisation__in=mine) | Q(entry__organisation__in=mine)) if mine else Q(pk__in=[])

    @property
    def owner_id(self) -> int:
        """Whoever wrote it; the entry may be somebody else's, or the platform's."""
        return self.organisation_id


class SavedSearch(models.Model):
    """A question to the catalogue that a person keeps; with ``notify`` a mail tells that something new answers it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="catalogue_searches")
    name = models.CharField(_("name"), max_length=120)
    query = models.CharField(max_length=1000, blank=True)
    notify = models.BooleanField(
        _("tell me by mail when something new answers it"), default=False,
        help_text=_("At most one mail a day. It carries numbers and links, no names."),
    )  # fmt: skip
    # Entries published up to here were told, or were there when the search was kept.
    told_until = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="catalogue_search_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def root(self) -> Any:
        return self.user
