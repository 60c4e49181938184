"""Every example in the docstrings of the methods and on their pages of the manual is true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import protect.methods

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "methods").glob("*.md"))
MODULES = sorted(one.name for one in pkgutil.walk_packages(protect.methods.__path__, "protect.methods."))
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name):
    failed, _tried = doctest.testmod(importlib.import_module(name), optionflags=OPTIONS)
    assert failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_worked_example_of_a_page(page):
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=OPTIONS, encoding="utf-8")
    assert (failed, tried > 0) == (0, True)


def test_every_method_has_its_page():
    assert {
        "risk",
        "agreement",
        "mcda",
        "smaa",
        "crowd",
        "streets",
        "freespace",
        "vehicle",
        "sight",
        "reach",
        "evacuation",
    } <= {page.stem for page in PAGES}
