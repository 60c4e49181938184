"""Whatever a form of the editor takes, the strict reader of the reference data takes too, and it can be measured with."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protect.reference.scale_sets import ScaleSet
from protect.reference.schema import ReferenceDataError, Text
from protect.reference.services import latest
from protect.sets import checking, outline
from protect.sets.forms import PartForm, written
from protect.sets.models import OwnSet
from tests.world import reference_data

pytestmark = pytest.mark.django_db

FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
#: Among them what people paste: blanks of all kinds, line ends, characters that cannot be printed, long texts.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(["", " ", "\u00a0", "a\r\nb", "\x00", "\u200b", "<b>", "{{ x }}", "%(x)s", "x" * 3000, " edge "]),
)
SETS = [("scale_set", "platform-default"), ("question_set", "quick-check"), ("step_template", "eu-vat")]


@pytest.fixture
def sets(db):
    reference_data()
    return [OwnSet(kind=kind, title="Ours", content=latest(kind, key).content) for kind, key in SETS]


@FEW
@given(data=st.data())
def test_a_part_that_the_form_takes_can_be_published(sets, data):
    own_set = data.draw(st.sampled_from(sets))
    parts = [one.where for one in outline.walk(own_set.kind, own_set.content) if one.has_form]
    where = data.draw(st.sampled_from(parts))
    form = PartForm(own_set, where)
    values = form.values_of(own_set)
    texts = [one.name for one in form.slots if isinstance(one.field, Text)]
    if not texts:
        return
    values[data.draw(st.sampled_from(texts))] = data.draw(TEXTS)
    form = PartForm(own_set, where, {name: value for name, value in values.items() if value is not None})
    form.full_clean()
    if any(name in form.errors for name in form.fields if name in values):
        return
    taken = {name: value for name, value in form.cleaned_data.items() if name in values}
    content = written(own_set.content, own_set.kind, where, taken)
    document = checking.read(OwnSet(kind=own_set.kind, title="Ours", content=content))
    assert document.content == content
    if own_set.kind == "scale_set":
        assert ScaleSet.from_content(document.content)


@FEW
@given(data=st.data())
def test_a_table_is_taken_where_worse_is_never_lower_and_else_the_part_is_named(sets, data):
    content = {**sets[0].content, "bands": [dict(one) for one in sets[0].content["bands"]]}
    for band in content["bands"]:
        band.pop("products", None)
    codes = [one["code"] for one in content["bands"]]
    size = len(content["matrix"])
    cells = st.sampled_from(range(len(codes)))
    rows = data.draw(st.lists(st.lists(cells, min_size=size, max_size=size), min_size=size, max_size=size))
    if data.draw(st.booleans()):
        # Sorted by row and by column: monotone, whatever was drawn.
        rows = [sorted(row) for row in rows]
        rows = [list(row) for row in zip(*(sorted(column) for column in zip(*rows, strict=True)), strict=True)]
    guard = codes.index(content["top_consequence_at_least"])
    sound = (
        all(a <= b for row in rows for a, b in zip(row, row[1:], strict=False))
        and all(a <= b for column in zip(*rows, strict=True) for a, b in zip(column, column[1:], strict=False))
        and all(row[-1] >= guard for row in rows)
        and {one for row in rows for one in row} == set(range(len(codes)))
    )
    own_set = OwnSet(
        kind="scale_set", title="Ours", content={**content, "matrix": [[codes[c] for c in r] for r in rows]}
    )
    problem, _warnings = checking.check(own_set)
    assert (problem is None) == sound
    if problem is None:
        assert ScaleSet.from_content(own_set.content)
    else:
        # In words of the set: no code and no name of the file.
        assert problem.where == "matrix" and "matrix" not in problem.text and "'" not in problem.text
        with pytest.raises(ReferenceDataError):
            checking.read(own_set)
