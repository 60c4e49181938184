"""Which mails about an evaluation went to whom, so that each goes once however often the job runs."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from protect.evaluations.models.setting_up import Evaluation


class Told(models.Model):
    """``news``: ``named``, or ``opened`` and ``revealed`` with the number of the round."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="+")
    news = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "evaluation", "news"], name="evaluation_news_told_once")]

    def __str__(self) -> str:
        return self.news
