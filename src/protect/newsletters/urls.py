from django.urls import path

from protect.newsletters import views

app_name = "newsletters"

urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("confirm/<str:link>/", views.confirm, name="confirm"),
    path("leave/<str:link>/", views.leave, name="leave"),
    path("issues/", views.issues, name="issues"),
    path("issues/new/", views.compose, name="new"),
    path("issues/<int:pk>/", views.compose, name="issue"),
    path("issues/<int:pk>/preview/", views.preview, name="preview"),
    path("issues/<int:pk>/send/", views.send, name="send"),
    path("issues/<int:pk>/drop/", views.drop, name="drop"),
    path("bounce/", views.bounce, name="bounce"),
]
