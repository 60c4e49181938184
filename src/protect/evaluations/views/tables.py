"""Decision tables: alternatives by criteria that came as a file, ranked by the method that was published."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.evaluations import reading, services
from protect.evaluations.forms.choosing import MethodForm, TableForm
from protect.evaluations.models import DecisionTable
from protect.evaluations.queries import overview, tabled
from protect.evaluations.views.common import act, form_page
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.listing import listed
from protect.organisations.lists import csv_response
from protect.organisations.models import Verb

PAGE_SIZE = 50
SORTS = {
    "brought": (gettext_lazy("last brought in"), ["-created_at"]),
    "title": (gettext_lazy("title"), ["title"]),
}


@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    listing = listed(request, DecisionTable, texts=("title", "file_name"), sorts=SORTS)
    if listing.wants_csv:
        head = [_("Table"), _("Organisation"), _("Marking"), _("File")]

        def line(one: DecisionTable) -> list[object]:
            return [one.title, one.organisation, one.effective_marking, one.file_name]

        return listing.csv("decision-tables.csv", head, line, _("decision tables as CSV"))
    may_begin = request.user.has_perm("evaluations.create")
    context = {"listing": listing, "page_obj": listing.page(PAGE_SIZE), "may_begin": may_begin}
    return render(request, "evaluations/tables.html", context)


def bring(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("evaluations.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = TableForm(overview.organisations_of(request.user), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        file = values["file"]
        done, made = attempt(
            form,
            lambda: services.keep_table(
                values["organisation"], values["title"], reading.problem(reading.table_of(file)), method=values["method"],
                file_name=file.name, by=request.user,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done and made is not None:
            return redirect("evaluations:table", made.pk)
    back = ("evaluations:tables",)
    return form_page(request, None, form, _("Bring in a decision table"), back, submit=_("Bring in"), with_file=True)


@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranking by the table's method with other methods beside it; ``?format=csv``."""
    found = fetch(request, DecisionTable, pk=pk, related=("organisation",))
    rows: list[tabled.Placed] = []
    titles: list[str] = []
    wrong: list[str] = []
    try:
        rows, titles = tabled.placed(found)
    except ValidationError as error:
        wrong = error.messages
    if request.GET.get("format") == "csv" and rows:
        audit.record(Verb.EXPORTED, found, note="CSV")
        head = [_("Rank"), _("Alternative"), _("Score"), *titles]
        return csv_response("decision.csv", [head, *([one.rank, one.name, one.score, *one.others] for one in rows)])
    context = {
        "table": found, "rows": rows, "titles": titles, "wrong": wrong, "method": dict(tabled.choices())[found.method],
        "form": MethodForm(initial={"method": found.method}), "may_handle": request.user.has_perm("evaluations.handle", found),
        "may_share": request.user.has_perm("evaluations.share", found),
    }  # fmt: skip
    return render(request, "evaluations/table.html", context)


@require_POST
def change_method(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, DecisionTable, pk=pk, permission="evaluations.handle")
    method = request.POST.get("method", "")
    return act(request, lambda: services.change_method(found, method), _("Saved."), "evaluations:table", pk)
