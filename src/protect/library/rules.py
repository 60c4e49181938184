"""Drafts are written by editors; what others read is changed by those who lead."""

from __future__ import annotations

from typing import Any

import rules

from protect.library.states import State
from protect.organisations.rules import edits_owner, edits_somewhere, leads_owner


@rules.predicate
def is_draft(user: Any, document: Any) -> bool:
    return document is not None and document.root.state == State.DRAFT


@rules.predicate
def is_not_published(user: Any, document: Any) -> bool:
    return document is not None and document.root.state != State.PUBLISHED


rules.add_perm("library.create", edits_somewhere)
rules.add_perm("library.edit", leads_owner | (edits_owner & is_draft))
rules.add_perm("library.lead", leads_owner)
rules.add_perm("library.share", leads_owner)
rules.add_perm("library.delete", leads_owner & is_not_published)
rules.add_perm("library.bin", leads_owner)
