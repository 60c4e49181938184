"""What each role means, in one sentence: for whoever is invited, and for whoever invites."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from protect.organisations.models import Role

MEANING = {
    Role.ADMINISTRATOR: _(
        "You invite people and give them roles, set up the organisation, share outside it, and read its log."
    ),
    Role.LEAD: _(
        "You keep the register of spaces, lead and approve assessments, and decide who in the organisation reads what."
    ),
    Role.ASSESSOR: _("You describe spaces, write scenarios and score in assessments that you are on the team of."),
    Role.EXPERT: _("You contribute knowledge and scores to assessments, and read what the organisation keeps."),
    Role.VIEWER: _("You read what the organisation keeps, and change nothing."),
    Role.RFI_OFFICER: _("You handle requests for information to providers, and read what the organisation keeps."),
    Role.PROVIDER: _(
        "You answer requests for information and offer solutions; you read only what is public or shared with you."
    ),
    Role.OBSERVER: _("You look on; you read only what is public or shared with you."),
}
