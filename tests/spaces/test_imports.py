"""What an import writes: newer data update by source and never make a place twice; all or nothing."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import osmium
import pytest
import shapely
from django.core.exceptions import PermissionDenied

from protect.organisations.models import AuditEntry, Role, Verb
from protect.spaces import extracts, imports, services
from protect.spaces.extracts import ExtractError
from protect.spaces.models import Candidate, ContextFeature, MapImport, Space
from tests.world import make_organisation, make_user


@cache
def read_once(path):
    return _read(path)


_read = extracts.read


@pytest.fixture(autouse=True)
def read_each_file_once(monkeypatch):
    """Reading is tested elsewhere and yields the same every time."""

    def read(path, progress=None):
        return read_once(Path(path)) if "shared" in str(path) else _read(path, progress)

    monkeypatch.setattr(extracts, "read", read)


@pytest.fixture
def osm(shared_data):
    return shared_data / "osm"


@pytest.fixture
def town(db):
    return make_organisation("Town")


@pytest.fixture
def lead(town):
    return make_user("lead@town.example", town, Role.LEAD)


def sources(path: Path, *keys: str) -> dict[str, dict[str, str]]:
    """Independent of our reader: every object with one of the tags, by source."""
    kinds = {"n": "node", "w": "way", "r": "relation"}
    found = {}
    for thing in osmium.FileProcessor(str(path)).with_filter(osmium.filter.KeyFilter(*keys)):
        found[f"osm:{kinds[thing.type_str()]}/{thing.id}"] = dict(thing.tags)
    return found


def test_monaco_from_2012_to_2021(osm, town, lead):
    old, new = osm / "monaco-2012.osm.gz", osm / "monaco-latest.osm.pbf"
    first = imports.import_extract(town, old, lead)
    before = {c.source: c for c in Candidate.objects.all()}
    context_before = dict(ContextFeature.objects.values_list("source", "digest"))
    assert first.report["candidates"]["new"] == len(before) == len(read_once(old).places)

    second = imports.import_extract(town, new, lead)

    # never a duplicate: every object of the file is in one candidate, every source once
    after = list(Candidate.objects.all())
    alive = [c for c in after if c.state != Candidate.State.GONE]
    parts = Counter(source for c in alive for source in c.details["sources"])
    assert max(parts.values()) == 1
    assert Counter(ContextFeature.objects.values_list("source", flat=True)).most_common(1)[0][1] == 1

    # the tally, counted here from the two files by source
    places_old = {frozenset(p.sources): p for p in read_once(old).places}
    places_new = {frozenset(p.sources): p for p in read_once(new).places}
    same = {a: b for a in places_old for b in places_new if a & b}
    tally = second.report["candidates"]
    known = tally["changed"] + tally["unchanged"]
    assert known == len(set(same.values()))
    assert tally["new"] == len(places_new) - known
    assert tally["new"] + known == len(places_new)
    assert known + tally["gone"] + tally["elsewhere"] == len(places_old)
    assert len(after) == len(places_old) + tally["new"]

    # gone: the object is not in the new file as such a place, and lay inside its box
    box = shapely.box(7.4092050, 43.7233500, 7.4486370, 43.7516900)
    still_there = {source for p in places_new for source in p}
    gone = {c.source for c in after if c.state == Candidate.State.GONE}
    assert len(gone) == tally["gone"]
    expected = {
        p.source for s, p in places_old.items() if s not in same and box.covers(shapely.box(*p.geometry.bounds))
    }
    assert gone == expected
    assert not gone & still_there

    # names that changed, by the tags of the objects that are in both files
    tags_old, tags_new = sources(old, "name"), sources(new, "name")
    renamed = {e["source"]: e["fields"]["name"] for e in second.report["changes"] if "name" in e.get("fields", {})}
    followed = [s for s in renamed if s in before and s in tags_new and len(before[s].details["sources"]) == 1]
    assert followed
    for source in followed:
        assert renamed[source][0] == tags_old.get(source, {}).get("name", "")
    for source, held in before.items():
        alone = len(held.details["sources"]) == 1 and {source} in map(set, places_new)
        if alone and source in tags_old and source in tags_new:
            assert (tags_old[source]["name"] != tags_new[source]["name"]) == (source in renamed), source

    # the town's map
    context = Counter()
    for row in second.report["context"].values():
        context.update(row)
    features = {f.source: f for f in read_once(new).features}
    assert context["new"] == len(features.keys() - context_before.keys())
    assert context["changed"] + context["unchanged"] == len(features.keys() & context_before.keys())
    now = dict(ContextFeature.objects.values_list("source", "digest"))
    assert len(now) == len(context_before) + context["new"] - context["gone"]
    assert context["unchanged"] == sum(now[s] == d for s, d in context_before.items() if s in features)
    assert context["gone"] > 0 and context["changed"] > 0


def test_the_same_extract_again_changes_nothing(osm, town, lead):
    path = osm / "rome-piazza-vittorio-emanuele.osm.pbf"
    imports.import_extract(town, path, lead)
    rows = list(ContextFeature.objects.values_list("pk", "digest").order_by("pk"))

    again = imports.import_extract(town, path, lead)

    assert again.report["candidates"] | {"elsewhere": 0} == {
        "new": 0, "changed": 0, "moved": 0, "gone": 0, "elsewhere": 0, "unchanged": len(read_once(path).places),
    }  # fmt: skip
    assert again.report["changes"] == []
    assert all(set(row) == {"unchanged"} for row in again.report["context"].values())
    assert list(ContextFeature.objects.values_list("pk", "digest").order_by("pk")) == rows


def test_an_older_extract_is_refused(osm, town, lead):
    imports.import_extract(town, osm / "monaco-latest.osm.pbf", lead)
    count = Candidate.objects.count()
    with pytest.raises(ExtractError, match="6 July 2012.*19 April 2021|July 6, 2012.*April 19, 2021"):
        imports.import_extract(town, osm / "monaco-2012.osm.gz", lead)
    assert Candidate.objects.count() == count
    assert MapImport.objects.count() == 1
    # elsewhere an older file is no older than anything
    imports.import_extract(town, osm / "krems.osm.gz", lead)


def test_another_quarter_adds_and_takes_nothing_away(osm, town, lead):
    imports.import_extract(town, osm / "luisenplatz-darmstadt.osm.pbf", lead)
    candidates, features = Candidate.objects.count(), ContextFeature.objects.count()
    done = imports.import_extract(town, osm / "locarno.osm.pbf", lead)
    assert done.report["candidates"]["gone"] == 0
    assert done.report["candidates"]["elsewhere"] == candidates
    assert ContextFeature.objects.count() == features + len(read_once(osm / "locarno.osm.pbf").features)


def test_a_dry_run_tells_the_same_and_writes_nothing(osm, town, lead):
    path = osm / "locarno.osm.pbf"
    told = imports.import_extract(town, path, lead, dry_run=True)
    assert told.pk is None
    assert not MapImport.objects.exists() and not Candidate.objects.exists() and not ContextFeature.objects.exists()
    assert not AuditEntry.objects.exists()
    assert imports.import_extract(town, path, lead).report == told.report


def test_nothing_is_half_imported(osm, town, lead, monkeypatch):
    def stop(*_args):
        raise RuntimeError("the power goes out")

    monkeypatch.setattr("protect.spaces.imports.context.write_features", stop)
    with pytest.raises(RuntimeError):
        imports.import_extract(town, osm / "locarno.osm.pbf", lead)
    assert not MapImport.objects.exists() and not Candidate.objects.exists()


def test_imports_and_adoptions_are_audited(osm, town, lead):
    done = imports.import_extract(town, osm / "ajaccio-ferry.osm.pbf", lead)
    entry = AuditEntry.objects.get(verb=Verb.IMPORTED)
    assert (entry.actor, entry.object_id, entry.organisation) == (lead, done.pk, town)
    candidate = Candidate.objects.get(name__startswith="Marché d'Ajaccio")
    (space,) = imports.adopt_candidates([candidate.pk], by=lead).created
    assert AuditEntry.objects.get(verb=Verb.CREATED, object_type="spaces.space").object_id == space.pk
    assert (space.main_category, space.source, space.created_by) == ("square", candidate.source, lead)
    assert space.area_m2 == pytest.approx(candidate.area_m2, rel=2e-3)
    assert shapely.equals(space.geometry, candidate.geometry)


def test_progress_goes_up_to_a_hundred(town, osm):
    seen = []
    imports.import_extract(town, osm / "locarno.osm.pbf", progress=lambda percent, text: seen.append(percent))
    assert seen == sorted(seen)
    assert seen[-1] == 100


# ---- adopting ------------------------------------------------------------------------------------------------------

RING = [[25.58, 45.64], [25.59, 45.64], [25.59, 45.65], [25.58, 45.65], [25.58, 45.64]]


def write(tmp_path, *features, name="town.geojson"):
    path = tmp_path / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return path


def square(number=1, east=0.0, **properties):
    ring = [[x + east, y] for x, y in RING]
    properties = {"place": "square", "name": "Old Square", **properties}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "id": f"s{number}", "properties": properties, "geometry": geometry}


@pytest.fixture
def adopted(tmp_path, town, lead):
    imports.import_extract(town, write(tmp_path, square()), lead)
    candidate = Candidate.objects.get()
    return imports.adopt_candidates([candidate.pk], by=lead).created[0]


def test_adopting_twice_makes_one_space(adopted, lead):
    candidate = Candidate.objects.get()
    again = imports.adopt_candidates([candidate.pk, candidate.pk], by=lead)
    assert again.created == [] and again.present == [adopted]
    Candidate.objects.update(space=None)  # even where the link was lost
    assert imports.adopt_candidates([candidate.pk], by=lead).present == [adopted]
    assert Space.objects.count() == 1


def test_a_space_nobody_edited_follows_the_map(adopted, tmp_path, town, lead):
    done = imports.import_extract(town, write(tmp_path, square(name="New Square", east=0.001)), lead)
    adopted.refresh_from_db()
    assert adopted.name == "New Square"
    assert adopted.bounds[0] == pytest.approx(25.581)
    (entry,) = done.report["changes"]
    assert entry["fields"]["name"] == ["Old Square", "New Square"]
    assert entry["fields"]["moved"] == pytest.approx(78, abs=2)  # 0.001 degrees of longitude at 45.6 degrees north
    assert done.report["spaces_changed"] == [
        {"space": adopted.pk, "name": "New Square", "fields": ["geometry", "name"]}
    ]
    assert AuditEntry.objects.filter(verb=Verb.CHANGED, object_id=adopted.pk).count() == 1


def test_what_a_person_edited_stays_and_is_proposed(adopted, tmp_path, town, lead):
    services.change_space(adopted, {"name": "Our Square"})
    done = imports.import_extract(town, write(tmp_path, square(name="New Square", tourism="attraction")), lead)
    adopted.refresh_from_db()
    assert adopted.name == "Our Square"
    assert adopted.further_categories == ["culture"]  # this field nobody touched
    assert [(p["field"], p["values"]) for p in done.report["proposals"]] == [("name", ["Our Square", "New Square"])]

    again = imports.import_extract(town, write(tmp_path, square(name="New Square", tourism="attraction")), lead)
    assert len(again.report["proposals"]) == 1, "a proposal waits until somebody decides"
    assert imports.take_over(Candidate.objects.get(), by=lead) == ["name"]
    adopted.refresh_from_db()
    assert adopted.name == "New Square"
    imports.import_extract(town, write(tmp_path, square(name="Newest Square")), lead)
    adopted.refresh_from_db()
    assert adopted.name == "Newest Square", "it follows again"


def test_an_outline_edited_without_a_flag_is_kept_too(adopted, tmp_path, town, lead):
    adopted.geometry = shapely.box(25.5, 45.6, 25.51, 45.61)
    adopted.save()
    done = imports.import_extract(town, write(tmp_path, square(east=0.002)), lead)
    adopted.refresh_from_db()
    assert adopted.bounds[0] == pytest.approx(25.5)
    assert [p["field"] for p in done.report["proposals"]] == ["geometry"]


def test_a_space_gone_from_the_map_is_flagged_and_never_deleted(adopted, tmp_path, town, lead):
    done = imports.import_extract(town, write(tmp_path, square(2, east=0.002, name="Other Square")), lead)
    assert Space.objects.get() == adopted
    candidate = Candidate.objects.get(space=adopted)
    assert candidate.state == Candidate.State.GONE
    gone = [entry for entry in done.report["changes"] if entry["what"] == "gone"]
    assert [(entry["name"], entry["space"], entry["why"]) for entry in gone] == [("Old Square", adopted.pk, "absent")]
    back = imports.import_extract(town, write(tmp_path, square(), square(2, east=0.02, name="Other Square")), lead)
    candidate.refresh_from_db()
    assert candidate.state == Candidate.State.CHANGED
    assert any(entry.get("returned") for entry in back.report["changes"])


def test_another_geojson_file_says_nothing_about_this_one(adopted, tmp_path, town, lead):
    done = imports.import_extract(town, write(tmp_path, square(9, name="Park Square"), name="parks.geojson"), lead)
    assert done.report["candidates"]["gone"] == 0


def test_two_objects_that_become_one_place_keep_the_space(tmp_path, town, lead):
    node = '<node id="1" lat="45.6405" lon="25.5805"><tag k="place" v="square"/><tag k="name" v="Piața Nouă"/></node>'
    corners = "".join(
        f'<node id="{n}" lat="{lat}" lon="{lon}"/>'
        for n, lat, lon in ((2, 45.64, 25.58), (3, 45.64, 25.581), (4, 45.641, 25.581))
    )
    refs = "".join(f'<nd ref="{n}"/>' for n in (2, 3, 4, 2))
    way = f'<way id="5">{refs}<tag k="place" v="square"/><tag k="name" v="Piața Nouă"/></way>'
    path = tmp_path / "town.osm"
    path.write_text(f'<osm version="0.6">{node}</osm>')
    imports.import_extract(town, path, lead)
    (space,) = imports.adopt_candidates([Candidate.objects.get().pk], by=lead).created
    assert space.source == "osm:node/1"

    path.write_text(f'<osm version="0.6">{node}{corners}{way}</osm>')
    imports.import_extract(town, path, lead)
    space.refresh_from_db()
    assert Candidate.objects.count() == Space.objects.count() == 1
    assert space.geometry.geom_type == "Polygon"

    path.write_text(f'<osm version="0.6">{corners}{way}</osm>')  # the node was deleted upstream
    imports.import_extract(town, path, lead)
    space.refresh_from_db()
    assert Candidate.objects.get().source == space.source == "osm:way/5"


def test_who_may_adopt(adopted, town, lead):
    candidate = Candidate.objects.get()
    viewer = make_user("viewer@town.example", town, Role.VIEWER)
    with pytest.raises(PermissionDenied):
        imports.adopt_candidates([candidate.pk], by=viewer)
    stranger = make_user("lead@elsewhere.example", make_organisation("Elsewhere"), Role.LEAD)
    assert imports.adopt_candidates([candidate.pk], by=stranger).present == []


def test_two_organisations_have_their_own_maps(osm, town, lead):
    other = make_organisation("Other")
    for organisation in (town, other):
        imports.import_extract(organisation, osm / "ajaccio-ferry.osm.pbf")
    assert Candidate.objects.filter(organisation=town).count() == Candidate.objects.filter(organisation=other).count()


def test_mappers_user_names_are_nowhere(osm, town, lead):
    """The file names them; nothing that is stored does."""
    path = osm / "da_hbf_2.osm.pbf"
    users = {thing.user for thing in osmium.FileProcessor(str(path))} - {""}
    assert users
    done = imports.import_extract(town, path, lead)
    stored = [json.dumps(done.report, ensure_ascii=False)]
    stored += [json.dumps([c.tags, c.details]) for c in Candidate.objects.all()]
    stored += [json.dumps(f.tags) for f in ContextFeature.objects.all()]
    values = {v for text in stored for v in _strings(json.loads(text))}
    assert not {user for user in users if user in values and len(user) > 5}


def _strings(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(inner)
