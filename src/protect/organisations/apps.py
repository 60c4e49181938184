from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "protect.organisations"
    label = "organisations"
