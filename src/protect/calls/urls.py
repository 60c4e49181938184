from django.urls import path

from protect.calls.views import asking, following, leaving, public, writing

app_name = "calls"

urlpatterns = [
    path("", writing.call_list, name="list"),
    path("open/", public.public_list, name="public_list"),
    path("open/feed.xml", public.feed, name="feed"),
    path("open/<int:pk>/", public.public, name="public"),
    path("open/<int:pk>/call.json", public.public_json, name="public_json"),
    path("open/<int:pk>/ocds.json", public.public_ocds, name="public_ocds"),
    path("open/follow/", following.follow, name="follow_new"),
    path("open/<int:pk>/follow/", following.follow, name="follow"),
    path("new/", writing.begin, name="begin"),
    path("<int:pk>/", writing.detail, name="detail"),
    path("<int:pk>/change/", writing.change, name="change"),
    path("<int:pk>/sections/<slug:code>/", writing.section, name="section"),
    path("<int:pk>/weights/", writing.points, name="points"),
    path("<int:pk>/cities/add/", writing.add_annex, name="add_annex"),
    path("<int:pk>/cities/<int:annex_pk>/", writing.annex, name="annex"),
    path("<int:pk>/cities/<int:annex_pk>/change/", writing.change_annex, name="change_annex"),
    path("<int:pk>/cities/<int:annex_pk>/weights/", writing.annex_points, name="annex_points"),
    path("<int:pk>/cities/<int:annex_pk>/remove/", writing.remove_annex, name="remove_annex"),
    path("<int:pk>/cities/<int:annex_pk>/requirements/add/", writing.add_wanted, name="add_wanted"),
    path("<int:pk>/cities/<int:annex_pk>/requirements/<int:wanted_pk>/", writing.wanted, name="wanted"),
    path(
        "<int:pk>/cities/<int:annex_pk>/requirements/<int:wanted_pk>/remove/",
        writing.remove_wanted,
        name="remove_wanted",
    ),
    path("<int:pk>/questions/", asking.questions, name="questions"),
    path("<int:pk>/questions/add/", asking.question, name="add_question"),
    path("<int:pk>/questions/keep/", asking.keep, name="keep_questions"),
    path("<int:pk>/questions/take/", asking.take, name="take_questions"),
    path("<int:pk>/questions/kept/<int:stock_pk>/remove/", asking.remove_stock, name="remove_stock"),
    path("<int:pk>/questions/<int:question_pk>/", asking.question, name="question"),
    path("<int:pk>/questions/<int:question_pk>/remove/", asking.remove_question, name="remove_question"),
    path("<int:pk>/questions/<int:question_pk>/move/", asking.move_question, name="move_question"),
    path("<int:pk>/preview/", leaving.preview, name="preview"),
    path("<int:pk>/check/", leaving.leaks, name="leaks"),
    path("<int:pk>/check/clear/", leaving.clear, name="clear"),
    path("<int:pk>/sign/", leaving.sign, name="sign"),
    path("<int:pk>/submit/", leaving.submit, name="submit"),
    path("<int:pk>/send-back/", leaving.send_back, name="send_back"),
    path("<int:pk>/publish/", leaving.publish, name="publish"),
    path("<int:pk>/withdraw/", leaving.withdraw, name="withdraw"),
]
