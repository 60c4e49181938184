from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "protect.spaces"
    label = "spaces"
