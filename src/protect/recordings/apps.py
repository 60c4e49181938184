from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "protect.recordings"
    label = "recordings"

    def ready(self) -> None:
        from protect.organisations import registry
        from protect.recordings import waiting

        registry.register("recordings.recording", permission="recordings.share", page="recordings:manage")
        waiting.register()
