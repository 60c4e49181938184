from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "protect.web"
    label = "web"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_login_failed

        from protect.web.guarding import SessionMiddleware, note_refusal

        # The framework's own event: every way of signing in sends it, ours and those of libraries.
        user_logged_in.connect(self._begin, dispatch_uid="web.session_begins")
        user_login_failed.connect(note_refusal, dispatch_uid="web.sign_in_refused")
        self._middleware = SessionMiddleware

    def _begin(self, request, **signal):  # type: ignore[no-untyped-def]
        if hasattr(request, "session"):
            self._middleware.begin(request)
