from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "protect.spaces"
    label = "spaces"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.organisations import personal, registry
        from protect.spaces import kept, waiting
        from protect.spaces import personal as own

        personal.keeps("contacts", _("Where I am noted as a contact of a place"), own.contacts_of)
        registry.register("spaces.space", permission="spaces.share", page="spaces:detail")
        kept.register()
        waiting.register()
