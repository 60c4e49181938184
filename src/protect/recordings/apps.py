from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "protect.recordings"
    label = "recordings"

    def ready(self) -> None:
        from protect.organisations import registry

        registry.register("recordings.recording", permission="recordings.share", page="recordings:manage")
