from django.urls import path

from protect.library import views

app_name = "library"

urlpatterns = [
    path("", views.document_list, name="list"),
    path("<int:pk>/", views.document, name="document"),
    path("versions/<int:pk>/", views.version, name="version"),
    path("own/", views.own, name="own"),
    path("new/", views.new, name="new"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/versions/add/", views.add_version, name="add_version"),
    path("<int:pk>/step/<slug:verb>/", views.step, name="step"),
]
