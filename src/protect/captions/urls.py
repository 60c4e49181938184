from django.urls import path

from protect.captions.views import bringing, editing, files, speaking, tracks, translating

app_name = "captions"

urlpatterns = [
    # For everybody who sees the recording.
    path("files/<int:pk>.<str:ending>", files.file, name="file"),
    # For those who work on them.
    path("", tracks.own, name="own"),
    path("organisations/<int:pk>/manner/", tracks.manner, name="manner"),
    path("recordings/<int:pk>/", tracks.of_recording, name="of_recording"),
    path("recordings/<int:pk>/add/", tracks.begin, name="begin"),
    path("<int:pk>/", tracks.track, name="track"),
    path("<int:pk>/review/", tracks.review, name="review"),
    path("<int:pk>/send-back/", tracks.send_back, name="send_back"),
    path("<int:pk>/offer/", tracks.offer, name="offer"),
    path("<int:pk>/remove/", tracks.remove, name="remove"),
    path("<int:pk>/losses/<str:ending>/", tracks.losses, name="losses"),
    path("<int:pk>/versions/<int:number>/", tracks.version, name="version"),
    path("<int:pk>/versions/<int:number>/restore/", tracks.restore, name="restore"),
    path("<int:pk>/versions/<int:number>.<str:ending>", tracks.version_file, name="version_file"),
    path("<int:pk>/bring/", bringing.bring, name="bring"),
    path("<int:pk>/brought/<int:file_pk>/", bringing.brought, name="brought"),
    path("<int:pk>/brought/<int:file_pk>/take-over/", bringing.take_over, name="take_over"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/save/", editing.save, name="save"),
    path("<int:pk>/throw-away/", editing.throw_away, name="throw_away"),
    path("<int:pk>/translate/", translating.translate, name="translate"),
    path("<int:pk>/translate/times/", translating.copy_times, name="copy_times"),
    path("<int:pk>/translate/table.xlsx", translating.sheet, name="sheet"),
    path("<int:pk>/translate/table/", translating.bring_sheet, name="bring_sheet"),
    path("<int:pk>/dictate/", speaking.dictate, name="dictate"),
    path("<int:pk>/dictate/progress/", speaking.progress, name="progress"),
]
