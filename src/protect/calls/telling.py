"""A published call for machines: its own JSON, the release of the Open Contracting Data Standard, and an Atom feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from protect.calls import composing, extras
from protect.calls.models import Publication
from protect.organisations.feeding import Feed

OCDS_VERSION = "1.1"
#: Questions and answers are an extension of the standard; a release that holds some names it.
ENQUIRIES = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_enquiry_extension/master/extension.json"
MOST_IN_FEED = 50


def status(publication: Publication) -> str:
    """Word for machines: open, closed or withdrawn."""
    if publication.withdrawn_at is not None:
        return "withdrawn"
    return "closed" if publication.is_closed else "open"


def as_json(publication: Publication) -> dict[str, Any]:
    """The document with its hash, what the clock says of it now, and what was clarified since: to all, without who asked."""
    return {
        "id": publication.pk,
        "status": status(publication),
        "published_at": publication.published_at.isoformat(timespec="seconds"),
        "sha256": publication.sha256,
        "document": publication.document,
        "clarifications": [
            {**one, "answered_at": one["answered_at"].isoformat(timespec="seconds")}
            for one in extras.clarified(publication)
        ],
    }


def ocid(publication: Publication) -> str:
    """Globally unique with the prefix that the publisher registered (setting ``PROTECT_OCID_PREFIX``)."""
    return f"{settings.OCID_PREFIX}-call-{publication.pk}"


def ocds(publication: Publication, address: Callable[[str], str]) -> dict[str, Any]:
    """A release package of one planning release: a request for information is market engagement, and no tender yet.

    ``address`` gives the full address of one of this publication's pages by its name.
    """
    document = publication.document
    published = publication.published_at.isoformat(timespec="seconds")
    issuer = document["issuer"]["name"]
    closed = status(publication)
    clarified = extras.clarified(publication)
    changed = max([publication.withdrawn_at or publication.published_at, *(one["answered_at"] for one in clarified)])
    parties = _parties(document)
    needs = "\n".join(city["objective"] for city in document["cities"])
    return {
        "uri": address("public_ocds"),
        "version": OCDS_VERSION,
        **({"extensions": [ENQUIRIES]} if clarified else {}),
        "publishedDate": published,
        "publisher": {"name": issuer},
        "releases": [
            {
                "ocid": ocid(publication),
                "id": f"{ocid(publication)}-{publication.sha256[:12]}-{closed}"
                + (f"-{len(clarified)}" if clarified else ""),
                "date": changed.isoformat(timespec="seconds"),
                "tag": ["planning"],
                "initiationType": "tender",
                "language": (document["languages"] or ["en"])[0],
                "parties": parties,
                "buyer": {"id": parties[0]["id"], "name": issuer},
                "planning": {
                    "rationale": needs,
                    "documents": [
                        {
                            "id": "call",
                            "documentType": "marketStudies",
                            "title": publication.title,
                            "url": address("public"),
                            "datePublished": published,
                            "format": "text/html",
                            "language": "en",
                        }
                    ],
                    "milestones": [
                        _milestone("questions", _("Questions until"), publication.questions_until, closed),
                        _milestone("answers", _("Answers until"), publication.answers_until, closed),
                    ],
                },
                "tender": {
                    "id": f"{ocid(publication)}-tender",
                    "title": publication.title,
                    "description": needs,
                    "status": "cancelled" if closed == "withdrawn" else "planning",
                    "enquiryPeriod": {
                        "startDate": published,
                        "endDate": publication.questions_until.isoformat(timespec="seconds"),
                    },
                    "hasEnquiries": bool(clarified),
                    **({"enquiries": [_enquiry(one) for one in clarified]} if clarified else {}),
                    "submissionMethod": ["electronicSubmission"],
                    "awardCriteriaDetails": ", ".join(
                        f"{one['label']} {one['points']}" for one in document["criteria"]
                    ),
                },
            }
        ],
    }


def _enquiry(clarified: dict[str, Any]) -> dict[str, Any]:
    """Without ``author`` and without the day on which it was asked: both would tell who asked."""
    return {
        "id": f"clarification-{clarified['id']}",
        "description": clarified["question"],
        "answer": clarified["answer"],
        "dateAnswered": clarified["answered_at"].isoformat(timespec="seconds"),
    }


def _parties(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The issuer first, then the other cities of a joint call."""
    names: dict[str, str] = {document["issuer"]["name"]: document["issuer"]["country"]}
    names |= {one["organisation"]["name"]: one["organisation"]["country"] for one in document["cities"]}
    return [
        {
            "id": f"party-{number}",
            "name": name,
            "roles": ["buyer"] if number == 1 else ["procuringEntity"],
            **({"address": {"countryName": country}} if country else {}),
        }
        for number, (name, country) in enumerate(names.items(), 1)
    ]


def _milestone(code: str, title: str, due: Any, closed: str) -> dict[str, Any]:
    return {
        "id": code,
        "title": title,
        "type": "engagement",
        "dueDate": due.isoformat(timespec="seconds"),
        "status": "notMet" if closed == "withdrawn" else "met" if closed == "closed" else "scheduled",
    }


def feed(found: Iterable[Publication], here: str, page: Callable[[Publication], str]) -> str:
    """Atom: one entry a call, newest first."""
    made = Feed(
        title=_("Calls to providers"),
        link=here,
        description=_("Requests for information by towns that protect their public spaces."),
        feed_url=here,
    )
    for one in found:
        told = composing.in_words(one.document)
        made.add_item(
            title=one.title,
            link=page(one),
            description="\n".join(city["objective"] for city in told["cities"]),
            unique_id=f"urn:sha256:{one.sha256}",
            pubdate=one.published_at,
            updateddate=one.withdrawn_at or one.published_at,
            author_name=told["issuer"]["name"],
        )
    return made.writeString("utf-8")
