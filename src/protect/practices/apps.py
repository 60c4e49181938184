from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "protect.practices"
    label = "practices"

    def ready(self) -> None:
        from protect.catalogue import extras
        from protect.practices import boxes, finding, kept, waiting

        kept.register()
        finding.register()
        waiting.register()
        extras.add("practices/of_entry.html", boxes.on_entry)
