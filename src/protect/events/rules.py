import rules

from protect.organisations.rules import edits_owner, edits_somewhere, leads_owner

rules.add_perm("events.create", edits_somewhere)
rules.add_perm("events.edit", edits_owner)
rules.add_perm("events.lead", leads_owner)
rules.add_perm("events.share", leads_owner)
