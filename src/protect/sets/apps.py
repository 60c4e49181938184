from django.apps import AppConfig


class SetsConfig(AppConfig):
    name = "protect.sets"
    label = "sets"

    def ready(self) -> None:
        from protect.organisations import registry
        from protect.sets import services

        registry.register("sets.ownset", permission="sets.share", page="sets:detail")
        registry.register_deletable("sets.ownset", permission="sets.edit", delete=services.delete)
