from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "protect.newsletters"
    label = "newsletters"

    def ready(self) -> None:
        from protect.newsletters import kept

        kept.register()
