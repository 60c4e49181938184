"""Who records that something happened, takes it back, and sets the rules of an organisation."""

from __future__ import annotations

import rules

from protect.organisations.rules import administers_owner, contributes_to_owner, leads_owner

rules.add_perm("reminders.record", contributes_to_owner)
rules.add_perm("reminders.withdraw", leads_owner)
rules.add_perm("reminders.set", administers_owner)
