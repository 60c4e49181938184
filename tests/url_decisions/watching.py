"""What is published and TLP:CLEAR is watched by everybody; all else by whoever may see it."""

from __future__ import annotations

from tests.deciding import WRONG_METHOD, public, read_only, restricted_page
from tests.url_decisions.recordings import it

DECISIONS = {
    "watching:list": read_only(public()),
    "watching:watch": read_only(restricted_page(it)).but(post={"stranger": WRONG_METHOD}),
}
