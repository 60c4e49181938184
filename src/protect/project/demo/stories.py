"""Which assessments there are at which place, how far they got, and who may read them."""

from __future__ import annotations

from dataclasses import dataclass, field

#: The path of a full and of a quick assessment, as far as a story goes.
FULL = ("draft", "prepared", "on_site", "scoring", "consensus", "review", "approved")
QUICK = ("draft", "scoring", "review", "approved")


@dataclass(frozen=True)
class Story:
    place: str
    until: str  # the state it reached; "draft" of a second version where ``again`` says so
    began: int  # days ago
    ended: int  # days ago: approval, or the last thing that happened
    mode: str = "full"
    handed_in: int = 0  # of the scoring members, where it stopped in scoring
    scale: str = ""
    inherent: bool = False
    due_in: int | None = None  # days until it is to be assessed again; negative: it expired
    disagree: bool = False
    not_applicable: tuple[str, ...] = ()
    cannot_judge: tuple[str, ...] = ()
    vulnerabilities: tuple[int, ...] = ()  # of texts.VULNERABILITIES
    undecided: bool = False
    again: bool = False  # a new version of what was approved before
    marking: str = ""
    share_with: tuple[str, ...] = field(default=())  # police, operator, national
    person: str = ""  # for TLP:RED: e-mail before the @


STORIES: list[Story] = [
    Story("fountain", "approved", 360, 300, not_applicable=("radiological",), vulnerabilities=(0, 1), marking="AMBER",
          share_with=("police", "operator")),
    Story("fountain", "approved", 120, 40, again=True, inherent=True, disagree=True, vulnerabilities=(2, 3)),
    Story("north_station", "scoring", 45, 2, handed_in=2, disagree=True, cannot_judge=("radiological",), marking="AMBER",
          share_with=("police",)),
    Story("hall", "consensus", 80, 5, disagree=True, cannot_judge=("biological",), not_applicable=("uavied",)),
    Story("town_office", "draft", 6, 1),
    Story("night_street", "review", 95, 3, disagree=True, vulnerabilities=(0, 1, 2), undecided=True),
    Story("arcade", "approved", 364, 346, due_in=19, not_applicable=("uavied",), cannot_judge=("radiological",),
          vulnerabilities=(2, 0), marking="AMBER", share_with=("operator", "national")),
    Story("campus", "on_site", 30, 4, not_applicable=("vbied",)),
    Story("park_square", "scoring", 3, 1, mode="quick"),
    Story("river_square", "approved", 364, 330, due_in=-12, disagree=True, vulnerabilities=(0, 3)),
    Story("theatre", "approved", 200, 150, scale="factor-based", not_applicable=("radiological",), vulnerabilities=(1, 2)),
    Story("market_hall", "approved", 75, 74, mode="quick", cannot_judge=("radiological",), vulnerabilities=(0,)),
    Story("clinic", "prepared", 20, 8),
    Story("promenade", "approved", 260, 190, disagree=True, vulnerabilities=(0, 1, 2, 3), marking="GREEN"),
    Story("chapel", "review", 60, 7, not_applicable=("vbied",), cannot_judge=("chemical",), vulnerabilities=(1,),
          marking="RED", person="national"),
    Story("bus_station", "review", 10, 9, mode="quick", vulnerabilities=(0,), undecided=True),
    Story("bar_lane", "draft", 2, 2, mode="quick"),
    Story("arena", "approved", 350, 240, disagree=True, vulnerabilities=(0, 1, 3), marking="AMBER",
          share_with=("police", "national")),
    Story("arena", "draft", 12, 3, again=True),
    Story("temple", "approved", 364, 340, due_in=-40, cannot_judge=("biological", "radiological"), vulnerabilities=(1, 2)),
    Story("tower", "scoring", 25, 1, handed_in=1, not_applicable=("uavied",)),
    Story("little_square", "approved", 50, 49, mode="quick", vulnerabilities=(3,), marking="CLEAR"),
]  # fmt: skip
