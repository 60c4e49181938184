from django.urls import path

from protect.longlists import views

app_name = "longlists"

urlpatterns = [
    path("", views.longlist_list, name="list"),
    path("new/", views.begin, name="begin"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/factors/", views.factors, name="factors"),
    path("<int:pk>/add/", views.add, name="add"),
    path("<int:pk>/sign/", views.sign, name="sign"),
    path("<int:pk>/places/<int:place_pk>/", views.score, name="score"),
    path("<int:pk>/places/<int:place_pk>/remove/", views.remove, name="remove"),
]
