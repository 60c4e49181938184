from django.urls import path

from protect.web import views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("favicon.ico", views.icon, name="icon"),
    path("preferences/", views.preferences, name="preferences"),
    path("language/", views.language, name="language"),
    path("help/", views.help_page, name="help"),
    path("help/glossary/", views.glossary, name="glossary"),
    path("help/images/<str:name>", views.help_image, name="help_image"),
    path("help/<path:name>/", views.help_page, name="help_page"),
]
