from __future__ import annotations

import rules

from protect.organisations.rules import leads_owner

rules.add_perm("layouts.change", leads_owner)
