"""The page of results, and the suggestions under the box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from protect.search import sources
from protect.search.kinds import all_kinds
from protect.search.queries import Question, search, suggest


def page(request: HttpRequest) -> HttpResponse:
    question = Question.of(request.user, request.GET)  # type: ignore[arg-type]
    kinds = [*all_kinds(), *sources.all_sources()]
    context = {"question": question, "kinds": kinds, "organisations": question.organisations()}
    if question.words:
        context["answer"] = search(question)
    return render(request, "search/page.html", context)


def suggestions(request: HttpRequest) -> HttpResponse:
    """A piece of a page; the box puts it under itself. Works for two letters and more."""
    question = Question.of(request.user, request.GET)  # type: ignore[arg-type]
    found = suggest(question) if len("".join(question.words)) > 1 else []
    return render(request, "search/suggestions.html", {"question": question, "results": found})
