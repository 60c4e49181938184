"""The page of results, and the suggestions under the box."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from protect.search import sources
from protect.search.queries import Question, search, suggest


@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """For everybody; visitors find what is public."""
    question = Question.of(request.user, request.GET)
    kinds = [*question.kinds, *sources.all_sources()]
    context = {"question": question, "kinds": kinds, "organisations": question.organisations()}
    if question.words:
        context["answer"] = search(question)
    return render(request, "search/page.html", context)


@login_not_required
def suggestions(request: HttpRequest) -> HttpResponse:
    """A piece of a page; the box puts it under itself. Works for two letters and more."""
    question = Question.of(request.user, request.GET)
    found = suggest(question) if len("".join(question.words)) > 1 else []
    return render(request, "search/suggestions.html", {"question": question, "results": found})
