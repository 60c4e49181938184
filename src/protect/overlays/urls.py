from django.urls import path

from protect.overlays.views import day, planning

app_name = "overlays"

urlpatterns = [
    path("", planning.overlay_list, name="list"),
    path("new/<int:assessment_pk>/", planning.begin, name="begin"),
    path("<int:pk>/", planning.detail, name="detail"),
    path("<int:pk>/plan/", planning.plan, name="plan"),
    path("<int:pk>/rows/add/", planning.added_row, name="add_row"),
    path("<int:pk>/rows/<uuid:key>/", planning.row, name="row"),
    path("<int:pk>/rows/added/<int:part_pk>/", planning.added_row, name="added_row"),
    path("<int:pk>/rows/added/<int:part_pk>/remove/", planning.remove, {"kind": "row"}, name="remove_row"),
    path("<int:pk>/measures/add/", planning.measure, name="add_measure"),
    path("<int:pk>/measures/<int:part_pk>/", planning.measure, name="measure"),
    path("<int:pk>/measures/<int:part_pk>/remove/", planning.remove, {"kind": "measure"}, name="remove_measure"),
    path("<int:pk>/list/add/", planning.check, name="add_check"),
    path("<int:pk>/list/<int:part_pk>/", planning.check, name="check"),
    path("<int:pk>/list/<int:part_pk>/remove/", planning.remove, {"kind": "check"}, name="remove_check"),
    path("<int:pk>/hand-in/", planning.hand_in, name="hand_in"),
    path("<int:pk>/sign/", planning.sign, name="sign"),
    path("<int:pk>/send-back/", planning.send_back, name="send_back"),
    path("<int:pk>/reopen/", planning.reopen, name="reopen"),
    path("<int:pk>/cancel/", planning.cancel, name="cancel"),
    path("<int:pk>/rebase/", planning.rebase, name="rebase"),
    path("<int:pk>/copy/", planning.copy, name="copy"),
    path("<int:pk>/compare/", planning.compared, name="compare"),
    path("<int:pk>/day/", day.day, name="day"),
    path("<int:pk>/day/<int:part_pk>/", day.tick, name="tick"),
    path("<int:pk>/sheet/", day.sheet, name="sheet"),
]
