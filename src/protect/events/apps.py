from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "protect.events"
    label = "events"

    def ready(self) -> None:
        from protect.events import finding, kept, services, waiting
        from protect.organisations import registry

        registry.register("events.event", permission="events.share", page="events:manage")
        registry.register("events.series", permission="events.share", page="events:series")
        registry.register_deletable("events.event", permission="events.edit", delete=services.delete)
        finding.register()
        waiting.register()
        kept.register()
