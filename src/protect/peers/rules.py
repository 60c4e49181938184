import rules

from protect.organisations.access import READING_ROLES
from protect.organisations.rules import administers_owner, has_role_in_owner

rules.add_perm("peers.read", has_role_in_owner("reads_comparison_for_owner", *READING_ROLES))
rules.add_perm("peers.decide", administers_owner)
