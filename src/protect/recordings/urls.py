from django.urls import path

from protect.recordings.views import planning

app_name = "recordings"

urlpatterns = [
    path("manage/events/<int:pk>/", planning.of_event, name="of_event"),
    path("manage/events/<int:pk>/add/", planning.begin, name="begin"),
    path("manage/<int:pk>/", planning.manage, name="manage"),
    path("manage/<int:pk>/change/", planning.change, name="change"),
    path("manage/<int:pk>/delete/", planning.delete, name="delete"),
    path("manage/<int:pk>/chapters/add/", planning.chapter, name="add_chapter"),
    path("manage/<int:pk>/chapters/<int:part_pk>/", planning.chapter, name="chapter"),
    path("manage/<int:pk>/chapters/<int:part_pk>/remove/", planning.remove_chapter, name="remove_chapter"),
]
