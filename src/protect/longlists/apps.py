from django.apps import AppConfig


class LonglistsConfig(AppConfig):
    name = "protect.longlists"
    label = "longlists"

    def ready(self) -> None:
        from protect.longlists import services
        from protect.organisations import registry

        registry.register("longlists.longlist", permission="longlists.share", page="longlists:detail")
        registry.register_deletable("longlists.longlist", permission="longlists.edit", delete=services.delete)
