import rules

from protect.organisations.rules import edits_owner, edits_somewhere, leads_owner

rules.add_perm("longlists.create", edits_somewhere)
rules.add_perm("longlists.edit", edits_owner)
rules.add_perm("longlists.sign", leads_owner)
rules.add_perm("longlists.share", leads_owner)
