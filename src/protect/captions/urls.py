from django.urls import path

from protect.captions.views import files

app_name = "captions"

urlpatterns = [
    # For everybody who sees the recording.
    path("files/<int:pk>.<str:ending>", files.file, name="file"),
]
