from django.urls import path

from protect.catalogue.views import changing, reading, searches

app_name = "catalogue"

urlpatterns = [
    path("", reading.entry_list, name="list"),
    path("compare/", reading.compare, name="compare"),
    path("new/", changing.new, name="new"),
    path("<int:pk>/", reading.detail, name="detail"),
    path("<int:pk>/change/", changing.change, name="change"),
    path("<int:pk>/related/", changing.related, name="related"),
    path("<int:pk>/step/<slug:verb>/", changing.step, name="step"),
    path("<int:pk>/photos/add/", changing.add_photo, name="add_photo"),
    path("<int:pk>/photos/<int:photo_pk>/remove/", changing.remove_photo, name="remove_photo"),
    path("<int:pk>/comment/", changing.comment, name="comment"),
    path("photos/<int:pk>/", reading.photo, name="photo"),
    path("photos/<int:pk>/small/", reading.thumbnail, name="thumbnail"),
    path("searches/", searches.search_list, name="searches"),
    path("searches/keep/", searches.keep, name="keep_search"),
    path("searches/<int:pk>/", searches.search, name="search"),
    path("searches/<int:pk>/mails/", searches.mails, name="search_mails"),
    path("searches/<int:pk>/forget/", searches.forget, name="forget_search"),
]
