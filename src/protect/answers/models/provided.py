"""The provider's side: the draft, its parts, and what was submitted. Seen by people of the provider and by nobody else, ever.

Keys are random: a number that counts up in an address would tell one provider how many others answer.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.calls.models import Publication
from protect.organisations.access import Derived, Reach, Restricted
from protect.organisations.fields import CodeListField
from protect.organisations.models import OrganisationKind, Role

#: Kinds of organisations that answer calls: industry and research.
ANSWERING_KINDS = frozenset({OrganisationKind.SOLUTION_PROVIDER.value, OrganisationKind.RESEARCH.value})
#: Who writes answers in them; a viewer reads along, an observer does not.
WRITING_ROLES = frozenset(
    {Role.ADMINISTRATOR.value, Role.LEAD.value, Role.ASSESSOR.value, Role.EXPERT.value, Role.RFI_OFFICER.value,
     Role.PROVIDER.value}
)  # fmt: skip


def random_key() -> int:
    return secrets.randbelow(2**53 - 1) + 1


def own_people(reach: Reach, prefix: str = "") -> Q:
    """Members of the organisation that the row belongs to, providers among them. No marking and no share lets in others."""
    mine = sorted(key for key, role in reach.roles.items() if role in WRITING_ROLES | {Role.VIEWER.value})
    return Q(**{f"{prefix}organisation__in": mine})


class ProvidersOwn(Restricted):
    """Base of what belongs to a provider."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return own_people(reach)


class ProvidersPart(Derived):
    """Base of what belongs to one draft."""

    sources = ("draft",)

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return own_people(reach, "draft__")


class YesNo(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")


class Draft(ProvidersOwn):
    """One answer of one provider to one call, as it is being written: the facts of the solution, and what hangs on it."""

    personal_fields: ClassVar[tuple[str, ...]] = ("contact",)

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    solution = models.CharField(_("name of the solution"), max_length=160, blank=True)
    category = models.CharField(_("category"), max_length=20, blank=True)
    summary = models.TextField(
        _("short description"),
        max_length=2000,
        blank=True,
        help_text=_("What it does, in a few sentences, for readers who do not know your field. No advertising."),
    )
    threat_types = CodeListField(_("threat types it helps against"))
    phases = CodeListField(_("attack phases in which it helps"))
    functions = CodeListField(_("functions"))
    space_categories = CodeListField(
        _("kinds of public space it is for"), help_text=_("None chosen: it can be used in all of them.")
    )
    approach = models.CharField(_("human-centred or technical"), max_length=20, blank=True)
    maturity = models.PositiveSmallIntegerField(
        _("technology readiness level"),
        null=True,
        blank=True,
        help_text=_("From 1 (basic principles observed) to 9 (proven in operation)."),
    )
    cost_purchase = models.CharField(_("cost to buy and install"), max_length=20, blank=True)
    cost_yearly = models.CharField(_("cost a year"), max_length=20, blank=True)
    limits = models.TextField(
        _("limits"),
        max_length=4000,
        blank=True,
        help_text=_("Where it does not help, how it fails, what new weakness it may bring."),
    )
    contact = models.CharField(
        _("contact for questions"),
        max_length=200,
        blank=True,
        help_text=_("Better a shared mailbox than one person's."),
    )
    consent_summary = models.CharField(
        _("may name, solution and short description be published if you are selected?"),
        max_length=3,
        choices=YesNo.choices,
        blank=True,
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "organisation"], name="one_answer_a_provider_and_call")
        ]

    def __str__(self) -> str:
        return self.solution or str(self.publication)


class DraftAnswer(ProvidersPart):
    """What the draft says to one question (``question``, by its code) or requirement (``requirement``, by its number).

    ``value`` by kind of question: a text; a number; a choice or a list of them; a step of a scale; rows of a table, each a
    list of texts; ``{"answer": "yes" or "no", "proof": text}``. Of a requirement ``{"how": full, part or no, "proof": text}``.
    """

    class About(models.TextChoices):
        QUESTION = "question", _("question")
        REQUIREMENT = "requirement", _("requirement")

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="answers")
    about = models.CharField(max_length=12, choices=About.choices)
    code = models.CharField(max_length=40)
    value: models.JSONField = models.JSONField()

    class Meta:
        ordering = ["about", "code"]
        constraints = [models.UniqueConstraint(fields=["draft", "about", "code"], name="said_once_a_draft")]

    def __str__(self) -> str:
        return f"{self.get_about_display()} {self.code}"


class Attachment(ProvidersPart):
    """A file beside the answer. Once it was submitted it stays, though the draft may leave it out (``left_out_at``)."""

    class Scan(models.TextChoices):
        CLEAN = "clean", _("scanned, nothing found")
        NOT_SCANNED = "not_scanned", _("not scanned")

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="attachments")
    #: Code of the question that it answers; empty: goes with the whole answer.
    question = models.CharField(_("answers the question"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=120)
    file = models.FileField(upload_to="answers/%Y/%m/", max_length=200)
    content_type = models.CharField(max_length=60)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=12, choices=Scan.choices)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    left_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name


class Submission(ProvidersOwn):
    """What was submitted, whole, and when by the server's clock. Of one draft at most one stands."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="submissions")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    document: models.JSONField = models.JSONField()
    sha256 = models.CharField(max_length=64)
    #: Questions and requirements that must be answered and were not, when it was submitted.
    missing = models.PositiveSmallIntegerField(default=0)
    attachments: models.ManyToManyField[Attachment, Attachment] = models.ManyToManyField(Attachment, related_name="+")
    submitted_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    #: Set when it was withdrawn, or a later one took its place.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(withdrawn_at=None), name="one_submission_stands_a_draft"
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None
