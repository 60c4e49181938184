from django.urls import path

from protect.evaluations.views import criteria, setting_up

app_name = "evaluations"

urlpatterns = [
    path("", setting_up.evaluation_list, name="list"),
    path("new/", setting_up.begin, name="begin"),
    path("<int:pk>/", setting_up.detail, name="detail"),
    path("<int:pk>/change/", setting_up.change, name="change"),
    path("<int:pk>/steps/<slug:key>/", setting_up.step, name="step"),
    path("<int:pk>/candidates/", setting_up.candidates, name="candidates"),
    path("<int:pk>/candidates/import/", setting_up.import_candidates, name="import"),
    path("<int:pk>/candidates/<int:candidate_pk>/", setting_up.candidate, name="candidate"),
    path("<int:pk>/candidates/<int:candidate_pk>/provider/", setting_up.identity, name="identity"),
    path("<int:pk>/candidates/<int:candidate_pk>/remove/", setting_up.remove_candidate, name="remove_candidate"),
    path("<int:pk>/criteria/", criteria.criteria, name="criteria"),
    path("<int:pk>/criteria/new-version/", criteria.new_version, name="new_version"),
    path("<int:pk>/criteria/knock-out/", criteria.knock_outs, name="knock_outs"),
    path("<int:pk>/criteria/groups/add/", criteria.group, name="add_group"),
    path("<int:pk>/criteria/groups/<slug:code>/", criteria.group, name="group"),
    path("<int:pk>/criteria/groups/<slug:group>/add/", criteria.criterion, name="add_criterion"),
    path("<int:pk>/criteria/groups/<slug:group>/<slug:code>/", criteria.criterion, name="criterion"),
    path("<int:pk>/criteria/move/<slug:code>/", criteria.move, name="move"),
    path("<int:pk>/criteria/remove/<slug:code>/", criteria.remove, name="remove"),
]
