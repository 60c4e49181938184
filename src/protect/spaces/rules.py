import rules

from protect.organisations.rules import contributes_to_owner, edits_owner, edits_somewhere, leads_owner

rules.add_perm("spaces.create", edits_somewhere)
rules.add_perm("spaces.edit", edits_owner)
rules.add_perm("spaces.contribute", contributes_to_owner)
rules.add_perm("spaces.delete", leads_owner)
rules.add_perm("spaces.share", leads_owner)
rules.add_perm("spaces.import", edits_somewhere)
