from django.urls import path

from protect.reminders import views

app_name = "reminders"

urlpatterns = [
    path("", views.due_list, name="list"),
    path("mails/", views.wishes, name="wishes"),
    path("mails/calendar/", views.calendar_link, name="calendar_link"),
    path("calendar/<str:secret>.ics", views.calendar, name="calendar"),
    path("end/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("organisations/<int:pk>/", views.policy, name="policy"),
    path("spaces/<int:pk>/happened/", views.record, name="record"),
    path("events/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
