from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "protect.dashboard"
    label = "dashboard"

    def ready(self) -> None:
        from protect.dashboard import rules  # noqa: F401  the rules add themselves
