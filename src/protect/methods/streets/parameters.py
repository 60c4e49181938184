"""Numbers with which a map is read; the cautious end where the map is silent."""

from __future__ import annotations

from protect.methods.parameters import Mark, ParameterSet, Value

STREETS = ParameterSet(
    "streets from a map",
    "1",
    {
        "reach": Value(25.0, "m", "our default: a wall farther away bounds no bend; the width counts as unknown", Mark.DEFAULT),
        "step": Value(5.0, "m", "our default: distance of the places along a link where its width is read", Mark.DEFAULT),
        "near": Value(20.0, "m", "our default: widths this close to a bend decide how wide its arc is", Mark.DEFAULT),
        "heading": Value(8.0, "m", "our default: length over which the direction at a junction is read", Mark.DEFAULT),
        "least_bend": Value(15.0, "degrees", "our default: less is drawing, and bounds no speed", Mark.DEFAULT),
        "widest_bend": Value(250.0, "m", "our default: a wider arc slows no class in a run of 300 m", Mark.DEFAULT),
        "edge": Value(25.0, "m", "our default: a street ending this close to the map's edge goes on", Mark.DEFAULT),
        "width_error": Value(1.0, "m", "our default: a width from the map may be off by that much", Mark.DEFAULT),
        "usual": Value(6.0, "m", "our default, in the best estimate: clearance where no wall is near", Mark.DEFAULT),
        "wall": Value(0.3, "m", "our default: thickness of a wall drawn as a line", Mark.DEFAULT),
        "fence": Value(0.1, "m", "our default: thickness of a fence drawn as a line", Mark.DEFAULT),
        "post": Value(0.3, "m", "our default: width of a bollard or block drawn as a point", Mark.DEFAULT),
        "gate": Value(4.0, "m", "our default: width of a gate in a wall where none is mapped", Mark.DEFAULT),
        "gate_people": Value(1.0, "m", "our default: width of a way through a fence where none is mapped", Mark.DEFAULT),
        "passage": Value(6.0, "m", "our default: width of a passage through a building where none is mapped", Mark.DEFAULT),
    },
)  # fmt: skip
