"""Who prepares an overlay, signs it, ticks on the day, and ends it."""

from __future__ import annotations

import rules

from protect.organisations.rules import contributes_to_owner, edits_owner, leads_owner

rules.add_perm("overlays.begin", edits_owner)
rules.add_perm("overlays.edit", edits_owner)
rules.add_perm("overlays.sign", contributes_to_owner)
rules.add_perm("overlays.tick", contributes_to_owner)
rules.add_perm("overlays.lead", leads_owner)
rules.add_perm("overlays.share", leads_owner)
