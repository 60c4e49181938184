from django.urls import path

from protect.editions import views

app_name = "editions"

urlpatterns = [
    path("", views.edition_list, name="list"),
    path("make/<str:label>/<int:pk>/", views.make, name="make"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/edition.<slug:kind>", views.export, name="export"),
    path("photos/<int:pk>/", views.photo, name="photo"),
]
