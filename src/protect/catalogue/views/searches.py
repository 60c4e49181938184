"""Questions to the catalogue that a person keeps, and the mails about what is new."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.catalogue import services
from protect.catalogue.forms import SearchForm
from protect.catalogue.listing import Question
from protect.catalogue.models import SavedSearch
from protect.organisations.forming import attempt

#: What of an address is a question.
LEFT_OUT = ("page", "format", "csrfmiddlewaretoken", "name", "notify", "query")


@require_safe
def search_list(request: HttpRequest) -> HttpResponse:
    kept = SavedSearch.objects.filter(user=request.user)  # type: ignore[misc]
    rows = [(one, Question.of(request.user, QueryDict(one.query)).count) for one in kept[:50]]
    return render(request, "catalogue/searches.html", {"rows": rows})


def keep(request: HttpRequest) -> HttpResponse:
    asked = request.GET.copy()
    for name in LEFT_OUT:
        asked.pop(name, None)
    question = Question.of(request.user, asked)
    form = SearchForm(request.POST or None, initial={"name": question.in_words(), "notify": True})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(
            form,
            lambda: services.keep_search(request.user, values["name"], asked.urlencode(), notify=values["notify"]),  # type: ignore[arg-type]
        )
        if done:
            messages.success(request, _("The search is kept."))
            return redirect("catalogue:searches")
    return render(
        request, "catalogue/keep_search.html", {"form": form, "question": question, "query": asked.urlencode()}
    )


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    found = SavedSearch.objects.filter(pk=pk, user=request.user).first()  # type: ignore[misc]
    if found is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    return found


@require_safe
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """To its answers, newest first: what a mail links to says nothing about the question."""
    asked = QueryDict(_own(request, pk).query, mutable=True)
    asked["sort"] = "newest"
    return redirect(f"{reverse('catalogue:list')}?{asked.urlencode()}")


@require_POST
def mails(request: HttpRequest, pk: int) -> HttpResponse:
    search = services.change_search(_own(request, pk), notify=request.POST.get("notify") == "1")
    messages.success(
        request, _("You get a mail when something new answers it.") if search.notify else _("No mails about it.")
    )
    return redirect("catalogue:searches")


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    services.forget_search(_own(request, pk))
    messages.success(request, _("The search is forgotten."))
    return redirect("catalogue:searches")
