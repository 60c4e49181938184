"""The reports of a large assessment: the full PDF of some twenty pages, the workbook, the data."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LIMIT_S = 3.0


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="protect-bench-") as folder:
        os.environ.update(
            PROTECT_ENV="test", PROTECT_DATA=folder, PROTECT_DATABASE_URL=f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
            DJANGO_SETTINGS_MODULE="protect.project.settings",
        )  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from benchmarks.filling import fill
        from protect.assessments.models import Assessment
        from protect.organisations.models import User
        from protect.reports.services import make_report

        keys = fill(40, 16)
        assessment = Assessment.objects.get(pk=keys["review"])
        reader = User.objects.get(pk=keys["lead"])
        enlarge(assessment)
        print(f"{'report':10} {'seconds':>8} {'pages':>6} {'KB':>7} {'limit s':>8}")
        worst = 0.0
        for kind in ("full", "xlsx", "json"):
            spent = []
            for _time in range(3):
                start = time.perf_counter()
                made = make_report(assessment, reader, kind)
                spent.append(time.perf_counter() - start)
            worst = max(worst, sorted(spent)[1])
            pages = len(re.findall(rb"/Type\s*/Page\b", made.content)) if kind == "full" else 0
            print(f"{kind:10} {sorted(spent)[1]:8.2f} {pages or '':>6} {len(made.content) / 1000:7.0f} {LIMIT_S:8.0f}")
    return 1 if worst > LIMIT_S else 0


def enlarge(assessment: Any) -> None:
    """More weak points and measures than a town usually finds: a report of twenty pages and more."""
    from protect.assessments.models import Vulnerability
    from protect.spaces.models import ExistingMeasure

    row = assessment.scenarios.first()
    for number in range(24):
        one = Vulnerability.objects.create(
            assessment=assessment, statement=f"Further weak point {number}. " * 6, decision="treat",
            reason="The team gave its reasons at length. " * 8, position=10 + number,
        )  # fmt: skip
        one.scenarios.add(row)
    ExistingMeasure.objects.bulk_create(
        ExistingMeasure(
            space=assessment.space, name=f"Further measure {number}", origin="emplaced", category="physical"
        )
        for number in range(40)
    )


if __name__ == "__main__":
    sys.exit(main())
