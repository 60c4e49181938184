from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


def seal(sender: Any, instance: Any, created: bool, raw: bool = False, **more: Any) -> None:
    """With every approval its files are owed: the folder of assessments does not know this one."""
    from protect.reports import sealed

    if created and not raw:
        sealed.expect(instance)


class ReportsConfig(AppConfig):
    name = "protect.reports"
    label = "reports"

    def ready(self) -> None:
        from protect.assessments.models import Snapshot
        from protect.calls import extras
        from protect.reports import waiting

        extras.add_file("PDF", "reports:call")
        waiting.register()
        post_save.connect(seal, sender=Snapshot, dispatch_uid="reports.seal")
