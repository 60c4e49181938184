from django.urls import include, path

urlpatterns = [
    path("account/", include("protect.organisations.account_urls")),
    path("organisations/", include("protect.organisations.urls")),
    path("spaces/", include("protect.spaces.urls")),
    path("catalogue/", include("protect.catalogue.urls")),
    path("assessments/", include("protect.assessments.urls")),
    path("treatments/", include("protect.treatments.urls")),
    path("checklists/", include("protect.checklists.urls")),
    path("editions/", include("protect.editions.urls")),
    path("", include("protect.respondents.urls")),
    path("due/", include("protect.reminders.urls")),
    path("search/", include("protect.search.urls")),
    path("report-templates/", include("protect.reports.layouts.urls")),
    path("sets/", include("protect.sets.urls")),
    path("longlists/", include("protect.longlists.urls")),
    path("calls/", include("protect.calls.urls")),
    path("answers/", include("protect.answers.urls")),
    path("evaluations/", include("protect.evaluations.urls")),
    path("demonstrations/", include("protect.demonstrations.urls")),
    path("incidents/", include("protect.incidents.urls")),
    path("plans/", include("protect.plans.urls")),
    path("portfolios/", include("protect.portfolios.urls")),
    path("exercises/", include("protect.exercises.urls")),
    path("overview/", include("protect.dashboard.urls")),
    path("comparison/", include("protect.peers.urls")),
    path("inbox/", include("protect.inbox.urls")),
    path("overlays/", include("protect.overlays.urls")),
    path("practices/", include("protect.practices.urls")),
    path("events/", include("protect.events.urls")),
    path("recordings/", include("protect.recordings.urls")),
    path("captions/", include("protect.captions.urls")),
    path("reports/", include("protect.reports.urls")),
    path("", include("protect.web.urls")),
]

handler500 = "protect.web.faults.server_error"
handler429 = "protect.organisations.limits.too_many"
