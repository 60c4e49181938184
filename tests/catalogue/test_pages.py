"""The catalogue as it is read: filters and their counts, words with errors, comparison, table, comments, searches kept."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from protect.catalogue import facets, services, shipping
from protect.catalogue.listing import Question
from protect.catalogue.models import Comment, Entry, SavedSearch, State
from protect.organisations import audit
from protect.organisations.models import AuditEntry, Role
from tests.catalogue.making import VALUES, judged, make_entry, publish
from tests.world import after_preview, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped(platform_measures, db):
    """What came with the platform is there."""


@pytest.fixture
def town(shipped):
    return make_organisation("Town")


@pytest.fixture
def lead(town):
    return make_user("lead@example.org", town, Role.LEAD)


@pytest.fixture
def second(town):
    return make_user("second@example.org", town, Role.LEAD)


def asked(reader, query: str) -> Question:
    return Question.of(reader, QueryDict(query))


def codes(query: str, reader=None) -> list[str]:
    return [one.code or one.name for one in asked(reader, query).all()]


@pytest.mark.parametrize(
    "query",
    [
        "", "category=sensor", "category=sensor&category=physical&threat=vehicle", "function=alert&phase=execution",
        "threat=biological&family=structural&approach=human_centred", "personal_data=no&horizon=short", "place=worship",
    ],
)  # fmt: skip
def test_counts_are_those_of_the_lists_that_the_choices_lead_to(shipped, query):
    question = asked(None, query)
    for one in question.filters():
        for choice in one.choices:
            wanted = QueryDict(query, mutable=True)
            wanted.setlist(one.code, [choice.code])  # with it and all other filters
            assert choice.count == len(Question.of(None, wanted).all()), (query, one.code, choice.code)
            assert choice.chosen == (choice.code in QueryDict(query).getlist(one.code))


def test_filters_find_what_a_look_at_the_entries_finds(shipped):
    found = {
        one.code
        for one in Entry.objects.all()
        if one.category in ("sensor", "ict") and "vehicle" in one.threat_types and not one.personal_data
    }
    assert set(codes("category=sensor&category=ict&threat=vehicle&personal_data=no")) == found
    assert codes("category=sensor&threat=vehicle&function=alert") == []


def test_every_code_of_every_vocabulary_has_a_bit_of_its_own():
    bits = [facets.bit(one.code, code) for one in facets.DIMENSIONS for code in one.codes]
    assert 0 not in bits and len(set(bits)) == len(bits)
    for one in facets.DIMENSIONS:
        assert not one.mask & sum(other.mask for other in facets.DIMENSIONS if other is not one)
        from protect.reference import terms

        assert one.codes == terms.codes(one.vocabulary), "the room of this dimension is too small"
    assert max(bits) < facets.PERSONAL_DATA < facets.INFORMATION_ONLY < 1 << 63


def test_an_entry_without_kinds_of_space_fits_all_of_them(town, lead, second):
    publish(make_entry(town, lead, name="Pews", space_categories=["worship"], marking="CLEAR"), second, lead)
    assert "Pews" in codes("place=worship&owner=organisations") and codes("place=square&owner=organisations") == []
    assert len(codes("place=square")) == 38


def test_words_find_with_errors_without_accents_and_names_first(town, lead, second):
    publish(make_entry(town, lead, name="Făclii pe chei", language="ro", marking="CLEAR"), second, lead)
    assert codes("q=faclii")[0] == "Făclii pe chei"  # as typed, before what is only spelled alike
    assert "bollards" in codes("q=bolards") and asked(None, "q=bolards").similar
    assert codes("q=bollards")[0] in {"bollards", "bollards_and_planters"}
    assert codes("q=zzyzx") == [] and codes("q=%22%27%3B--") == []
    assert set(codes("q=glass&category=physical")) <= {
        "blast_glazing",
        "bullet_glazing",
        "facade_design",
        "blast_landscape",
    }


def test_a_shipped_entry_is_found_in_the_other_languages_of_the_platform(shipped, monkeypatch, settings):
    from protect.catalogue import wording

    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    from django.utils import translation

    spanish = {"Bollards": "Bolardos"}
    monkeypatch.setattr(
        wording, "translate", lambda text: spanish.get(text, text) if translation.get_language() == "es" else text
    )
    Entry.objects.update(reference=Entry.objects.first().reference)
    shipping.sync()
    assert codes("q=bolardos")[0] == "bollards"
    with translation.override("es"):
        assert str(Entry.objects.get(code="bollards")) == "Bolardos"


def test_hits_in_the_reader_s_language_come_first(town, lead, second):
    from django.utils import translation

    for name, language in (("Quaylamp one", "en"), ("Quaylamp two", "ro"), ("Quaylamp three", "en")):
        publish(make_entry(town, lead, name=name, language=language, marking="CLEAR"), second, lead)
    with translation.override("ro"):
        assert codes("q=quaylamp")[0] == "Quaylamp two"


def test_nobody_meets_what_is_not_shown_to_them_in_counts_words_or_comparison(town, lead, client):
    entry = make_entry(town, lead, name="Secretlamp")
    Entry.objects.update(state=State.PUBLISHED)
    assert codes("q=secretlamp") == [] and codes("q=secretlanp") == []
    assert codes("q=secretlamp", lead) == ["Secretlamp"]
    assert asked(None, "").count == 38 and asked(lead, "").count == 39
    page = client.get(reverse("catalogue:compare"), {"entry": [entry.pk, Entry.objects.get(code="fence").pk]})
    assert "Secretlamp" not in page.content.decode()


def test_the_public_reads_without_an_account(shipped, client):
    page = client.get(reverse("catalogue:list"))
    assert page.status_code == 200 and "38 entries" in page.content.decode()
    entry = Entry.objects.get(code="bollards")
    text = client.get(reverse("catalogue:detail", args=[entry.pk])).content.decode()
    assert entry.helps_not.splitlines()[0][:30] in text and "Comments of authorities" not in text
    assert "Wheelchair access" in text and "Needs care" in text
    for code in ("police_means", "re_identification"):
        text = client.get(reverse("catalogue:detail", args=[Entry.objects.get(code=code).pk])).content.decode()
        assert "A town cannot choose it" in text


def test_visitors_and_robots_leave_no_line_in_the_log(shipped, client):
    told = AuditEntry.objects.count()
    for code in ("bollards", "fence"):
        assert client.get(reverse("catalogue:detail", args=[Entry.objects.get(code=code).pk])).status_code == 200
    assert client.get(reverse("catalogue:list"), {"format": "csv"}).status_code == 200
    assert AuditEntry.objects.count() == told


def test_old_and_broken_addresses_still_open_a_list(shipped, client):
    for query in ("category=nowhere&threat=&sort=xx&state=zz&page=999", "page=-1", "q=%00", "q=" + "x" * 3000):
        assert client.get(reverse("catalogue:list") + "?" + query).status_code == 200
    for query in ("", "?entry=abc", "?entry=" + "9" * 40, "?entry=1&entry=1"):
        assert client.get(reverse("catalogue:compare") + query).status_code == 200


def test_five_at_most_stand_side_by_side_and_what_differs_is_told(shipped, client):
    entries = [
        Entry.objects.get(code=code)
        for code in ("bollards", "fence", "checkpoint", "road_design", "loudspeakers", "talking")
    ]
    page = client.get(reverse("catalogue:compare"), {"entry": [one.pk for one in entries]})
    assert [one.code for one in page.context["entries"]] == [one.code for one in entries[:5]]
    assert "first 5 are shown" in page.content.decode()
    two = [one.pk for one in entries[:2]]
    rows = {row.label: row for row in client.get(reverse("catalogue:compare"), {"entry": two}).context["rows"]}
    assert rows["Category"].differs is False and rows["Summary"].differs and len(rows) == 24 + 12
    only = client.get(reverse("catalogue:compare"), {"entry": two, "only": "differences"}).context["rows"]
    assert all(row.differs for row in only) and len(only) < len(rows)


def test_the_table_has_the_filtered_entries_and_no_formula(town, lead, second, client):
    publish(make_entry(town, lead, name="=cmd", marking="CLEAR"), second, lead)
    text = client.get(reverse("catalogue:list"), {"owner": "organisations", "format": "csv"}).content.decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][0] == "Name" and [row[0] for row in rows[1:]] == ["'=cmd"] and {len(row) for row in rows} == {25}


def test_an_entry_from_proposal_to_the_public_page(town, lead, second, client):
    client.force_login(lead)
    data = {**VALUES, "organisation": town.pk, "language": "en"}
    data |= {f"{group}-{code}": judgement for (group, code), (judgement, _note) in judged().items()}
    data["effect-looks-note"] = "Glare at night."
    made = client.post(reverse("catalogue:new"), data)
    entry = Entry.objects.get(name=VALUES["name"])
    assert made.status_code == 302 and entry.aspects.get(group="effect", code="looks").note == "Glare at night."
    assert client.post(reverse("catalogue:step", args=[entry.pk, "review"])).status_code == 403
    client.force_login(second)
    assert client.post(reverse("catalogue:step", args=[entry.pk, "review"])).status_code == 302
    assert client.post(reverse("catalogue:step", args=[entry.pk, "publish"])).status_code == 302
    assert client.get(reverse("catalogue:change", args=[entry.pk])).status_code == 403
    assert client.get(reverse("catalogue:step", args=[entry.pk, "nonsense"])).status_code == 404
    asked_why = client.post(reverse("catalogue:step", args=[entry.pk, "retire"]), {"reason": ""})
    assert asked_why.status_code == 200 and Entry.objects.get(pk=entry.pk).state == State.PUBLISHED


def test_what_two_people_change_at_once_is_merged_or_asked(town, lead, second, client):
    entry = make_entry(town, lead)
    client.force_login(second)
    address = reverse("catalogue:change", args=[entry.pk])
    form = client.get(address).context["form"]
    data = {name: value for name in form.fields if (value := form[name].value())}
    services.change(entry, {"upkeep": "By others."}, by=lead, aspects={("effect", "looks"): ("worse", "Theirs.")})
    done = client.post(address, {**data, "helps_not": "In fog."})
    assert done.status_code == 302, done.context["form"].errors
    entry.refresh_from_db()
    assert (entry.upkeep, entry.helps_not) == ("By others.", "In fog.")
    assert entry.aspects.get(code="looks", group="effect").note == "Theirs."
    clash = client.post(address, {**data, "effect-looks-note": "Mine."})
    assert clash.status_code == 409 and "Theirs." in clash.content.decode()


def test_comments_by_authorities_and_into_the_bin(town, lead, client):
    entry = Entry.objects.get(code="bollards")
    client.force_login(lead)
    address = reverse("catalogue:comment", args=[entry.pk])
    assert (
        client.post(address, {"organisation": town.pk, "kind": "experience", "text": "Ours froze."}).status_code == 302
    )
    written = Comment.objects.get()
    assert "Ours froze." in client.get(reverse("catalogue:detail", args=[entry.pk])).content.decode()
    provider = make_user("p@example.org", make_organisation("Maker", "solution_provider"), Role.ADMINISTRATOR)
    client.force_login(provider)
    assert client.get(address).status_code == 403
    assert "Ours froze." not in client.get(reverse("catalogue:detail", args=[entry.pk])).content.decode()
    client.force_login(lead)
    client.post(reverse("organisations:put_into_bin", args=["catalogue.comment", written.pk]))
    assert not Comment.objects.exists()
    assert "comment" in client.get(reverse("organisations:bin", args=[town.pk])).content.decode().lower()


def test_searches_are_kept_for_their_owner_alone(town, lead, second, client):
    client.force_login(lead)
    address = reverse("catalogue:keep_search") + "?category=sensor&q=glass&page=3"
    assert client.post(address, {"name": "Sensors", "notify": "on"}).status_code == 302
    kept = SavedSearch.objects.get()
    assert kept.notify and kept.query == "category=sensor&q=glass"
    assert client.post(address, {"name": "Sensors"}).status_code == 200  # the name is taken
    assert "Sensors" in client.get(reverse("catalogue:searches")).content.decode()
    client.post(reverse("catalogue:search_mails", args=[kept.pk]), {"notify": "0"})
    kept.refresh_from_db()
    assert not kept.notify
    client.force_login(second)
    assert client.post(reverse("catalogue:forget_search", args=[kept.pk])).status_code == 404
    client.force_login(lead)
    assert client.post(reverse("catalogue:forget_search", args=[kept.pk])).status_code == 302
    assert not SavedSearch.objects.exists()


def test_related_entries_leave_alone_what_the_reader_does_not_see(town, lead, client):
    other = make_organisation("Other Town")
    hidden = make_entry(other, make_user("o@example.org", other, Role.LEAD), name="Hidden")
    entry = make_entry(town, lead)
    entry.related.add(hidden)
    client.force_login(lead)
    address = reverse("catalogue:related", args=[entry.pk])
    page = client.get(address)
    assert "Hidden" not in page.content.decode()
    chosen = Entry.objects.get(code="path_lights")
    data = {"related": [chosen.pk], "as_loaded": page.context["form"]["as_loaded"].value()}
    assert client.post(address, data).status_code == 302
    assert set(entry.related.all()) == {hidden, chosen}


def test_reading_a_restricted_entry_is_told_in_the_log_and_listing_it_too(town, lead, client):
    entry = make_entry(town, lead)
    Entry.objects.filter(pk=entry.pk).update(state=State.PUBLISHED)
    client.force_login(lead)
    client.get(reverse("catalogue:detail", args=[entry.pk]))
    client.get(reverse("catalogue:list"), {"format": "csv"})
    assert AuditEntry.objects.filter(object_id=entry.pk, object_type="catalogue.entry", verb="viewed").exists()
    assert AuditEntry.objects.filter(object_id=town.pk, verb="exported").exists()


def test_the_search_of_the_whole_platform_finds_entries_and_comments(town, lead, client):
    with audit.acting(lead, "test"):
        services.comment(Entry.objects.get(code="fence"), town, "question", "Quaylight?", by=lead)
    client.force_login(lead)
    page = client.get(reverse("search:page"), {"q": "quaylight"}).content.decode()
    assert "Comments in the catalogue" in page
    page = client.get(reverse("search:page"), {"q": "road design speed"}).content.decode()
    assert "Road design against speed" in re.sub("<[^>]*>", "", page)


def test_before_an_entry_is_opened_its_preview_shows_every_text_with_the_notes(town, client):
    administrator = make_user("administrator@example.org", town, Role.ADMINISTRATOR)
    entry = make_entry(town, administrator, helps_not="Textofthebody.")
    services.change(entry, {}, by=administrator, aspects={("effect", "looks"): ("worse", "Noteoftheledger.")})
    client.force_login(administrator)
    where = reverse("organisations:share", args=["catalogue.entry", entry.pk])
    data = {"do": "mark", "marking": "GREEN", "reason": "for neighbours"}
    preview = client.post(where, data).content.decode()
    assert "Textofthebody." in preview and "Noteoftheledger." in preview
    after_preview(client, where, data)
    assert Entry.objects.get(pk=entry.pk).marking == "GREEN"


def test_a_person_takes_searches_and_comments_along_and_they_go_with_the_account(town, lead):
    from protect.organisations import personal

    services.keep_search(lead, "Mine", "category=sensor", notify=False)
    services.comment(Entry.objects.get(code="fence"), town, "question", "How high?", by=lead)
    kept = {code: rows for code, _title, rows in personal.kept_of(lead)}
    assert [row["query"] for row in kept["catalogue_searches"]] == ["category=sensor"]
    assert [row["text"] for row in kept["catalogue_comments"]] == ["How high?"]
    personal.forget(lead)
    assert not SavedSearch.objects.exists()


def test_uses_and_choices_are_found_by_the_search_of_the_platform(town, lead, client):
    from protect.treatments import services as treating

    treating.record_use(
        town, Entry.objects.get(code="fence"), {"told_as": "A quayside", "experience": "Rustproof."}, by=lead
    )
    client.force_login(lead)
    page = client.get(reverse("search:page"), {"q": "rustproof"}).content.decode()
    assert "Catalogue in use" in page
