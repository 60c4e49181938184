from django.urls import path

from protect.web import views

urlpatterns = [path("", views.home, name="home")]
