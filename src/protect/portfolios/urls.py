from django.urls import path

from protect.portfolios.views import candidates, choosing, effects, exports, results, studies

app_name = "portfolios"

urlpatterns = [
    path("", studies.study_list, name="list"),
    path("new/", studies.begin, name="begin"),
    path("<int:pk>/", studies.detail, name="detail"),
    path("<int:pk>/change/", studies.change, name="change"),
    path("<int:pk>/assessments/", studies.assessments, name="assessments"),
    path("<int:pk>/abandon/", studies.abandon, name="abandon"),
    path("<int:pk>/take-up/", studies.take_up, name="take_up"),
    path("<int:pk>/measures/", candidates.candidate_list, name="candidates"),
    path("<int:pk>/measures/pick/", candidates.pick, name="pick"),
    path("<int:pk>/measures/add/", candidates.add, name="add_candidate"),
    path("<int:pk>/measures/<int:candidate_pk>/", candidates.candidate, name="candidate"),
    path("<int:pk>/measures/<int:candidate_pk>/change/", candidates.change, name="change_candidate"),
    path("<int:pk>/measures/<int:candidate_pk>/remove/", candidates.remove, name="remove_candidate"),
    path("<int:pk>/effects/", effects.grid, name="effects"),
    path("<int:pk>/effects/propose/", effects.propose, name="propose"),
    path("<int:pk>/effects/bring/", effects.bring, name="bring"),
    path("<int:pk>/compute/", results.compute, name="compute"),
    path("<int:pk>/result/", results.result, name="result"),
    path("<int:pk>/result/progress/", results.progress, name="progress"),
    path("<int:pk>/result/keep/", choosing.keep, name="keep"),
    path("<int:pk>/alternatives/by-hand/", choosing.by_hand, name="by_hand"),
    path("<int:pk>/alternatives/<int:alternative_pk>/", choosing.change_alternative, name="change_alternative"),
    path("<int:pk>/alternatives/<int:alternative_pk>/drop/", choosing.drop, name="drop_alternative"),
    path("<int:pk>/compare/", choosing.compare, name="compare"),
    path("<int:pk>/decide/", choosing.decide, name="decide"),
    path("<int:pk>/decisions/<int:decision_pk>/", choosing.decision, name="decision"),
    path("<int:pk>/decisions/<int:decision_pk>/take-back/", choosing.take_back, name="take_back"),
    path("<int:pk>/print/", exports.printed, name="print"),
    path("<int:pk>/study.json", exports.as_json, name="json"),
    path("<int:pk>/study.xlsx", exports.as_workbook, name="workbook"),
]
