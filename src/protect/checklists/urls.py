from django.urls import path

from protect.checklists.views import asking, forms, outcomes, rounds, tablets

app_name = "checklists"

urlpatterns = [
    path("begin/<int:space_pk>/", rounds.begin, name="begin"),
    path("forms/", forms.forms, name="forms"),
    path("forms/<int:set_pk>.xlsx", forms.set_form, name="set_form"),
    path("space/<int:space_pk>/tablets/", tablets.tablets, name="tablets"),
    path("space/<int:space_pk>/form.xlsx", tablets.space_form, name="space_form"),
    path("arrivals/<int:pk>/", tablets.arrival, name="arrival"),
    path("arrivals/<int:pk>/take-in/", tablets.take_in, name="take_in"),
    path("arrivals/<int:pk>/discard/", tablets.discard_arrival, name="discard_arrival"),
    path("<int:pk>/form.xlsx", tablets.checklist_form, name="form"),
    path("<int:pk>/", rounds.detail, name="detail"),
    path("<int:pk>/quick/", asking.quick, name="quick"),
    path("<int:pk>/questions/", asking.listing, name="listing"),
    path("<int:pk>/answer/", asking.answer, name="answer"),
    path("<int:pk>/scope/", rounds.scope, name="scope"),
    path("<int:pk>/hand-in/", rounds.hand_in, name="hand_in"),
    path("<int:pk>/reopen/", rounds.reopen, name="reopen"),
    path("<int:pk>/discard/", rounds.discard, name="discard"),
    path("<int:pk>/compare/<int:other_pk>/", rounds.comparison, name="compare"),
    path("<int:pk>/checklist.<slug:kind>", rounds.export, name="export"),
    path("<int:pk>/groups/<slug:code>/", asking.group, name="group"),
    path("<int:pk>/questions/<slug:code>/", asking.question, name="question"),
    path("<int:pk>/questions/<slug:code>/photos/", outcomes.photos, name="photos"),
    path("<int:pk>/questions/<slug:code>/measure/", outcomes.measure, name="measure"),
    path("<int:pk>/questions/<slug:code>/note/", outcomes.note, name="note"),
    path("<int:pk>/questions/<slug:code>/settle/", outcomes.settle, name="settle"),
]
