from django.urls import path

from protect.dashboard import views

app_name = "dashboard"

urlpatterns = [
    path("", views.choose, name="choose"),
    path("<int:pk>/", views.town, name="town"),
    path("<int:pk>/spaces/", views.spaces, name="spaces"),
]
