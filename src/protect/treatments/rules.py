import rules

from protect.assessments.rules import is_lead
from protect.organisations.rules import edits_owner, edits_somewhere, leads_owner

# Not bound to an open assessment: what is chosen stands beside the sealed record, not in it.
rules.add_perm("treatments.choose", is_lead | edits_owner)
rules.add_perm("treatments.record_use", edits_somewhere)
rules.add_perm("treatments.edit_use", edits_owner)
rules.add_perm("treatments.share", leads_owner)
