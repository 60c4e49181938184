"""Crowds: how many people a place may hold, and how long they take to leave it (METHODS 2 and 1.3).

``site`` says what is known of the place; ``rules`` what each country permits; ``hand`` the formulas; ``network`` and
``microscopic`` the two simulations (the second on the geometry of ``scene``); ``egress`` puts their times side by side and shuts
each exit in turn; ``barrier`` is what a line of bollards costs. Every number lies in ``parameters``.

No casualty figures and no panic: results say where capacity is short.
"""

from protect.methods.crowd.barrier import BarrierEffect, barrier_effect, clear_of, narrowed
from protect.methods.crowd.egress import Blocked, Egress, blocked_exits, differing, egress, hand_times
from protect.methods.crowd.microscopic import People, Run, Simulated, SimulationMissing, drawn_people, simulate, walk
from protect.methods.crowd.network import Sampled, network_time, sampled_times
from protect.methods.crowd.rules import RULES, Comparison, Permitted, Rule, permitted, permitted_by
from protect.methods.crowd.scene import Scene, Way, clear_width, continued
from protect.methods.crowd.site import (
    Exit,
    Ground,
    Risk,
    Site,
    Use,
    exits_of,
    limited_by,
    longest_walk,
    outside_validity,
)
from protect.methods.crowd.walks import longest_walk_in

__all__ = [
    "RULES",
    "BarrierEffect",
    "Blocked",
    "Comparison",
    "Egress",
    "Exit",
    "Ground",
    "People",
    "Permitted",
    "Risk",
    "Rule",
    "Run",
    "Sampled",
    "Scene",
    "Simulated",
    "SimulationMissing",
    "Site",
    "Use",
    "Way",
    "barrier_effect",
    "blocked_exits",
    "clear_of",
    "clear_width",
    "continued",
    "differing",
    "drawn_people",
    "egress",
    "exits_of",
    "hand_times",
    "limited_by",
    "longest_walk",
    "longest_walk_in",
    "narrowed",
    "network_time",
    "outside_validity",
    "permitted",
    "permitted_by",
    "sampled_times",
    "simulate",
    "walk",
]
