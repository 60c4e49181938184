from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "protect.search"
    label = "search"

    def ready(self) -> None:
        from protect.catalogue import finding
        from protect.search import catalogue, indexing

        indexing.connect(self)
        finding.use(catalogue.by_words)
