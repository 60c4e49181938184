"""The pages of Kobo and ODK: phone to desktop, light and dark, without a complaint of axe."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from protect.checklists.xlsform import arriving
from tests.checklists.test_xlsform_answers import KOBO, as_csv
from tests.checklists.test_xlsform_forms import foreign


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_from_the_upload_to_the_rounds(new_page, live_server, sign_in, axe, begun, tmp_path) -> None:
    good, bad, form = tmp_path / "answers.csv", tmp_path / "wrong.csv", tmp_path / "market.xlsx"
    good.write_bytes(as_csv(KOBO, {**KOBO, "_uuid": "b"}))
    bad.write_bytes(as_csv({**KOBO, "A/A1": "perhaps", "odd": "1"}))
    form.write_bytes(foreign(["text", "who", "Who has the keys?", "", ""]).getvalue())
    content = good.read_bytes()
    waiting = [
        arriving.receive(
            begun.w.space, io.BytesIO(one), name=name, size=len(one), by=begun.lead, sets=[begun.set],
            question_set=begun.set, assessment=begun.w.assessment,
        )
        for name, one in (("answers.csv", content), ("wrong.csv", bad.read_bytes()))
    ]  # fmt: skip
    for width, dark in ((360, False), (1280, True)):
        page = new_page(width=width, height=800, dark=dark)
        sign_in(page, live_server, begun.lead)
        for path in [
            reverse("checklists:tablets", args=[begun.w.space.pk]),
            *(reverse("checklists:arrival", args=[one.pk]) for one in waiting),
        ]:
            page.goto(live_server.url + path)
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is wider than {width} pixels"
        page.goto(live_server.url + reverse("checklists:forms"))
        page.get_by_label("XLSForm", exact=False).last.set_input_files(form)
        page.get_by_role("button", name="Look at the form").click()
        page.get_by_text("1 question can be taken.").wait_for()
        axe(page)
    page.goto(live_server.url + reverse("checklists:arrival", args=[waiting[0].pk]))
    page.get_by_role("button", name="Take them in").click()
    page.get_by_text("2 submissions were taken in.").wait_for()
    axe(page)
