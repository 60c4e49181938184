"""Organisations, their people, the log; sharing and history of restricted objects."""

from tests.deciding import (
    HIDDEN,
    LOGIN,
    PEOPLE,
    needs_permission,
    public,
    read_only,
    restricted_action,
    restricted_page,
    signed_in,
)
from tests.world import World

#: Only those who administer the municipality; none of the six kinds of person does.
NOBODY = ()


def organisation(w: World) -> dict[str, int]:
    return {"pk": w.municipality.pk}


def member(w: World) -> dict[str, int]:
    return {"pk": w.municipality.pk, "member_pk": w.municipality.memberships.get(user=w.viewer).pk}


def objects(w: World) -> list[dict[str, object]]:
    return [
        {"label": "spaces.space", "pk": w.space.pk},
        {"label": "assessments.assessment", "pk": w.assessment.pk},
    ]


def parts(w: World) -> list[dict[str, object]]:
    return [
        *objects(w),
        {"label": "spaces.contact", "pk": w.contact.pk},
        {"label": "spaces.attachment", "pk": w.photo.pk},
        {"label": "assessments.scenario", "pk": w.scenario.pk},
        {"label": "assessments.vulnerability", "pk": w.vulnerability.pk},
        {"label": "spaces.candidate", "pk": w.candidate.pk},
    ]


_no_such_link = dict.fromkeys(PEOPLE, HIDDEN)

DECISIONS = {
    "organisations:list": signed_in(),
    "organisations:new": needs_permission(allowed=NOBODY),
    "organisations:detail": restricted_page(organisation),
    "organisations:change": restricted_page(organisation, NOBODY),
    "organisations:log": read_only(restricted_page(organisation, NOBODY)),
    # Whoever could see what lies there before; the world's bin is empty.
    "organisations:bin": read_only(restricted_page(organisation)),
    "organisations:restore": restricted_action(lambda w: {"pk": w.municipality.pk, "source": "part", "key": 1}, []).but(
        post=dict.fromkeys(PEOPLE[1:], HIDDEN)
    ),
    "organisations:forget": restricted_page(lambda w: {"pk": w.municipality.pk, "source": "whole", "key": 1}, []).but(
        get=dict.fromkeys(PEOPLE[1:], HIDDEN), post=dict.fromkeys(PEOPLE[1:], HIDDEN)
    ),
    "organisations:put_into_bin": restricted_action(
        lambda w: [
            {"label": "spaces.space", "key": w.space.pk},
            {"label": "assessments.assessment", "key": w.assessment.pk},
        ],
        ["lead"],
    ),
    "organisations:retention": restricted_page(organisation, NOBODY),
    "organisations:retention_preview": read_only(restricted_page(organisation, NOBODY)),
    "organisations:checkpoints": restricted_page(organisation, NOBODY),
    "organisations:invite": restricted_page(organisation, NOBODY),
    "organisations:change_role": restricted_page(member, NOBODY),
    "organisations:remove_member": restricted_action(member, NOBODY),
    "organisations:second_factor": restricted_page(organisation, NOBODY),
    "organisations:invite_again": restricted_action(lambda w: {"pk": w.municipality.pk, "invitation_pk": 1}, NOBODY),
    # Organisations that are not here yet: a public form; the link in the mail is the key.
    "organisations:ask": public(),
    "organisations:confirm_request": public(lambda w: {"secret": "guessed"}).but(get=_no_such_link, post=_no_such_link),
    "organisations:requests": read_only(needs_permission(allowed=NOBODY)),
    "organisations:request": needs_permission(lambda w: {"pk": 1}, allowed=NOBODY),
    "organisations:withdraw": restricted_action(lambda w: {"pk": w.municipality.pk, "invitation_pk": 1}, NOBODY),
    # Whoever has no valid secret, signed in or not, learns only that there is no such invitation.
    "organisations:invitation": public(lambda w: {"secret": "guessed"}, because="the link is the key").but(
        get=_no_such_link, post=_no_such_link
    ),
    # Signing in comes first; then only the owner of the address learns more than that there is no such offer.
    "organisations:offer": signed_in(lambda w: {"secret": "guessed"}).but(
        get=_no_such_link | {"stranger": LOGIN}, post=_no_such_link | {"stranger": LOGIN}
    ),
    "organisations:withdraw_offer": restricted_action(
        lambda w: [{**one, "offer_pk": 1} for one in objects(w)], allowed=["lead"]
    ),
    "organisations:history": read_only(restricted_page(parts)),
    "organisations:share": restricted_page(objects, allowed=["lead"]),
    "organisations:who": read_only(
        restricted_page(lambda w: [one for one in parts(w) if one["label"] != "spaces.candidate"], allowed=["lead"])
    ),
    "organisations:sees": read_only(restricted_page(organisation, allowed=["lead"], query="?who=public")),
    "organisations:shared": read_only(signed_in()),
    "organisations:expiry": restricted_page(lambda w: [{**one, "share_pk": 1} for one in objects(w)], allowed=[]).but(
        get={"lead": HIDDEN}, post={"lead": HIDDEN}
    ),
    "organisations:revoke": restricted_action(
        lambda w: [{**one, "share_pk": 1} for one in objects(w)], allowed=["lead"]
    ),
}
