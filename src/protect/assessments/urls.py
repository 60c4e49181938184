from django.urls import path

from protect.assessments.views import (
    consensus,
    over_time,
    preparation,
    register,
    requirements,
    results,
    scenarios,
    scoring,
)
from protect.assessments.views import path as steps

app_name = "assessments"

urlpatterns = [
    path("", register.assessment_list, name="list"),
    path("import/", register.bring_in, name="import"),
    path("new/<int:space_pk>/", register.begin, name="begin"),
    path("spaces/<int:space_pk>/", over_time.space, name="over_time"),
    path("<int:pk>/", register.detail, name="detail"),
    path("<int:pk>/new-version/", register.new_version, name="new_version"),
    path("<int:pk>/versions/<int:other_pk>/", register.versions, name="versions"),
    path("<int:pk>/move-on/", steps.move_on, name="move_on"),
    path("<int:pk>/step-back/", steps.step_back, name="step_back"),
    path("<int:pk>/grow/", steps.grow, name="grow"),
    path("<int:pk>/preparation/", preparation.preparation, name="preparation"),
    path("<int:pk>/preparation/checklist/", preparation.tick, name="tick"),
    path("<int:pk>/team/add/", preparation.member, name="add_member"),
    path("<int:pk>/team/<int:member_pk>/", preparation.member, name="member"),
    path("<int:pk>/team/<int:member_pk>/remove/", preparation.remove_member, name="remove_member"),
    path("<int:pk>/visits/add/", preparation.visit, name="add_visit"),
    path("<int:pk>/visits/<int:visit_pk>/", preparation.visit, name="visit"),
    path("<int:pk>/visits/<int:visit_pk>/remove/", preparation.remove_visit, name="remove_visit"),
    path("<int:pk>/site/", preparation.site, name="site"),
    path("<int:pk>/measures/", preparation.measures, name="measures"),
    path("<int:pk>/scenarios/", scenarios.scenarios, name="scenarios"),
    path("<int:pk>/scenarios/examples/", scenarios.examples, name="examples"),
    path("<int:pk>/scenarios/add/", scenarios.scenario, name="add_scenario"),
    path("<int:pk>/scenarios/<int:scenario_pk>/", scenarios.scenario, name="scenario"),
    path("<int:pk>/scenarios/<int:scenario_pk>/remove/", scenarios.remove_scenario, name="remove_scenario"),
    path("<int:pk>/scoring/", scoring.scoring, name="scoring"),
    path("<int:pk>/scoring/progress/", scoring.progress_part, name="scoring_progress"),
    path("<int:pk>/scoring/hand-in/", scoring.hand_in, name="hand_in"),
    path("<int:pk>/scoring/open/", scoring.open_scores, name="open_scores"),
    path("<int:pk>/consensus/", consensus.consensus, name="consensus"),
    path("<int:pk>/consensus/<int:scenario_pk>/", consensus.consensus_row, name="consensus_row"),
    path("<int:pk>/results/", results.results, name="results"),
    path("<int:pk>/results/<int:scenario_pk>/", results.explain, name="explain"),
    path("<int:pk>/vulnerabilities/add/", results.vulnerability, name="add_vulnerability"),
    path("<int:pk>/vulnerabilities/<int:vulnerability_pk>/", results.vulnerability, name="vulnerability"),
    path("<int:pk>/vulnerabilities/<int:vulnerability_pk>/decide/", results.decide, name="decide"),
    path(
        "<int:pk>/vulnerabilities/<int:vulnerability_pk>/remove/",
        results.remove_vulnerability,
        name="remove_vulnerability",
    ),
    path("<int:pk>/requirements/", requirements.requirements, name="requirements"),
    path("<int:pk>/requirements/add/", requirements.requirement, name="add_requirement"),
    path("<int:pk>/requirements/<int:requirement_pk>/", requirements.requirement, name="requirement"),
    path(
        "<int:pk>/requirements/<int:requirement_pk>/remove/", requirements.remove_requirement, name="remove_requirement"
    ),
    path("<int:pk>/objectives/add/", requirements.objective, name="add_objective"),
    path("<int:pk>/objectives/<int:objective_pk>/", requirements.objective, name="objective"),
    path("<int:pk>/objectives/<int:objective_pk>/remove/", requirements.remove_objective, name="remove_objective"),
    path("<int:pk>/approve/", results.approve, name="approve"),
]
