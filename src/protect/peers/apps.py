from django.apps import AppConfig


class PeersConfig(AppConfig):
    name = "protect.peers"
    label = "peers"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.organisations import registry
        from protect.peers import rules  # noqa: F401  the rules add themselves

        registry.KINDS |= {"peers.participation": _("comparison with other authorities")}
