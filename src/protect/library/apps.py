from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "protect.library"
    label = "library"

    def ready(self) -> None:
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from protect.library import glossing, services
        from protect.organisations import registry
        from protect.search import kinds
        from protect.search.kinds import Kind

        registry.KINDS |= {"library.document": _("document"), "library.documentversion": _("version of a document")}
        registry.KINDS |= {"library.term": _("word of the glossary"), "library.termversion": _("version of a word")}
        registry.register("library.term", permission="library.share", page="library:term")
        registry.register_deletable("library.term", permission="library.delete", delete=glossing.delete)
        registry.register("library.document", permission="library.share", page="library:document")
        registry.register_deletable("library.document", permission="library.delete", delete=services.delete)
        kinds.add(
            Kind(
                115, "library.document", _("Documents and guidelines"), _("guideline or document"), ("title",), ("about",),
                page=lambda thing: reverse("library:document", args=[thing.pk]), languages=("language",), is_open=True,
            ),
            Kind(
                118, "library.term", _("Words of the glossary"), _("word of the glossary"), ("word",), ("text",),
                page=lambda thing: reverse("library:term", args=[thing.pk]), languages=("language",),
            ),
        )  # fmt: skip
