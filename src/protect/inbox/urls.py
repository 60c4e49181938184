from django.urls import path

from protect.inbox import views

app_name = "inbox"

urlpatterns = [
    path("", views.inbox, name="list"),
    path("number/", views.number, name="number"),
    path("read/", views.read, name="read"),
    path("put-off/", views.snooze, name="snooze"),
    path("take-back/", views.wake, name="wake"),
    path("mails/", views.mails, name="mails"),
]
