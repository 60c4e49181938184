"""The register of public spaces of interest: the place, its parts, its measures, and the town's own map."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Derived, Restricted
from protect.organisations.fields import CodeListField
from protect.organisations.models import Organisation
from protect.spaces.extracts.names import folded
from protect.spaces.located import Located


class SearchField(models.TextField):
    """What a search looks through: the model's ``searchable`` text, folded whenever it is saved, in bulk too."""

    def pre_save(self, instance: models.Model, add: bool) -> str:
        text = folded(instance.searchable)  # type: ignore[attr-defined]
        setattr(instance, self.attname, text)
        return text


class Space(Restricted, Located):
    """A public space of interest (PSOI): an area, with its surroundings, that draws crowds and that a town looks after."""

    name = models.CharField(_("name"), max_length=200)
    main_category = models.CharField(_("main category"), max_length=20)
    further_categories = CodeListField(_("further categories"))
    town = models.CharField(_("town or district"), max_length=120, blank=True)
    owner_name = models.CharField(_("owner"), max_length=200, blank=True)
    operator_name = models.CharField(_("operator"), max_length=200, blank=True)
    crowd_class = models.CharField(_("people present at the busiest usual time"), max_length=20, blank=True)
    busy_times = models.TextField(_("busy times"), blank=True)
    description = models.TextField(_("description"), blank=True)
    surroundings = models.TextField(_("surroundings"), blank=True)
    symbolic_notes = models.TextField(_("symbolic meaning"), blank=True)
    hazard_notes = models.TextField(_("hazards nearby"), blank=True)
    area_m2 = models.FloatField(_("area (m²)"), null=True, blank=True, editable=False)
    search_text = SearchField(editable=False, default="")
    # Out of the register without being lost: assessments and history stay, and it can come back.
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # "osm:way/123" when it came from an extract; a later import updates by it and never makes a second one.
    source = models.CharField(max_length=80, blank=True, editable=False)
    # Fields that a person changed after the import; a newer extract leaves them alone.
    edited_fields = CodeListField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["organisation", "name"]),
            models.Index(fields=["main_category"]),
            models.Index(fields=["west", "east"]),
            # All that the map of a list asks for, without the long texts and outlines beside it.
            models.Index(
                fields=["organisation", "marking", "archived_at", "west", "south", "name"], name="space_on_list_map"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source"], condition=~models.Q(source=""), name="space_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def searchable(self) -> str:
        return " ".join([self.name, self.town, self.owner_name, self.operator_name])

    @property
    def categories(self) -> list[str]:
        """Main category first."""
        return list(dict.fromkeys([self.main_category, *self.further_categories]))


class SpaceState(Derived):
    """A usage state that occurs at this space (normal, peak, event, night, works) and when it does."""

    sources = ("space",)

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="states")
    state = models.CharField(_("usage state"), max_length=10)
    when = models.CharField(_("when"), max_length=200, blank=True)
    people = models.PositiveIntegerField(_("people present (estimate)"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "state"], name="usage_state_once_per_space")]

    def __str__(self) -> str:
        return f"{self.space}: {self.state}"


class Contact(Derived):
    """Somebody to call about a space. Personal data: name, function and how to reach them, nothing more."""

    sources = ("space",)
    # The audit trail says that these changed, not what they were; it calls the contact by its kind only.
    personal_fields = ("name", "phone", "email")
    audit_name = _("contact")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=150)
    function = models.CharField(_("function"), max_length=150, blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SubArea(Derived, Located):
    """A part of the space: approach, perimeter, access point, interior ..."""

    sources = ("space",)

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="sub_areas")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Entrance(Derived, Located):
    """Where people or vehicles come in or leave."""

    sources = ("space",)

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="entrances")
    sub_area = models.ForeignKey(SubArea, null=True, blank=True, on_delete=models.SET_NULL, related_name="entrances")
    name = models.CharField(_("name"), max_length=120)
    used_by = CodeListField(_("used by"))  # people, vehicles, deliveries, emergency
    width_m = models.FloatField(_("free width (m)"), null=True, blank=True)
    notes = models.CharField(_("notes"), max_length=300, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    DOCUMENT = "document", _("Document")


class Attachment(Derived, Located):
    """A photo or document of a space. Files are checked by content; photos are re-encoded without location data."""

    sources = ("space",)

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=10, choices=AttachmentKind.choices)
    file = models.FileField(upload_to="attachments/%Y/%m/", max_length=200)
    thumbnail = models.FileField(upload_to="thumbnails/%Y/%m/", max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.CharField(_("what is to be seen, in words"), max_length=500, blank=True)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class ExistingMeasure(Derived, Located):
    """What already protects the space: natural (a wall, a river) or emplaced (bollards, a patrol). Point or line on the map."""

    sources = ("space",)

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="measures")
    sub_area = models.ForeignKey(SubArea, null=True, blank=True, on_delete=models.SET_NULL, related_name="measures")
    name = models.CharField(_("name"), max_length=150)
    origin = models.CharField(_("natural or emplaced"), max_length=10)
    category = models.CharField(_("category"), max_length=10)
    functions = CodeListField(_("functions"))
    threat_types = CodeListField(_("threat types countered"))
    owner_name = models.CharField(_("owner"), max_length=150, blank=True)
    condition = models.CharField(_("condition"), max_length=10, default="unknown")
    hours = models.CharField(_("hours of operation"), max_length=150, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    photo = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Removed(Derived):
    """A part or file taken off a space, in the bin so that the removal can be undone, until retention ends that."""

    sources = ("space",)
    personal_fields = ("name", "content")
    audit_name = _("removed part")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="removed")
    object_type = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    content = models.TextField()  # the row as Django's JSON serializer writes it
    pointers = models.JSONField(default=list)  # [model, field, keys] of the rows that pointed at it
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-removed_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_recent(self) -> bool:
        """Removed a moment ago: the offer to undo stands on top of the page."""
        return timezone.now() - self.removed_at < datetime.timedelta(minutes=10)


