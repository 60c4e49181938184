"""A document and its versions; words that organisations add to the glossary."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.library.states import State
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.fields import CodeListField
from protect.organisations.markings import Marking


class DocumentKind(models.TextChoices):
    GUIDELINE = "guideline", _("Guideline")
    TEMPLATE = "template", _("Template or form")
    REPORT = "report", _("Report or study")
    TRAINING = "training", _("Training material")
    LAW = "law", _("Law or standard")
    OTHER = "other", _("Other document")


def narrowed(reach: Reach, prefix: str = "") -> Q:
    """Others read what is published; its own organisation the rest, too."""
    rule = Q(**{f"{prefix}state": State.PUBLISHED.value})
    return rule | Q(**{f"{prefix}organisation__in": sorted(reach.reading)}) if reach.reading else rule


class Document(Restricted):
    """One in each language. Public where it is published and TLP:CLEAR."""

    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind.choices, default=DocumentKind.GUIDELINE)
    title = models.CharField(_("title"), max_length=200)
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    about = models.TextField(_("what it is and for whom"), blank=True, max_length=3000)
    language = models.CharField(_("language"), max_length=10, default="en")
    threat_types = CodeListField(_("threat types"))
    space_categories = CodeListField(_("kinds of public space"))
    steps = CodeListField(_("steps of the method"))
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by",
        verbose_name=_("takes the place of"), help_text=_("Another document, which readers are then sent on from."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Of the newest version, so that lists need not look for it.
    dated = models.DateField(_("date"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["state", "marking", "-dated"], name="document_newest")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach)

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED and self.marking == Marking.CLEAR


class DocumentVersion(Derived):
    """A file as it was given out under a number; it never changes."""

    sources = ("document",)

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(editable=False)
    label = models.CharField(_("version"), max_length=30, help_text=_("As it stands on the document, such as 2.1."))
    dated = models.DateField(_("date of the document"), default=timezone.localdate)
    change_note = models.CharField(_("what changed"), max_length=500, blank=True)
    file = models.FileField(upload_to="documents/%Y/%m/", max_length=200)
    content_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_of_document_numbered_once"),
            models.UniqueConstraint(fields=["document", "label"], name="version_of_document_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.label})"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "document__")

    @property
    def type_in_words(self) -> str:
        """“PDF”, as the file is called by everybody."""
        return str(self.file.name).rpartition(".")[2].upper()


class Term(Restricted):
    """A word that an organisation adds to the glossary. Public where it is published and TLP:CLEAR."""

    word = models.CharField(_("word"), max_length=100)
    text = models.TextField(_("what it means, in plain words"), max_length=1000)
    language = models.CharField(_("language"), max_length=10, default="en")
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="translations",
        verbose_name=_("the same word in another language"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["word", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "language", "word"], name="term_once_an_organisation")
        ]

    def __str__(self) -> str:
        return self.word

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach)

    @property
    def sharing_obstacle(self) -> str:
        """Opened only as it is published: then the page before an opening shows all of it."""
        return "" if self.state == State.PUBLISHED else str(_("Publish the word first; then say who reads it."))

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED and self.marking == Marking.CLEAR


class TermVersion(Derived):
    """A meaning as it was once written; it never changes."""

    sources = ("term",)

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    word = models.CharField(max_length=100)
    text = models.TextField(max_length=1000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["term", "number"], name="version_of_term_numbered_once")]

    def __str__(self) -> str:
        return f"{self.word} ({self.number})"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "term__")
