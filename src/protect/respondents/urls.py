from django.urls import path

from protect.respondents.views import asking, outside

app_name = "respondents"

#: The restricted session's cookie is sent to these addresses only.
OUTSIDE = "respond/"

urlpatterns = [
    path("respondents/<slug:kind>/<int:pk>/", asking.overview, name="overview"),
    path("respondents/<slug:kind>/<int:pk>/ask/", asking.ask, name="ask"),
    path("respondents/<int:pk>/", asking.detail, name="detail"),
    path("respondents/<int:pk>/extend/", asking.extend, name="extend"),
    path("respondents/<int:pk>/send-again/", asking.send_again, name="send_again"),
    path("respondents/<int:pk>/revoke/", asking.revoke, name="revoke"),
    path("respondents/<int:pk>/answers/<int:answer_pk>/take-over/", asking.take_over, name="take_over"),
    path(OUTSIDE + "task/", outside.task, name="task"),
    path(OUTSIDE + "hand-in/", outside.hand_in, name="hand_in"),
    path(OUTSIDE + "leave/", outside.leave, name="leave"),
    path(OUTSIDE + "link/<str:secret>/", outside.door, name="door"),
]
