"""Organisations, people and their roles, shares, and the audit trail: what everything else stands on."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations.sealing import DigestField


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    POLICE = "police", _("Police")
    FIRE_RESCUE = "fire_rescue", _("Fire and rescue")
    AMBULANCE = "ambulance", _("Ambulance service")
    NATIONAL_AUTHORITY = "national_authority", _("National authority")
    OPERATOR = "operator", _("Operator of a place or event")
    SOLUTION_PROVIDER = "solution_provider", _("Solution provider")
    RESEARCH = "research", _("Research")
    OTHER = "other", _("Other")


#: Kinds that TLP:GREEN reaches: the community of authorities on this platform.
AUTHORITY_KINDS = frozenset(
    {
        OrganisationKind.MUNICIPALITY.value,
        OrganisationKind.POLICE.value,
        OrganisationKind.FIRE_RESCUE.value,
        OrganisationKind.AMBULANCE.value,
        OrganisationKind.NATIONAL_AUTHORITY.value,
    }
)


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    LEAD = "lead", _("Lead")
    ASSESSOR = "assessor", _("Assessor")
    EXPERT = "expert", _("Expert")
    VIEWER = "viewer", _("Viewer")
    RFI_OFFICER = "rfi_officer", _("RFI officer")
    PROVIDER = "provider", _("Provider")
    OBSERVER = "observer", _("Observer")


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=OrganisationKind.choices)
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    contact = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        help_text=_("A shared mailbox or telephone number, for partners; better not one person's."),
    )
    is_demonstration = models.BooleanField(
        _("demonstration data"),
        default=False,
        help_text=_("Everything of this organisation is invented and marked as such."),
    )
    requires_second_factor = models.BooleanField(
        _("second factor required"),
        default=False,
        help_text=_("Members set up an authenticator app or a passkey before they see anything else."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_authority(self) -> bool:
        return self.kind in AUTHORITY_KINDS


def one_form(password: str) -> str:
    """NIST SP 800-63B-4, 3.1.1.2: the same characters give the same code points (NFKC). Nothing else is changed."""
    return unicodedata.normalize("NFKC", password)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in by e-mail. There is no superuser: seeing and doing is always decided by the rules."""

    # The audit trail says that these changed, not from what to what (see audit.record).
    personal_fields: ClassVar[tuple[str, ...]] = ("email", "name")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Brussels")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_platform_administrator = models.BooleanField(
        _("platform administrator"),
        default=False,
        help_text=_("Runs the platform and approves organisations; reads nothing restricted by that."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # Set when the person deleted the account: a shell stays, so that what they did stays told, without their name.
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    organisations = models.ManyToManyField(Organisation, through="Membership", related_name="people")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        if self.deleted_at is not None:
            return _("Deleted account %(number)s") % {"number": self.pk}
        return self.name or self.email

    @property
    def audit_name(self) -> str:
        """What the audit trail calls a person: never altered, it must not hold what a person may have deleted."""
        return f"person {self.pk}"

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else one_form(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Letters with accents are stored in one form, however a keyboard sends them; older hashes hold what was sent."""
        if raw_password is None:
            return False
        same = one_form(raw_password)
        return super().check_password(same) or (same != raw_password and super().check_password(raw_password))

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """By the rules alone. Django's own backends would ask for a superuser, which nobody is here."""
        return self.is_active and rules.has_perm(perm, self, obj)


class Membership(models.Model):
    """One person in one organisation, with one role there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_role_per_person_and_organisation")
        ]
        ordering = ["organisation__name", "user__name"]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()} – {self.organisation}"

    @property
    def audit_name(self) -> str:
        return f"person {self.user_id} – {self.role} – {self.organisation}"

    @property
    def root(self) -> Organisation:
        return self.organisation

    @property
    def owner_id(self) -> int:
        return self.organisation_id


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def waiting(self) -> InvitationQuerySet:
        """Not answered: open ones, and those that expired and can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """An e-mail address asked to join an organisation. A membership begins when its owner accepts, and not before.

    So an administrator learns nothing about whether an address has an account elsewhere, and nobody is put into an
    organisation unasked. Only a digest of the secret in the link is kept.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    secret_digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.organisation}"  # no address: this goes into the audit trail

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def root(self) -> Organisation:
        return self.organisation

    @property
    def owner_id(self) -> int:
        return self.organisation_id


class ShareQuerySet(models.QuerySet["Share"]):
    def in_force(self) -> ShareQuerySet:
        return self.filter(revoked_at=None).filter(models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now()))


class Share(models.Model):
    """One organisation (TLP:AMBER) or one person (TLP:RED) named as a reader of one restricted object.

    The object is named by label and key rather than by one foreign key for each kind of object: shares must be
    possible for every restricted model, of folders that this one may not import; one table keeps the rule one.
    """

    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    #: How many were made in this process: what a person reaches is asked anew after each.
    made: ClassVar[int] = 0

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation=None) ^ models.Q(person=None),
                name="share_names_one_organisation_or_one_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} -> {self.organisation or self.person}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        Share.made += 1

    @property
    def reader_in_audit(self) -> str:
        """The organisation's name, or the person's number: the audit trail is never altered and names no people."""
        return self.person.audit_name if self.person else str(self.organisation)


class Verb(models.TextChoices):
    VIEWED = "viewed", _("viewed")
    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    DELETED = "deleted", _("deleted")
    MOVED_ON = "moved_on", _("moved to another state")
    SCORED = "scored", _("scored")
    APPROVED = "approved", _("approved")
    SHARED = "shared", _("shared")
    UNSHARED = "unshared", _("ended a share")
    MARKED = "marked", _("changed the marking")
    EXPORTED = "exported", _("exported")
    IMPORTED = "imported", _("imported")
    SIGNED_IN = "signed_in", _("signed in")


class AuditEntry(models.Model):
    """Who did what to which object, when and from where. Written once; the database chains it (append_only)."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    # Without a constraint: nothing that happens to a person or organisation ever touches an entry.
    actor = models.ForeignKey(User, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    actor_name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    verb = models.CharField(max_length=20, choices=Verb.choices)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    object_name = models.CharField(max_length=300)
    # The space or assessment whose history shows the entry: a score belongs to the history of its assessment.
    root_type = models.CharField(max_length=60)
    root_id = models.BigIntegerField(null=True)
    changes = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=60, help_text="Network address, or the name of the command or job.")
    digest = DigestField(max_length=64, editable=False, default="")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["root_type", "root_id", "-at"]),
            models.Index(fields=["object_type", "object_id", "-at"]),
            models.Index(fields=["organisation", "-at", "-id"], name="audit_log_in_its_order"),
            models.Index(fields=["organisation", "actor"], name="audit_who_acted"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.object_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An audit entry is never deleted.")


# Models in modules of their own, which Django looks for here.
from protect.organisations.asking import JoinRequest as JoinRequest  # noqa: E402
from protect.organisations.asking import ReaderOffer as ReaderOffer  # noqa: E402
from protect.organisations.binning import Binned as Binned  # noqa: E402
from protect.organisations.binning import BinnedSource as BinnedSource  # noqa: E402
from protect.organisations.binning import RetentionRule as RetentionRule  # noqa: E402
from protect.organisations.sealing import AuditChain as AuditChain  # noqa: E402
from protect.organisations.sealing import AuditCheckpoint as AuditCheckpoint  # noqa: E402
from protect.organisations.sealing import AuditSeal as AuditSeal  # noqa: E402
