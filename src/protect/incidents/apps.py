from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "protect.incidents"
    label = "incidents"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.incidents import finding, kept, queries, services, waiting
        from protect.organisations import registry
        from protect.spaces import extras, history

        registry.register("incidents.incident", permission="incidents.share", page="incidents:detail")
        registry.register("incidents.threatlevel", permission="incidents.share", page="incidents:level")
        registry.register_deletable("incidents.incident", permission="incidents.lead", delete=services.delete)
        history.add("incident", _("Incidents"), queries.told_of)
        history.add("level", _("Threat levels"), queries.levels_told_of)
        extras.add("incidents/space.html", queries.on_space_page)
        finding.register()
        kept.register()
        waiting.register()
