from django.apps import AppConfig


class LayoutsConfig(AppConfig):
    name = "protect.reports.layouts"
    label = "layouts"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.organisations import registry
        from protect.reports.layouts import rules  # noqa: F401  the rules add themselves

        registry.KINDS["layouts.layout"] = _("report template")
