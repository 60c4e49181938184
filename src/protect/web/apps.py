from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "protect.web"
    label = "web"
