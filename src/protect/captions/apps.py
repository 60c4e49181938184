from django.apps import AppConfig


class CaptionsConfig(AppConfig):
    name = "protect.captions"
    label = "captions"

    def ready(self) -> None:
        from protect.captions import hooks, kept, waiting

        hooks.register()
        kept.register()
        waiting.register()
