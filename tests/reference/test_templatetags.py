"""Codes as words in templates."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template

from protect.reference import terms


def shown(template: str, **context: Any) -> str:
    return Template("{% load reference %}" + template).render(Context(context))


def test_a_code_is_shown_as_its_label() -> None:
    assert shown('{{ code|term:"psoi_category" }}', code="square") == terms.label("psoi_category", "square")


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_code_shows_nothing(nothing: Any) -> None:
    assert shown('{{ code|term:"psoi_category" }}{{ code|term_help:"psoi_category" }}', code=nothing) == ""


def test_several_codes_come_in_the_order_of_the_vocabulary() -> None:
    labels = [terms.label("measure_function", code) for code in ("alert", "detect")]
    assert shown('{{ codes|term_list:"measure_function" }}', codes=["detect", "alert", "detect"]) == ", ".join(labels)
    assert shown('{{ codes|term_list:"measure_function" }}', codes=None) == ""


def test_an_unknown_code_is_shown_as_it_is_but_never_as_markup() -> None:
    assert shown('{{ code|term:"psoi_category" }}', code="<b>") == "&lt;b&gt;"
    assert shown('{{ codes|term_list:"psoi_category" }}', codes=["own", "square"]).endswith(", own")


def test_the_help_of_a_code() -> None:
    assert shown('{{ code|term_help:"decision" }}', code="accept") == shown(
        "{{ text }}", text=terms.help_text("decision", "accept")
    )
