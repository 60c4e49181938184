from modelsearch.apps import ModelSearchAppConfig


class SearchWithoutIndex(ModelSearchAppConfig):
    """Wagtail looks for an app of this class to learn its backend; ours keeps no table, since desks have few pages.

    What visitors and members search is ``protect.search``.
    """

    name = "protect.pages.searching"
    label = "pages_searching"
    backend_setting_name = "WAGTAILSEARCH_BACKENDS"

    def ready(self) -> None:
        pass
