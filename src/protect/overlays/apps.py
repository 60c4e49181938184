from django.apps import AppConfig


class OverlaysConfig(AppConfig):
    name = "protect.overlays"
    label = "overlays"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.organisations import registry
        from protect.overlays import calendars, finding, queries, services, waiting
        from protect.reminders import calendars as private
        from protect.spaces import extras, history

        registry.register("overlays.eventoverlay", permission="overlays.share", page="overlays:detail")
        registry.register_deletable("overlays.eventoverlay", permission="overlays.edit", delete=services.delete)
        extras.add("overlays/space.html", queries.on_space_page)
        history.add("overlay", _("Events"), queries.told_of)
        private.add(calendars.events)
        finding.register()
        waiting.register()
