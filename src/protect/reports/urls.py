from __future__ import annotations

from django.urls import path

from protect.reports import (
    call_views,
    evaluation_views,
    event_views,
    exercise_views,
    participation_views,
    plan_views,
    sealed_views,
    views,
)

app_name = "reports"

urlpatterns = [
    path("assessments/<int:pk>/", views.assessment, name="assessment"),
    path("assessments/<int:pk>/summary/", views.summary, name="summary"),
    path("assessments/<int:pk>/sealed/again/", sealed_views.again, name="seal_again"),
    path("assessments/<int:pk>/sealed/<slug:name>/", sealed_views.download, name="sealed"),
    path("calls/<int:pk>/call.pdf", call_views.call, name="call"),
    path("evaluations/<int:pk>/<slug:kind>/", evaluation_views.download, name="evaluation"),
    path("events-on-spaces/<int:pk>/day.pdf", event_views.sheet, name="event_day"),
    path("events/registrations/<str:secret>/certificate.pdf", participation_views.certificate, name="certificate"),
    path("events/<int:pk>/<slug:kind>/", participation_views.papers, name="event_papers"),
    path("exercises/runs/<int:pk>/<slug:kind>/", exercise_views.download, name="exercise"),
    path("security-plans/<int:pk>/<slug:kind>/", plan_views.download, name="security_plan"),
    path("verify/", sealed_views.verify, name="verify"),
    path("assessments/<int:pk>/<slug:kind>/", views.download, name="download"),
    path("schema/assessment-1.json", views.schema, name="schema"),
]
