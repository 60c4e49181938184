"""One object of a file, asked field by field: what has another type is named with its path, what nobody asked for, too."""

from __future__ import annotations

from typing import Any

from protect.formats.saying import sentence
from protect.formats.schedule.model import LOST, REPAIRED, WRONG, Collector

#: Key under which readers of XML leave the line of an element.
LINE = "\0line"


class Fields:
    """``what``: of what kind the object is, in words (a session, a person)."""

    def __init__(self, told: Collector, where: str, what: str, value: dict[str, Any]) -> None:
        self.told = told
        self.what = what
        self.value = value
        self.where = value.get(LINE) or where
        self.by_line = LINE in value
        self.asked = {LINE}

    def path(self, name: str) -> str:
        return self.where if self.by_line else f"{self.where}.{name}"

    def get(self, name: str) -> Any:
        self.asked.add(name)
        return self.value.get(name)

    def text(self, *names: str) -> str:
        """The first of these fields that holds something, as text. Blanks around it go."""
        for name in names:
            found = self._text(name, self.get(name))
            if found:
                return found
        return ""

    def _text(self, name: str, found: Any) -> str:
        if found is None or isinstance(found, str):
            return (found or "").strip()
        if isinstance(found, bool | list):
            self.told.often(
                WRONG,
                self.path(name),
                sentence("'%(name)s' of %(what)s is no text; left out", name=name, what=self.what),
            )
            return ""
        if isinstance(found, dict):
            return self._translated(name, found)
        return str(found)[:40]

    def _translated(self, name: str, found: dict[str, Any]) -> str:
        """A text in several languages, by their codes: English, else the first."""
        texts = {key: value.strip() for key, value in found.items() if isinstance(value, str) and value.strip()}
        if not texts:
            return ""
        chosen = "en" if "en" in texts else next(iter(texts))
        others = [key for key in found if key != chosen]
        if others:
            self.told.often(
                LOST,
                self.path(name),
                sentence(
                    "'%(name)s' of %(what)s in %(languages)s",
                    name=name,
                    what=self.what,
                    languages=", ".join(map(str, others))[:60],
                ),
            )
        return texts[chosen]

    def number(self, name: str) -> int | None:
        found = self.get(name)
        if isinstance(found, int) and not isinstance(found, bool):
            return found
        if isinstance(found, str) and found.strip().isascii() and found.strip().isdigit() and len(found) < 15:
            return int(found)
        if found not in (None, ""):
            self.told.often(
                WRONG,
                self.path(name),
                sentence("'%(name)s' of %(what)s is no whole number; left out", name=name, what=self.what),
            )
        return None

    def truth(self, name: str) -> bool | None:
        found = self.get(name)
        if isinstance(found, bool) or found is None:
            return found
        word = str(found).strip().lower()
        if word in ("true", "1", "yes"):
            return True
        if word in ("false", "0", "no", ""):
            return False if word else None
        self.told.often(
            WRONG,
            self.path(name),
            sentence("'%(name)s' of %(what)s is neither true nor false; left out", name=name, what=self.what),
        )
        return None

    def objects(self, name: str, what: str) -> list[Fields]:
        """A list of objects. One object alone counts as a list of one."""
        found = self.get(name)
        if isinstance(found, dict):
            self.told.often(
                REPAIRED,
                self.path(name),
                sentence("'%(name)s' of %(what)s is read as a list of one", name=name, what=self.what),
            )
            found = [found]
        if found in (None, ""):
            return []
        if not isinstance(found, list):
            self.told.often(
                WRONG,
                self.path(name),
                sentence("'%(name)s' of %(what)s is no list; left out", name=name, what=self.what),
            )
            return []
        objects = []
        for at, one in enumerate(found):
            where = self.where if self.by_line else f"{self.where}.{name}[{at}]"
            if isinstance(one, dict):
                objects.append(Fields(self.told, where, what, one))
            else:
                self.told.often(
                    WRONG, where, sentence("%(what)s in '%(name)s' is no object; left out", what=what, name=name)
                )
        return objects

    def object(self, name: str, what: str) -> Fields | None:
        found = self.get(name)
        if isinstance(found, dict):
            return Fields(self.told, self.path(name), what, found)
        if found is not None:
            self.told.often(
                WRONG,
                self.path(name),
                sentence("'%(name)s' of %(what)s is no object; left out", name=name, what=self.what),
            )
        return None

    def rest(self, *known: str) -> None:
        """Names what nobody asked for and is not empty; ``known``: what is left aside on purpose."""
        for name, found in self.value.items():
            if name not in self.asked and name not in known and found not in (None, "", [], {}):
                self.told.often(
                    LOST, self.path(name), sentence("the field '%(name)s' of %(what)s", name=name[:40], what=self.what)
                )
