from django.urls import path

from protect.plans.views import actions, documents, evidence, lists, scoring

app_name = "plans"

urlpatterns = [
    path("", lists.table, name="list"),
    path("board/", lists.board, name="board"),
    path("timeline/", lists.timeline, name="timeline"),
    path("several/", lists.several, name="several"),
    path("new/", actions.propose, name="propose"),
    path("from-portfolio/<int:pk>/", actions.from_portfolio, name="from_portfolio"),
    path("<int:pk>/", actions.action, name="action"),
    path("<int:pk>/change/", actions.change, name="change"),
    path("<int:pk>/report/", actions.report, name="report"),
    path("<int:pk>/grounds/", actions.grounds, name="grounds"),
    path("<int:pk>/waits-for/", actions.predecessors, name="predecessors"),
    path("<int:pk>/move/<slug:verb>/", actions.move, name="move"),
    path("<int:pk>/drop/", actions.drop, name="drop"),
    path("<int:pk>/targets/", scoring.targets, name="targets"),
    path("<int:pk>/verify/", scoring.verify, name="verify"),
    path("<int:pk>/take-back/", scoring.unverify, name="unverify"),
    path("<int:pk>/evidence/add/", evidence.add, name="add_evidence"),
    path("<int:pk>/evidence/<int:evidence_pk>/remove/", evidence.remove, name="remove_evidence"),
    path("evidence/<int:pk>/", evidence.file, name="evidence"),
    path("evidence/<int:pk>/small/", evidence.thumbnail, name="thumbnail"),
    path("spaces/<int:pk>/levels/", scoring.levels, name="levels"),
    path("spaces/<int:pk>/security-plan/", documents.of_space, name="of_space"),
    path("spaces/<int:pk>/security-plan/begin/", documents.begin, name="begin"),
    path("security-plans/", documents.document_list, name="documents"),
    path("security-plans/<int:pk>/", documents.document, name="document"),
    path("security-plans/<int:pk>/change/", documents.change, name="change_document"),
    path("security-plans/<int:pk>/sections/add/", documents.add_section, name="add_section"),
    path("security-plans/<int:pk>/sections/<int:section_pk>/", documents.section, name="section"),
    path("security-plans/<int:pk>/sections/<int:section_pk>/remove/", documents.remove_section, name="remove_section"),
    path("security-plans/<int:pk>/move/<slug:verb>/", documents.move, name="move_document"),
    path("security-plans/<int:pk>/approve/", documents.approve, name="approve"),
    path("security-plans/<int:pk>/compare/<int:other_pk>/", documents.compare, name="compare"),
]
