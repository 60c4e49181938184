"""The clock of a run: it stands or it goes, and can be set. Plain arithmetic, no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

#: No table sits longer than this.
LONGEST = 24 * 3600.0


@dataclass(frozen=True)
class Clock:
    """``shown`` seconds were on it at ``since``; without ``since`` it stands at ``shown``."""

    shown: float = 0.0
    since: dt.datetime | None = None

    @property
    def goes(self) -> bool:
        return self.since is not None

    def at(self, now: dt.datetime) -> float:
        """Seconds on it. A computer whose own clock was set back shows no less than before."""
        gone = 0.0 if self.since is None else max(0.0, (now - self.since).total_seconds())
        return min(LONGEST, self.shown + gone)

    def start(self, now: dt.datetime) -> Clock:
        return self if self.goes else Clock(self.shown, now)

    def pause(self, now: dt.datetime) -> Clock:
        return Clock(self.at(now), None) if self.goes else self

    def set(self, to: float, now: dt.datetime) -> Clock:
        """Forward or back, going or standing as before."""
        return Clock(min(LONGEST, max(0.0, to)), now if self.goes else None)


def spoken(seconds: float) -> str:
    """``1:02:03``, or ``02:03`` below an hour."""
    whole = int(max(0.0, seconds))
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes:02}:{second:02}"
