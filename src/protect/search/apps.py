from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "protect.search"
    label = "search"

    def ready(self) -> None:
        from protect.search import indexing

        indexing.connect(self)
