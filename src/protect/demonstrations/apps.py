from django.apps import AppConfig


class DemonstrationsConfig(AppConfig):
    name = "protect.demonstrations"
    label = "demonstrations"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.demonstrations import finding, services, telling, waiting
        from protect.evaluations import evidence
        from protect.organisations import registry
        from protect.spaces import history

        for label, page in (("demonstrations.demonstration", "detail"), ("demonstrations.demoday", "day")):
            registry.register(label, permission="demonstrations.share", page=f"demonstrations:{page}")
        registry.register_deletable(
            "demonstrations.demonstration", permission="demonstrations.edit", delete=services.delete
        )
        history.add("demonstration", _("Demonstrations"), telling.of_space)
        finding.register()
        waiting.register()
        evidence.use(telling.told_of)
