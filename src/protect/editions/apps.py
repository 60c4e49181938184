from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "protect.editions"
    label = "editions"

    def ready(self) -> None:
        from protect.editions.previews import preview
        from protect.organisations import registry

        registry.register("editions.edition", permission="editions.share", page="editions:detail")
        registry.show_before_sharing("editions/preview.html", preview)
