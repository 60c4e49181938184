from django.urls import path

from protect.search import views

app_name = "search"

urlpatterns = [
    path("", views.page, name="page"),
    path("suggestions/", views.suggestions, name="suggestions"),
]
