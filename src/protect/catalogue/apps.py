from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "protect.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from protect.catalogue import kept, waiting

        kept.register()
        waiting.register()
