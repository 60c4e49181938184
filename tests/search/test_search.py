"""The search box finds what may be seen, however it is spelled, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protect.assessments import services as assessing
from protect.assessments.models import Scenario, Score, Visit
from protect.organisations.access import forget_reach
from protect.organisations.markings import Marking
from protect.organisations.models import Membership, Role
from protect.organisations.services import change_organisation
from protect.search import indexing, typos
from protect.search.folding import folded, placed, words
from protect.search.indexing import faults, rebuild, tidy
from protect.search.kinds import all_kinds
from protect.search.models import Entry, Word
from protect.search.queries import COUNTED, PAGE, Question, search, suggest
from protect.search.snippets import snippet
from protect.spaces import services as register
from protect.spaces.models import ExistingMeasure, Space, SubArea
from tests.world import SECRET, make_organisation, make_space, make_user, share, world

pytestmark = pytest.mark.django_db


def titles(person, text: str, **filters: str) -> list[str]:
    forget_reach(person)
    answer = search(Question.of(person, {"q": text, **filters}))
    return [text_of(one.title) for group in answer.groups for one in group.results]


def text_of(pieces) -> str:
    return "".join(text for text, _hit in pieces)


@pytest.fixture
def town():
    return make_organisation()


@pytest.fixture
def lead(town):
    return make_user("lead@town.example", town)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Łódź Plac Wolności", "lodz wolnosci"),
        ("Πλατεία Συντάγματος", "πλατεια συνταγματος"),
        ("Πλατεία Συντάγματος", "ΣΥΝΤΑΓΜΑΤΟΣ"),
        ("Piața Sfatului", "piata sfatului"),
        ("Straße des 17. Juni", "STRASSE 17"),
        ("Gedimino prospektas", "gedim"),
        ("Óbuda/Ærø-Square", "aero obuda"),
        ("Site № 5", "no 5"),
        ("Park\u00adplatz am Stadt\u2060tor", "parkplatz stadttor"),
        ("Parkplatz am Stadttor", "Park\u00adplatz"),
        ("Siguranţa şcolilor", "siguranța școlilor"),
        ("Siguranța școlilor", "SIGURANŢA ŞCOLILOR"),
        ("Οι δρόμος της Αθήνας", "ΔΡΟΜΟΣ ΑΘΗΝΑΣ"),
        ("GROẞE STRAẞE", "große strasse"),
    ],
)
def test_accents_capitals_and_signs_do_not_matter(town, lead, written, typed):
    make_space(town, written)
    assert titles(lead, typed) == [written]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60), data=st.data())
def test_what_was_indexed_is_found_by_any_word_of_it(town, lead, name, data):
    said = words(name)
    if not said or not name.strip():
        return
    with transaction.atomic():
        make_space(town, name)
        word = data.draw(st.sampled_from(said))
        beginning = word[: data.draw(st.integers(1, len(word)))]
        decomposed = unicodedata.normalize("NFD", beginning)
        assert name in titles(lead, beginning) and name in titles(lead, decomposed.upper())
        transaction.set_rollback(True)


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_and_every_word_has_its_place(text):
    once = folded(text)
    assert folded(once) == once
    found = placed(text)
    assert list(dict.fromkeys(word for word, _begin, _end in found)) == words(text)
    assert all(0 <= begin < end <= len(text) for _word, begin, end in found)


@pytest.mark.parametrize(
    "typed", ["kestrlmoor", "kestrelmor", "ketsrelmoor", "kestrelmoors", "kstrelmor", "kestrlm", "mraket", "markte"]
)
def test_typing_errors_are_forgiven(town, lead, typed):
    make_space(town, "Kestrelmoor Market")
    answer = search(Question.of(lead, {"q": typed}))
    assert answer.similar and answer.count == 1


def test_numbers_and_short_words_are_meant_as_typed(town, lead):
    make_space(town, "Gate 1234 Zoo")
    assert titles(lead, "1235") == [] and titles(lead, "zop") == []


def test_exact_hits_come_without_those_spelled_alike(town, lead):
    for number in range(3):
        make_space(town, f"Market {number}")
    make_space(town, "Marked")
    answer = search(Question.of(lead, {"q": "market"}))
    assert answer.count == 3 and not answer.similar


@given(word=st.text("abcdefgh", min_size=7, max_size=12), data=st.data())
def test_two_errors_in_a_long_word_share_a_variation(word, data):
    typed = word
    for _error in range(2):
        place = data.draw(st.integers(0, len(typed) - 1))
        typed = typed[:place] + typed[place + 1 :]
    if len(typed) >= typos.LONG:
        assert typos.variations(word) & typos.variations(typed)


def test_everything_of_a_space_and_its_assessment_is_found_in_groups_with_markings():
    w = world()
    answer = search(Question.of(w.viewer, {"q": SECRET}))
    found = {group.kind.name: [text_of(one.title) for one in group.results] for group in answer.groups}
    assert found["space"] == [f"{SECRET} Square"] and found["scenario"] == [f"{SECRET} scenario"]
    assert set(found) >= {
        "subarea",
        "entrance",
        "existingmeasure",
        "assessment",
        "vulnerability",
        "attachment",
        "contact",
        "visit",
    }
    assert all(one.marking == "AMBER_STRICT" for group in answer.groups for one in group.results)
    assert not search(Question.of(w.other, {"q": SECRET})).groups
    assert not search(Question.of(w.provider, {"q": SECRET})).groups and not suggest(
        Question.of(w.observer, {"q": SECRET})
    )


def test_scores_are_no_part_of_the_index():
    assert Score._meta.label_lower not in {kind.label for kind in all_kinds()}


def test_a_share_or_a_marking_counts_at_once_without_a_new_index():
    w = world()
    Space.objects.filter(pk=w.space.pk).update(marking=Marking.AMBER)
    assert not titles(w.other, SECRET)
    given_ = share(w.space, organisation=w.other_municipality)
    assert titles(w.other, SECRET, kind="space") == [f"{SECRET} Square"]
    assert not titles(w.other, SECRET, kind="assessment")
    given_.delete()
    assert not titles(w.other, SECRET)
    Space.objects.filter(pk=w.space.pk).update(marking=Marking.GREEN)
    assert titles(w.officer, SECRET, kind="space") and not titles(w.provider, SECRET)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(Marking.values), st.booleans()), min_size=1, max_size=8),
    role=st.sampled_from([None, *Role.values]),
    text=st.sampled_from(["heron", "hero", "heorn", "heron quay"]),
)
def test_results_counts_and_suggestions_are_exactly_what_the_rule_lets_through(rows, role, text):
    with transaction.atomic():
        towns = [make_organisation(f"T{number}") for number in range(3)]
        person = make_user("p@x.example")
        if role:
            Membership.objects.create(user=person, organisation=towns[0], role=role)
        for owner, marking, shared in rows:
            one = make_space(towns[owner], "Heron Quay", marking=marking)
            SubArea.objects.create(space=one, name="Heron quay steps", kind="approach")
            if shared:
                share(one, organisation=towns[0])
                share(one, person=person)
        for model in (Space, SubArea):
            seen = set(model.objects.visible_to(person).values_list("pk", flat=True))
            answer = search(Question.of(person, {"q": text, "kind": model._meta.model_name}))
            shown = [one for group in answer.groups for one in group.results]
            assert answer.count == len(shown) == len(seen)
        addresses = {one.address.partition("#")[0] for one in suggest(Question.of(person, {"q": text}))}
        assert addresses <= {f"/spaces/{pk}/" for pk in Space.objects.visible_to(person).values_list("pk", flat=True)}
        transaction.set_rollback(True)


def test_words_that_only_hidden_things_have_help_nobody(town, lead):
    stranger = make_user("stranger@else.example", make_organisation("Elsewhere"))
    make_space(town, "Kestrelmoor")
    answer = search(Question.of(stranger, {"q": "kestrelmor"}))
    assert not answer.groups and not answer.similar


def test_the_index_follows_changes_deletes_restores_and_what_is_written_in_bulk(town, lead):
    space = make_space(town, "Heron Quay")
    register.change_space(space, {"name": "Otter Quay"})
    assert titles(lead, "heron") == [] and titles(lead, "otter") == ["Otter Quay"]
    measure = register.save_measure(space, {"name": "Bollards", "origin": "emplaced", "category": "physical"})
    removed = register.remove_part(measure)
    assert titles(lead, "bollards") == []
    register.restore_removed(removed)
    assert titles(lead, "bollards") == ["Bollards"]
    ExistingMeasure.objects.bulk_create([ExistingMeasure(space=space, name=f"Lamp {n}") for n in range(3)])
    assert len(titles(lead, "lamp")) == 3
    ExistingMeasure.objects.filter(name="Lamp 1").update(name="Beacon")
    assert titles(lead, "beacon") == ["Beacon"] and len(titles(lead, "lamp")) == 2
    change_organisation(town, {"name": "Municipality of Lakeside"})
    assert titles(lead, "lakeside") == ["Municipality of Lakeside"]
    assert faults() == []


def test_what_is_gathered_is_indexed_at_the_end_as_it_is_then(town, lead):
    with transaction.atomic(), indexing.gathered():
        space = make_space(town, "Gathered pavilion")
        gone = make_space(town, "Vanished pavilion")
        Space.objects.filter(pk=space.pk).update(name="Gathered orangery")
        gone.delete()
        assert titles(lead, "orangery") == []
    assert titles(lead, "orangery") == ["Gathered orangery"] and titles(lead, "pavilion") == []
    assert faults() == []


def test_a_change_that_is_taken_back_never_was(town, lead):
    with pytest.raises(RuntimeError), transaction.atomic():
        make_space(town, "Heron Quay")
        raise RuntimeError
    assert titles(lead, "heron") == [] and not Word.objects.filter(text="heron").exists()


def test_a_new_version_with_all_its_rows_is_indexed():
    w = world()
    before = Entry.objects.count()
    Scenario.objects.bulk_create([Scenario(assessment=w.assessment, threat_type="vehicle", title="Delivery lane")])
    Visit.objects.filter(pk=w.visit.pk).update(notes="Wet paving")
    assert Entry.objects.count() == before + 1
    assert titles(w.lead, "delivery") == ["Delivery lane"] and titles(w.lead, "paving")


def test_what_is_built_anew_is_what_followed_every_change():
    world()
    before = set(Entry.objects.values_list("pk", "title", "body"))
    Entry.objects.filter(pk__in=sorted(pk for pk, _t, _b in before)[:2]).delete()
    assert faults()
    assert rebuild() == len(before) and set(Entry.objects.values_list("pk", "title", "body")) == before
    assert faults() == []


def test_words_that_no_longer_occur_are_forgotten(town):
    space = make_space(town, "Kestrelmoor")
    register.change_space(space, {"name": "Otter"})
    assert Word.objects.filter(text="kestrelmoor").exists()
    assert tidy() == 1 and tidy() == 0
    assert not Word.objects.filter(text="kestrelmoor").exists() and Word.objects.filter(text="otter").exists()


def test_people_are_found_only_by_those_who_administer_them():
    w = world()
    assert titles(w.administrator, "Testa Viewer", kind="membership") == ["Testa Viewer"]
    assert titles(w.lead, "Testa Viewer", kind="membership") == []
    w.viewer.name = "Wren Jones"
    w.viewer.save()
    assert titles(w.administrator, "wren") == ["Wren Jones"]


def test_counts_are_exact_up_to_a_hundred_and_one_kind_can_be_leafed_through(town, lead):
    Space.objects.bulk_create(
        [Space(organisation=town, name=f"Heron {n:03}", main_category="square") for n in range(COUNTED + 5)]
    )
    answer = search(Question.of(lead, {"q": "heron"}))
    assert (answer.groups[0].count, answer.groups[0].more) == (COUNTED, True)
    one_kind = search(Question.of(lead, {"q": "heron", "kind": "space", "page": "2"}))
    assert (one_kind.count, one_kind.pages, len(one_kind.groups[0].results)) == (COUNTED + 5, 5, PAGE)


def test_a_title_comes_before_a_text(town, lead):
    make_space(town, "Heron Quay")
    make_space(town, "Market", description="Where the heron stands")
    assert titles(lead, "heron") == ["Heron Quay", "Market"]


def test_a_snippet_shows_the_hit_in_the_words_as_written():
    text = "Before. " * 30 + "The Plac Wolności is crowded. " + "After. " * 30
    pieces = snippet(["nothing", text], ["wolnosci"])
    assert ("Wolności", True) in pieces and pieces[0][0] == "… " and len(text_of(pieces)) < 220


@pytest.mark.parametrize(
    "typed", ["", "'\"*() OR AND NOT", "a:b NEAR(x)", "\x00", "%_\\", "' | '", "x" * 5000, "🙂", "1 2 3 4 5 6 7 8 9 10"]
)
def test_whatever_is_typed_is_a_question(client, lead, typed):
    client.force_login(lead)
    for page in ("/search/", "/search/suggestions/"):
        assert client.get(page, {"q": typed, "kind": "no such", "organisation": "x", "page": "-1"}).status_code == 200


def test_the_page_says_what_was_found_and_keeps_its_filters_in_the_address(client):
    w = world()
    client.force_login(w.viewer)
    page = client.get("/search/", {"q": "kestrelmoor", "kind": "space", "organisation": w.municipality.pk})
    body = page.content.decode()
    assert '<mark class="hit">Kestrelmoor</mark>' in body and "TLP:AMBER+STRICT" in body
    assert 'option value="space" selected' in body and f'option value="{w.municipality.pk}" selected' in body
    elsewhere = client.get("/search/", {"q": "kestrelmoor", "organisation": w.other_municipality.pk})
    assert "Nothing found that you may see" in elsewhere.content.decode()


def test_hints_of_html_in_a_name_stay_text(client, town, lead):
    make_space(town, "<b>Heron</b>")
    client.force_login(lead)
    for page in ("/search/", "/search/suggestions/"):
        body = client.get(page, {"q": "heron"}).content.decode()
        assert "<b>" not in body and "&lt;b&gt;" in body.replace("</mark>", "").replace('<mark class="hit">', "")


def test_saving_what_is_not_indexed_does_not_touch_the_index(town, django_assert_num_queries):
    space = make_space(town)
    with django_assert_num_queries(1):
        space.save(update_fields=["area_m2"])
    assert indexing._concerns(next(kind for kind in all_kinds() if kind.name == "space"), ["name"])


def test_an_assessment_begun_by_the_service_is_found():
    w = world()
    assessing.change_scenario(w.scenario, {"weaknesses": "Unlit underpass"})
    assert titles(w.viewer, "underpass") == [f"{SECRET} scenario"]


def test_answers_of_checklists_and_editions_are_found_as_their_own_rules_say():
    from protect.checklists.models import Answer, Checklist
    from protect.editions.models import Edition
    from protect.reference.models import ReferenceSet

    w = world()
    questions = ReferenceSet.objects.filter(kind="question_set").first()
    made = w.space.checklists.first() or Checklist.objects.create(space=w.space, question_set=questions)
    Answer.objects.create(checklist=made, question="Z9", evidence="The lamp by the fountain is broken")
    assert titles(w.viewer, "fountain", kind="answer") == ["Question Z9"] and not titles(w.other, "fountain")
    draft = Edition.objects.create(
        organisation=w.municipality, title="For the press", audience=Marking.CLEAR, marking=Marking.CLEAR,
        source_type="spaces.space", source_id=w.space.pk, source_digest="x",
    )  # fmt: skip
    assert titles(w.viewer, "press") == ["For the press"] and not titles(w.other, "press")
    Edition.objects.filter(pk=draft.pk).update(finished_at=draft.made_at)
    assert titles(w.other, "press") == ["For the press"]


def test_older_things_are_counted_where_the_newest_are_hidden(town, lead, monkeypatch):
    monkeypatch.setattr("protect.search.queries.COUNTED", 2)
    other = make_user("second@town.example", town)
    for number in range(3):
        make_space(town, f"Plover {number}")
    Space.objects.bulk_create(
        [
            Space(organisation=town, name="Plover hidden", main_category="square", marking=Marking.RED)
            for _number in range(12)
        ]
    )
    (group,) = search(Question.of(other, {"q": "plover"})).groups
    assert (group.count, group.more) == (2, True)
    assert [text_of(one.title) for one in group.results] == ["Plover 2", "Plover 1"]


@pytest.mark.parametrize("shown", [1, 3])
def test_a_common_word_is_answered_like_a_rare_one(town, lead, monkeypatch, shown):
    """PostgreSQL looks for it from the newest backwards; what is hidden at the top must not hide what lies below."""
    monkeypatch.setattr("protect.search.queries.SHOWN", shown)
    monkeypatch.setattr("protect.search.queries.COUNTED", 4)
    space = make_space(town, "Heron Market", by=lead)
    ExistingMeasure.objects.bulk_create(
        [
            ExistingMeasure(
                space=space, name=f"Heron {number}" if number % 7 == 0 else f"Post {number}", notes="a heron",
                origin="emplaced", category="physical",
            )
            for number in range(60)
        ]
    )  # fmt: skip
    Space.objects.bulk_create(
        [
            Space(
                organisation=town, name=f"Square {number}" if number % 3 else f"Heron {number}", main_category="square",
                description="herons", marking=Marking.AMBER_STRICT if number % 3 or number < 10 else Marking.RED,
            )
            for number in range(60)
        ]
    )  # fmt: skip
    other = make_user("second@town.example", town)
    for typed in ("heron", "her", "heron market", "post", "square heron", "nothing"):
        answers = []
        for common in (10**9, -1):
            monkeypatch.setattr("protect.search.matching.COMMON", common)
            forget_reach(other)
            question = Question.of(other, {"q": typed})
            answers.append((search(question), suggest(question)))
        assert answers[0] == answers[1], typed


def test_every_kind_is_written_with_its_change_whichever_folder_adds_it():
    """Folders above the search add their kinds after it has started; they are not found by the next rebuilding alone."""
    from django.db.models.signals import post_delete, post_save

    for kind in all_kinds():
        for signal in (post_save, post_delete):
            names = {getattr(one, "__name__", "") for one in signal._live_receivers(kind.model)[0]}
            assert names & {"_saved", "_deleted"}, kind.label
