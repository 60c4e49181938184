from django.urls import path

from protect.treatments import views

app_name = "treatments"

urlpatterns = [
    path("vulnerabilities/<int:pk>/", views.proposals, name="proposals"),
    path("vulnerabilities/<int:pk>/choose/<int:entry_pk>/", views.choose, name="choose"),
    path("vulnerabilities/<int:pk>/drop/<int:entry_pk>/", views.drop, name="drop"),
    path("entries/<int:pk>/use/", views.new_use, name="new_use"),
    path("spaces/<int:pk>/", views.of_space, name="of_space"),
    path("uses/<int:pk>/", views.use, name="use"),
    path("uses/<int:pk>/change/", views.change_use, name="change_use"),
]