class MapImport(Restricted):
    """One import of an extract into an organisation's map: what came, what changed, and the candidates to choose from."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        # A table (GeoPackage, Shapefile, KML, CSV, XLSX) waits twice for a person before anything of it is written.
        CONFIRM = "confirm", _("waits for your choices")
        CHECKED = "checked", _("checked, waits for your decision")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    file_name = models.CharField(max_length=200)
    # Only until it is read (a table: until it is imported): an extract carries the mappers' user names.
    file = models.FileField(upload_to="imports/", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    format = models.CharField(max_length=20, blank=True)  # osm.pbf, osm, geojson ...
    data_date = models.DateTimeField(null=True, blank=True)
    attribution = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    report = models.JSONField(default=dict)  # see imports.Report; of a table: imports.keeping
    # Of a table only: what it holds, and what its columns mean (imports.planning). Holds cells of the file until it is done.
    plan = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_table(self) -> bool:
        return bool(self.plan)


class ColumnMapping(models.Model):
    """What the columns of a table meant to an organisation, offered again for a file with the same columns."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    shape = models.CharField(max_length=32)  # digest of the columns' names, without their order
    roles = models.JSONField(default=dict)  # column (folded) -> field of a space or part of the position
    values = models.JSONField(default=dict)  # field -> value in the file (folded) -> code of the platform
    # System of coordinates, default category, what happens to spaces that are there: by the names they have in the plan.
    choices = models.JSONField(default=dict)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "shape"], name="mapping_once_per_shape")]

    def __str__(self) -> str:
        return self.shape


class Candidate(Derived, Located):
    """A place in an extract that could be a public space of interest; a person chooses which become spaces."""

    class State(models.TextChoices):
        """What the newest extract of its area said about the place."""

        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        GONE = "gone", _("gone from the map data")

    sources = ("found_in",)

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="candidates")
    found_in = models.ForeignKey(MapImport, on_delete=models.CASCADE, related_name="candidates")
    source = models.CharField(max_length=80)
    name = models.CharField(max_length=200, blank=True)
    main_category = models.CharField(max_length=20)
    further_categories = CodeListField()
    kind = models.CharField(max_length=60)  # the tag that made it one, such as place=square
    area_m2 = models.FloatField(null=True)
    tags = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    search_text = models.TextField(blank=True)  # every name and the address, folded, for look-up
    # Other sources of the same thing, other names, address, time stamp, how the outline came, differences, proposals.
    details = models.JSONField(default=dict)
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "source"], name="candidate_once_per_source")]
        indexes = [models.Index(fields=["organisation", "state", "main_category"])]

    def __str__(self) -> str:
        return self.name or self.source


class ContextFeature(Located):
    """One object of the town's imported map data (street, building, barrier, bollard, camera, lamp ...). Open data."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200, blank=True)
    tags = models.JSONField(default=dict)
    digest = models.CharField(
        max_length=32
    )  # of kind, name, tags and geometry: tells a changed object from the same one

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "source"], name="context_once_per_source")]
        indexes = [models.Index(fields=["organisation", "west", "east"])]

    def __str__(self) -> str:
        return self.source
