from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "protect.recordings"
    label = "recordings"

    def ready(self) -> None:
        from protect.events import beside
        from protect.organisations import registry
        from protect.recordings import hooks, waiting

        registry.register("recordings.recording", permission="recordings.share", page="recordings:manage")
        beside.work(hooks.recordings_of)
        waiting.register()
