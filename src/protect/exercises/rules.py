import rules

from protect.organisations.rules import edits_owner, edits_somewhere, leads_owner

rules.add_perm("exercises.create", edits_somewhere)
# Plans, runs and reports it: two of them can do so at the same time.
rules.add_perm("exercises.edit", edits_owner)
rules.add_perm("exercises.lead", leads_owner)
rules.add_perm("exercises.share", leads_owner)
