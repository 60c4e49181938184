from django.apps import AppConfig


class DemonstrationsConfig(AppConfig):
    name = "protect.demonstrations"
    label = "demonstrations"

    def ready(self) -> None:
        from protect.demonstrations import finding, services, telling
        from protect.evaluations import evidence
        from protect.organisations import registry

        for label, page in (("demonstrations.demonstration", "detail"), ("demonstrations.demoday", "day")):
            registry.register(label, permission="demonstrations.share", page=f"demonstrations:{page}")
        registry.register_deletable(
            "demonstrations.demonstration", permission="demonstrations.edit", delete=services.delete
        )
        finding.register()
        evidence.use(telling.told_of)
