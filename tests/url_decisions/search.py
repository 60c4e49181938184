"""The search box: everybody signed in, each finds only what they may see."""

from tests.deciding import signed_in

DECISIONS = {
    "search:page": signed_in(query="?q=kestrelmoor"),
    "search:suggestions": signed_in(query="?q=kestrelmoor"),
}
