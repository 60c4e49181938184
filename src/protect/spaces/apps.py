from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "protect.spaces"
    label = "spaces"

    def ready(self) -> None:
        from protect.organisations import registry
        from protect.spaces import kept

        registry.register("spaces.space", permission="spaces.share", page="spaces:detail")
        kept.register()
