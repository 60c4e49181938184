from django.urls import path

from protect.sets import views

app_name = "sets"

urlpatterns = [
    path("", views.set_list, name="list"),
    path("copy/<int:reference_pk>/", views.copy, name="copy"),
    path("platform/<int:reference_pk>/", views.platform_preview, name="platform"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/part/<str:where>/", views.part, name="part"),
    path("<int:pk>/add/<str:where>/", views.add, name="add"),
    path("<int:pk>/move/<str:where>/", views.move, name="move"),
    path("<int:pk>/remove/<str:where>/", views.remove, name="remove"),
    path("<int:pk>/matrix/", views.matrix, name="matrix"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/changes/", views.changes, name="changes"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/retire/", views.retire, name="retire"),
    path("<int:pk>/take-up/", views.take_up, name="take_up"),
    path("<int:pk>/version/<int:number>/", views.version, name="version"),
]
