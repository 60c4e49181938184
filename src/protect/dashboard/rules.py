import rules

from protect.organisations.access import READING_ROLES
from protect.organisations.rules import has_role_in_owner

rules.add_perm("dashboard.read", has_role_in_owner("reads_for_owner", *READING_ROLES))
