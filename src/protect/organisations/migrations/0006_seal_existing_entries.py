"""Entries written before the trail was chained: people become numbers in them, as in every later entry, and each is sealed."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat

from protect.organisations.sealing import PLATFORM, digest_of, hash_of

BATCH = 500


def _number(field: str) -> Any:
    return Concat(Value("person "), Cast(F(field), CharField()), output_field=CharField())


def people_by_number(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("organisations", "AuditEntry").objects
    membership = "organisations.membership"
    entries.filter(actor__isnull=False).update(actor_name=_number("actor_id"))
    entries.filter(object_type="organisations.user").update(object_name=_number("object_id"))
    for label, word in (("assessments.score", "score "), ("assessments.teammember", "team member ")):
        entries.filter(object_type=label).update(
            object_name=Concat(Value(word), Cast(F("object_id"), CharField()), output_field=CharField())
        )
    entries.filter(object_type=membership).update(
        object_name=Concat(Value("membership "), Cast(F("object_id"), CharField()), output_field=CharField())
    )
    for one in apps.get_model("organisations", "Membership").objects.select_related("organisation").iterator():
        entries.filter(object_type=membership, object_id=one.pk).update(
            object_name=f"person {one.user_id} – {one.role} – {one.organisation.name}"[:300]
        )


def seal(apps: Any, schema_editor: Any) -> None:
    entry_model, seal_model, chain_model = (
        apps.get_model("organisations", name) for name in ("AuditEntry", "AuditSeal", "AuditChain")
    )
    heads: dict[int, tuple[int, str]] = {}
    last = 0
    while piece := list(entry_model.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = piece[-1].pk
        seals = []
        for entry in piece:
            entry.digest = digest_of(entry)
            chain, is_view = entry.organisation_id or PLATFORM, entry.verb == "viewed"
            number, previous = heads.get(chain, (0, ""))
            value = hash_of(chain, number + 1, previous, is_view, entry.digest)
            heads[chain] = (number + 1, value)
            seals.append(
                seal_model(
                    entry_id=entry.pk, chain=chain, number=number + 1, is_view=is_view, digest=entry.digest, hash=value
                )
            )
        digests = [When(pk=entry.pk, then=Value(entry.digest)) for entry in piece]
        entry_model.objects.filter(pk__in=[entry.pk for entry in piece]).update(
            digest=Case(*digests, output_field=CharField())
        )
        seal_model.objects.bulk_create(seals)
    chain_model.objects.bulk_create(
        chain_model(chain=chain, last_number=number, last_hash=value) for chain, (number, value) in heads.items()
    )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_chained_trail")]

    operations = [
        migrations.RunPython(people_by_number, migrations.RunPython.noop),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
