"""What the rules find in a text, and what they leave alone. No database, no Django."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.editions import leaks
from protect.editions.leaks import find, redact

WORDS = {kind: kind for kind in leaks.KINDS}


def kinds(text, **names):
    return [one.kind for one in find(text, **names)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to ana.pop+town@example.org please", leaks.EMAIL),
        ("Call +40 721 123 456 at night", leaks.PHONE),
        ("tel. (0268) 123-4567", leaks.PHONE),
        ("tel. 0721123456", leaks.PHONE),
        ("at 45.64251, 25.58890 behind the kiosk", leaks.COORDINATE),
        ("45,64251 ; 25,58890", leaks.COORDINATE),
        ("54° 41' N", leaks.COORDINATE),
        ("see https://example.org/plan.pdf for more", leaks.ADDRESS),
        ("Ask Mr Smith about it", leaks.PERSON),
        ("Frau Dr. Weber hat den Schlüssel", leaks.PERSON),
        ("the key is with Sgt. O'Neil", leaks.PERSON),
        ("from Harbour Street 4 to the quay", leaks.PLACE),
        ("am Rathausplatz 3", leaks.PLACE),
        ("pe str. Republicii 12", leaks.PLACE),
        ("Gedimino pr. 9", leaks.PLACE),
        ("en calle Larios", leaks.PLACE),
        ("στην οδός Κύπρου", leaks.PLACE),
        ("a very high risk in the evening", leaks.LEVEL),
        ("probability 4 out of 5", leaks.LEVEL),
        ("the weakest spot is the ramp", leaks.LEVEL),
        ("only two night guards are there", leaks.SMALL_GROUP),
        ("3 officers", leaks.SMALL_GROUP),
        ("the gate closes at 22:30", leaks.TIME),
        ("they change at 6 am", leaks.TIME),
    ],
)
def test_it_is_found(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "The square is busy in summer.",
        "About 12 000 people come in 2024-06-30 and 2025.",
        "From 2019-2024 the market moved.",
        "Since 24.12.2024 the barrier stands.",
        "Bollards of 1.25 m, 17 in a row, 450 guards at the festival.",
        "High walls, low steps, a medium size stage.",
        "The mister of the month (Mr) is open.",
        "",
    ],
)
def test_plain_sentences_are_left_alone(text):
    assert find(text) == []


def test_names_from_the_data_are_found_whole_by_surname_and_in_any_case():
    found = find(
        "Pop and ANA POP met Ioana at the OLD  market", people=["Ana Pop", "Ioana Șerbănescu"], places=["Old Market"]
    )
    assert [(one.kind, one.text) for one in found] == [
        (leaks.PERSON, "ANA POP"),
        (leaks.PERSON, "Ioana"),
        (leaks.PLACE, "OLD  market"),
    ]
    assert find("Popcorn is sold", people=["Ana Pop"]) == []


def test_words_of_the_scale_are_given_by_the_caller():
    assert kinds("it is Very serious here", levels=["very serious"]) == [leaks.LEVEL]


def test_the_longer_finding_stays_where_two_overlap():
    (found,) = find("ana.pop@example.org", people=["Ana Pop", "example"])
    assert found.kind == leaks.EMAIL


def test_redacting_replaces_what_is_named_and_leaves_the_rest():
    text = "Call Ana Pop, 0721 123 456, at 22:30."
    found = find(text, people=["Ana Pop"])
    told = redact(text, found, {leaks.PERSON: "name", leaks.PHONE: "number"})
    assert told == "Call [name], [number], at 22:30."
    assert redact(text, found, {}) == text


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=12), max_size=3))
def test_findings_lie_in_the_text_in_order_without_overlap(text, names):
    found = find(text, people=names, places=names, levels=names)
    end = 0
    for one in found:
        assert one.start >= end and one.end > one.start
        assert text[one.start : one.end] == one.text
        end = one.end
    assert redact(text, found, {}) == text


secrets = st.sampled_from(["ana.pop@example.org", "+40 721 123 456", "Ana Pop", "45.64251, 25.58890"])
plain = st.text(alphabet=st.sampled_from("abc deš.,\n"), max_size=30)


@given(st.lists(st.tuples(plain, secrets), max_size=5), plain)
def test_what_is_redacted_no_longer_stands_in_the_text(pieces, last):
    text = "".join(f"{before} {secret} " for before, secret in pieces) + last
    told = redact(text, find(text, people=["Ana Pop"]), dict.fromkeys(leaks.KINDS, "x"))
    for _before, secret in pieces:
        assert secret not in told


def test_small_groups_and_coarse_coordinates():
    assert [leaks.is_small(count) for count in (None, 0, 1, 4, 5)] == [False, False, True, True, False]
    assert leaks.coarse(45.64251, 1) == 45.6
    assert leaks.coarse(-0.04, 1) == 0.0
