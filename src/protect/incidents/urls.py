from django.urls import path

from protect.incidents.views import levels, log

app_name = "incidents"

urlpatterns = [
    path("", log.incident_list, name="list"),
    path("map/", log.map_data, name="map_data"),
    path("new/", log.report, name="report"),
    path("<int:pk>/", log.detail, name="detail"),
    path("<int:pk>/change/", log.change, name="change"),
    path("<int:pk>/measures/", log.measures, name="measures"),
    path("<int:pk>/look-again/", log.look_again, name="look_again"),
    path("<int:pk>/review/", log.review, name="review"),
    path("<int:pk>/close/", log.close, name="close"),
    path("<int:pk>/reopen/", log.reopen, name="reopen"),
    path("<int:pk>/photos/add/", log.add_photo, name="add_photo"),
    path("photos/<int:pk>/", log.photo, name="photo"),
    path("photos/<int:pk>/small/", log.photo, {"small": True}, name="thumbnail"),
    path("<int:pk>/photos/<int:photo_pk>/remove/", log.remove_photo, name="remove_photo"),
    path("threat-levels/", levels.level_list, name="levels"),
    path("threat-levels/new/", levels.record, name="record_level"),
    path("threat-levels/<int:pk>/", levels.level, name="level"),
    path("threat-levels/<int:pk>/take-back/", levels.take_back, name="take_back_level"),
]
