from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "protect.organisations"
    label = "organisations"

    def ready(self) -> None:
        from protect.organisations import signals  # noqa: F401  connects itself
