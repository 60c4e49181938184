from django.urls import path

from protect.peers import views

app_name = "peers"

urlpatterns = [
    path("<int:pk>/", views.compare, name="compare"),
    path("<int:pk>/taking-part/", views.taking_part, name="taking_part"),
    path("<int:pk>/join/", views.join, name="join"),
    path("<int:pk>/leave/", views.leave, name="leave"),
]
