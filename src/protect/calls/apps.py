from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "protect.calls"
    label = "calls"

    def ready(self) -> None:
        from protect.calls import finding, services
        from protect.organisations import registry

        registry.register("calls.call", permission="calls.share", page="calls:detail")
        registry.register_deletable("calls.call", permission="calls.edit", delete=services.delete)
        finding.register()
