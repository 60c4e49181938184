from django.urls import path

from protect.watching import views

app_name = "watching"

urlpatterns = [
    path("", views.recording_list, name="list"),
    path("<int:pk>/", views.watch, name="watch"),
]
