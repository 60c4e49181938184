from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "protect.watching"
    label = "watching"

    def ready(self) -> None:
        from protect.watching import hooks

        hooks.register()
