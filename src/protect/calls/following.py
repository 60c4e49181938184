"""Who wants mails about calls, and what each was told. What a mail names is public already."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from protect.calls.publications import Publication


class Follow(models.Model):
    """A person follows one published call, or (without one) every new call."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey(Publication, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "publication"], name="follows_a_call_once"),
            models.UniqueConstraint(fields=["user"], condition=Q(publication=None), name="follows_new_calls_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.publication_id or '*'}"

    @property
    def audit_name(self) -> str:
        return f"person {self.user_id} – {self.publication or 'new calls'}"


class Told(models.Model):
    """A mail about a call that went out, so that it goes once however often the job runs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    news = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "publication", "news"], name="call_news_told_once")]

    def __str__(self) -> str:
        return self.news
