import rules

from protect.organisations.rules import edits_owner, leads_owner

rules.add_perm("recordings.edit", edits_owner)
# To publish it, to take it back and to delete it.
rules.add_perm("recordings.lead", leads_owner)
rules.add_perm("recordings.share", leads_owner)
