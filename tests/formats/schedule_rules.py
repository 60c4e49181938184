"""The rules of https://c3voc.de/schedule/schema.xsd, written anew in a few lines: no validator of XSD is among our packages."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from xml.etree import ElementTree

UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
HTTP = r"https?://.*"
ONCE = {"room", "title", "type", "date", "start", "duration", "abstract", "track"}
OPTIONAL = {"subtitle", "slug", "logo", "persons", "language", "description", "recording", "links", "attachments"}
OPTIONAL |= {"video_download_url", "url", "feedback_url", "origin_url"}
VALUES = {
    "start": r"([0-2][0-9]:[0-5][0-9])(:[0-5][0-9])?",
    "duration": r"[0-9]{1,2}:[0-9]{2}(:[0-9]{1,2})?",
    "slug": r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}",
    "logo": rf"({HTTP}|\s*)",
    "url": HTTP,
    "feedback_url": HTTP,
    "origin_url": HTTP,
}


def faults_in_xml(text: str) -> list[str]:
    root = ElementTree.fromstring(text)
    faults = []

    def check(right: object, what: str) -> None:
        if not right:
            faults.append(what)

    order = [one.tag for one in root]
    days = len(root.findall("day"))
    check(order == ["generator", "version", "conference", *["day"] * days] and days, f"order {order}")
    about = root.find("conference")
    check(re.fullmatch(r"[a-z0-9_-]{4,}", about.findtext("acronym")), "acronym")
    check(re.fullmatch(VALUES["duration"], about.findtext("timeslot_duration")), "slot")
    names = Counter(one.tag for one in about)
    check(all(number == 1 for name, number in names.items() if name != "track"), "conference")
    for name in ("url", "base_url", "logo"):
        check(about.find(name) is None or re.fullmatch(HTTP, about.findtext(name)), name)
    for kind in ("guid", "id"):
        told = [one.get(kind) for one in root.iter("event")]
        check(len(set(told)) == len(told), f"{kind} twice")
    slugs = [one.findtext("slug") for one in root.iter("event")]
    check(len(set(slugs)) == len(slugs), "slug twice")
    check(len({one.get("index") for one in root.findall("day")}) == days, "index twice")
    for day in root.findall("day"):
        check(all(datetime.fromisoformat(day.get(name)).tzinfo for name in ("start", "end")), "day")
        check({one.tag for one in day} <= {"room"} and all(one.get("name") is not None for one in day), "rooms")
    for event in root.iter("event"):
        check(re.fullmatch(UUID, event.get("guid")) and int(event.get("id")) > 0, "names")
        check(event.get("code") is None or re.fullmatch("[0-9A-Z]{6}", event.get("code")), "code")
        counts = Counter(one.tag for one in event)
        check(ONCE <= counts.keys() <= ONCE | OPTIONAL and set(counts.values()) == {1}, f"elements {counts}")
        check(datetime.fromisoformat(event.findtext("date")).tzinfo, "date")
        for name, pattern in VALUES.items():
            check(
                event.find(name) is None or re.fullmatch(pattern, event.findtext(name) or ""),
                f"{name} {event.findtext(name)}",
            )
        recording = event.find("recording")
        check(recording.find("license") is not None and recording.findtext("optout") in ("true", "false"), "recording")
        for person in event.iter("person"):
            check(
                int(person.get("id"))
                and re.fullmatch(UUID, person.get("guid", "0" * 8 + "-0000" * 3 + "-" + "0" * 12)),
                "person",
            )
    return faults
