"""Words that organisations add to the glossary, whose page shows them beside those of the platform."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.library import glossing
from protect.library.forms import NewTermForm, TermForm
from protect.library.models import Term
from protect.library.states import MOVES, WORDS, State
from protect.organisations import conflicts, languages
from protect.organisations.access import Reach, fetch
from protect.organisations.forming import attempt
from protect.organisations.listing import listed
from protect.spaces.queries import organisations_edited_by

SORTS = {"word": (gettext_lazy("word"), ["word"]), "changed": (gettext_lazy("last changed"), ["-changed_at"])}
STATES = {code: (label, Q(state=code)) for code, label in State.choices}


@require_safe
def term_list(request: HttpRequest) -> HttpResponse:
    """Those of the reader's own organisations, in every state and language."""
    listing = listed(
        request, Term, texts=("word", "text"), sorts=SORTS, states=STATES, related=("translation_of",),
        within=Q(organisation__in=Reach.of(request.user).reading),
    )  # fmt: skip
    if listing.wants_csv:
        head = [_("Word"), _("Language"), _("Meaning"), _("State"), _("Marking")]

        def line(one: Term) -> list[Any]:
            state, marking = one.get_state_display(), one.effective_marking.short
            return [one.word, languages.name_of(one.language), one.text, state, marking]

        return listing.csv("words.csv", head, line, _("words of the glossary as CSV"))
    context = {"listing": listing, "page_obj": listing.page(100), "may_write": request.user.has_perm("library.create")}
    return render(request, "library/terms.html", context)


@require_safe
def term(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Term, pk=pk, related=("organisation", "translation_of"))
    seen: Any = Term.objects.visible_to(request.user)  # type: ignore[attr-defined]
    root = found.translation_of_id or found.pk
    context = {
        "term": found,
        "versions": found.versions.all(),
        "others": seen.filter(Q(pk=root) | Q(translation_of=root)).exclude(pk=found.pk).order_by("language", "pk"),
        "may": {name: request.user.has_perm(f"library.{name}", found) for name in ("edit", "share", "delete")},
        "moves": [
            (verb, WORDS[verb][0])
            for verb, move in MOVES.items()
            if found.state in move.source and request.user.has_perm(move.permission, found)
        ],
    }
    return render(request, "library/term.html", context)


def new(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("library.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewTermForm(request.user, organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data.pop("organisation")
        done, made = attempt(form, lambda: glossing.add(owner, form.cleaned_data, by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            messages.success(request, _("The word is kept as a draft."))
            return redirect("library:term", made.pk)
    return render(request, "library/term_form.html", {"form": form, "title": _("Add a word")})


def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Term, pk=pk, permission="library.edit", related=("organisation",))
    form = TermForm(request.user, [found.organisation], request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: glossing.change(stored, form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        )  # fmt: skip
        if done:
            messages.success(request, _("Saved; what it said before stays among its versions."))
            return redirect("library:term", pk)
    return render(request, "library/term_form.html", {"form": form, "term": found, "title": _("Change the word")})


@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in MOVES:
        raise Http404
    found = fetch(request, Term, pk=pk, permission=MOVES[verb].permission, related=("organisation",))
    try:
        glossing.move(found, verb, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Done: %(step)s.") % {"step": str(WORDS[verb][0]).lower()})
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    return redirect("library:term", pk)
