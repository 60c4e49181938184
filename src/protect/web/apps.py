from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "protect.web"
    label = "web"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from protect.web.guarding import SessionMiddleware

        # The framework's own event: every way of signing in sends it, ours and those of libraries.
        user_logged_in.connect(self._begin, dispatch_uid="web.session_begins")
        self._middleware = SessionMiddleware

    def _begin(self, request, **signal):  # type: ignore[no-untyped-def]
        if hasattr(request, "session"):
            self._middleware.begin(request)
