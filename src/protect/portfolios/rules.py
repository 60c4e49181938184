import rules

from protect.organisations.rules import edits_owner, edits_somewhere, leads_owner

rules.add_perm("portfolios.create", edits_somewhere)
rules.add_perm("portfolios.edit", edits_owner)
rules.add_perm("portfolios.decide", leads_owner)
rules.add_perm("portfolios.share", leads_owner)
