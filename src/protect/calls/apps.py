from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "protect.calls"
    label = "calls"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.calls import finding, services, waiting
        from protect.calls.services import following
        from protect.organisations import personal, registry

        registry.register("calls.call", permission="calls.share", page="calls:detail")
        registry.register_deletable("calls.call", permission="calls.edit", delete=services.delete)
        personal.keeps("calls_followed", _("Calls that I follow"), following.followed_by)
        personal.forgets(following.forget)
        finding.register()
        waiting.register()
