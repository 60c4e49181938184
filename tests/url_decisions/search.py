"""The search box: everybody, each finds only what they may see."""

from tests.deciding import public

_because = "visitors look for what is public; everybody else for what they may see"

DECISIONS = {
    "search:page": public(query="?q=kestrelmoor", because=_because),
    "search:suggestions": public(query="?q=kestrelmoor", because=_because),
}
