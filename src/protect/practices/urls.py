from django.urls import path

from protect.practices.views import moving, reading, saying, writing

app_name = "practices"

urlpatterns = [
    # For everybody.
    path("", reading.practice_list, name="list"),
    path("practices.atom", reading.feed, name="feed"),
    path("<int:pk>/", reading.practice, name="practice"),
    path("photos/<int:pk>/", reading.photo, name="photo"),
    path("photos/<int:pk>/small/", reading.thumbnail, name="thumbnail"),
    # For those who write.
    path("own/", writing.own, name="own"),
    path("new/", writing.new, name="new"),
    path("<int:pk>/change/", writing.change, name="change"),
    path("<int:pk>/photos/add/", writing.add_photo, name="add_photo"),
    path("<int:pk>/photos/<int:photo_pk>/remove/", writing.remove_photo, name="remove_photo"),
    path("<int:pk>/reviewed/", moving.confirm_review, name="confirm_review"),
    path("<int:pk>/step/<slug:verb>/", moving.step, name="step"),
    # For other authorities.
    path("<int:pk>/say/", saying.say, name="say"),
    path("<int:pk>/questions/<int:remark_pk>/answer/", saying.answer, name="answer"),
    path("<int:pk>/tried/", saying.tell_trial, name="tell_trial"),
    path("<int:pk>/tried/<int:trial_pk>/change/", saying.change_trial, name="change_trial"),
]
