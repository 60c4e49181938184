from django.urls import path

from protect.recordings.views import planning, publishing, sending, uploading

app_name = "recordings"

urlpatterns = [
    # Files, for whoever may see the recording.
    path("<int:pk>/stream.m3u8", sending.stream, name="stream"),
    path("<int:pk>/media/<int:part_pk>.m3u8", sending.playlist, name="playlist"),
    path("<int:pk>/media/<int:part_pk>.<slug:suffix>", sending.file, name="file"),
    path("posters/<int:pk>/", sending.poster, name="poster"),
    # For those who bring them.
    path("manage/events/<int:pk>/", planning.of_event, name="of_event"),
    path("manage/events/<int:pk>/add/", planning.begin, name="begin"),
    path("manage/<int:pk>/", planning.manage, name="manage"),
    path("manage/<int:pk>/change/", planning.change, name="change"),
    path("manage/<int:pk>/delete/", planning.delete, name="delete"),
    path("manage/<int:pk>/chapters/add/", planning.chapter, name="add_chapter"),
    path("manage/<int:pk>/chapters/take/", uploading.take_chapters, name="take_chapters"),
    path("manage/<int:pk>/chapters/<int:part_pk>/", planning.chapter, name="chapter"),
    path("manage/<int:pk>/chapters/<int:part_pk>/remove/", planning.remove_chapter, name="remove_chapter"),
    path("manage/<int:pk>/file/", uploading.bring, name="bring"),
    path("manage/<int:pk>/uploads/", uploading.start, name="start_upload"),
    path("manage/uploads/<str:secret>/", uploading.upload, name="upload"),
    path("manage/<int:pk>/original/", uploading.original, name="original"),
    path("manage/<int:pk>/progress/", uploading.progress, name="progress"),
    path("manage/<int:pk>/try-again/", uploading.try_again, name="try_again"),
    path("manage/<int:pk>/replace/", uploading.replace, name="replace"),
    path("manage/<int:pk>/posters/add/", publishing.add_poster, name="add_poster"),
    path("manage/<int:pk>/posters/<int:part_pk>/choose/", publishing.choose_poster, name="choose_poster"),
    path("manage/<int:pk>/posters/<int:part_pk>/remove/", publishing.remove_poster, name="remove_poster"),
    path("manage/<int:pk>/publish/", publishing.publish, name="publish"),
    path("manage/<int:pk>/take-back/", publishing.take_back, name="take_back"),
]
