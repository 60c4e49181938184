"""The numbers of crowd safety, each with its unit, source and mark (METHODS 2).

National rules are sets of their own (``UK_EVENTS``, ``GERMANY``, ``ITALY``, ``AUSTRIA``, ``NFPA``); ``FLOWS`` is the band of flow
rates, ``WALKING``, ``SFPE`` and ``IMO`` the walking relations, ``MICROSCOPIC`` the simulation of single people, ``LIMITS`` where
all of it ends. A town with better numbers passes ``UK_EVENTS.changed("our town 2026", minutes_medium=6)``.
"""

from __future__ import annotations

from protect.methods.parameters import Mark, ParameterSet, Value

_BUCKS = "Assessing site suitability, Buckinghamshire Council, after the Guide to Safety at Sports Grounds"

#: Event practice in the United Kingdom: rates, egress times by risk, the widest exit taken out.
UK_EVENTS = ParameterSet(
    "UK event practice",
    "1",
    {
        "rate_level": Value(82, "p/m/min", _BUCKS, Mark.VERIFIED),
        "rate_steps": Value(66, "p/m/min", _BUCKS, Mark.VERIFIED),
        "rate_level_alcohol": Value(72, "p/m/min", _BUCKS, Mark.VERIFIED),
        "rate_steps_alcohol": Value(56, "p/m/min", _BUCKS, Mark.VERIFIED),
        "minutes_low": Value(10, "min", _BUCKS, Mark.VERIFIED),
        "minutes_medium": Value(8, "min", _BUCKS, Mark.VERIFIED),
        "minutes_high": Value(6, "min", _BUCKS, Mark.VERIFIED),
        "area_per_person": Value(0.5, "m2/p", _BUCKS, Mark.VERIFIED),
    },
)

_MVST = "MVStaettVO 7(4), notes of eventfaq"

#: Germany: clear width for a number of people, in the open and elsewhere.
GERMANY = ParameterSet(
    "Germany MVStaettVO",
    "1",
    {
        "width_unit": Value(1.20, "m", _MVST, Mark.VERIFIED),
        "persons_per_unit_open": Value(600, "p", _MVST, Mark.VERIFIED),
        "persons_per_unit_other": Value(200, "p", _MVST, Mark.VERIFIED),
        "least_width": Value(1.20, "m", _MVST, Mark.VERIFIED),
        "density": Value(2.0, "p/m2", "practitioners' reading of the MVStaettVO, eventfaq", Mark.VERIFIED),
    },
)

_ITALY = "guidance on public events, ufficiocommercio and anfos"

#: Italy: people per exit module. Whole modules count, exit by exit.
ITALY = ParameterSet(
    "Italy, exit modules",
    "1",
    {
        "module": Value(0.60, "m", "Italian fire rules for public entertainment", Mark.GENERAL),
        "persons_per_module_open": Value(250, "p", _ITALY, Mark.VERIFIED),
        "persons_per_module_indoors": Value(50, "p", _ITALY, Mark.VERIFIED),
    },
)

_VSVO = "VSVO 3 of an Austrian Land, jusline.at"

#: Austria: density by use, sectors of a greatest size.
AUSTRIA = ParameterSet(
    "Austria VSVO",
    "1",
    {
        "density_standing": Value(3.0, "p/m2", _VSVO, Mark.VERIFIED),
        "density_tables": Value(1.0, "p/m2", _VSVO, Mark.VERIFIED),
        "density_rows": Value(2.0, "p/m2", _VSVO, Mark.VERIFIED),
        "sector": Value(5000, "p", _VSVO, Mark.VERIFIED),
    },
)

#: USA: width per person; stairs lose a boundary.
NFPA = ParameterSet(
    "USA NFPA 101",
    "1",
    {
        "width_per_person_level": Value(0.2 * 0.0254, "m/p", "NFPA 101: 0.2 inch", Mark.VERIFIED),
        "width_per_person_steps": Value(0.3 * 0.0254, "m/p", "NFPA 101: 0.3 inch", Mark.VERIFIED),
        "steps_lost_width": Value(0.305, "m", "NFPA 101, effective width of stairs", Mark.VERIFIED),
    },
)

#: The band of flow rates: what was seen at stadiums, what the guide allows, and how steps compare with level ground.
FLOWS = ParameterSet(
    "exit flows",
    "1",
    {
        "observed": Value(60, "p/m/min", "UK stadium measurements: all flows below 60", Mark.VERIFIED),
        "guide": Value(82, "p/m/min", _BUCKS, Mark.VERIFIED),
        "steps_share": Value(66 / 82, "1", "guide, steps over level", Mark.DEFAULT),
        "laboratory": Value(1.9, "p/m/s", "upper bound that no model may beat", Mark.DEFAULT),
        "free_speed": Value(1.34, "m/s", "Weidmann", Mark.VERIFIED),
        "farthest_share": Value(
            2.0, "1", "longest walk where nobody gave it: this times the square root of the area", Mark.DEFAULT
        ),
    },
)

#: Weidmann's speed against density.
WALKING = ParameterSet(
    "Weidmann",
    "1",
    {
        "free_speed": Value(1.34, "m/s", "Weidmann", Mark.VERIFIED),
        "shape": Value(1.913, "p/m2", "Weidmann", Mark.VERIFIED),
        "jam_density": Value(5.4, "p/m2", "Weidmann", Mark.VERIFIED),
    },
)

_SFPE = "defaults of jupedsim-network 0.5, after the SFPE handbook"

#: The hydraulic relation and what the sampled network runs draw from.
SFPE = ParameterSet(
    "SFPE",
    "1",
    {
        "k": Value(1.40, "m/s", _SFPE, Mark.VERIFIED),
        "a": Value(0.266, "m2/p", _SFPE, Mark.VERIFIED),
        "door_flow": Value(1.3, "p/s/m", _SFPE, Mark.VERIFIED, 1.0, 82 / 60),
        "steps_flow": Value(1.1, "p/s/m", "IMO, stairs down; used for steps", Mark.VERIFIED, 0.8, 1.1),
        "boundary": Value(0.15, "m per side", _SFPE, Mark.VERIFIED),
        "greatest_density": Value(3.5, "p/m2", "below the jam density 3.76; beyond it nobody moves", Mark.DEFAULT),
        "step": Value(1.0, "s", "time step of the network runs", Mark.DEFAULT),
        "horizon": Value(4.0, "1", "a run is given up at this multiple of the slowest hand time", Mark.DEFAULT),
        "least_horizon": Value(60.0, "s", "no run is given up before this multiple of it", Mark.DEFAULT),
        "packing": Value(
            2.75, "p/m2", "densest a space may get while people walk; jupedsim-network 0.5", Mark.VERIFIED
        ),
        "slowest_crawl": Value(0.01, "m/s", "for the horizon only", Mark.DEFAULT),
        "speed": Value(1.34, "m/s", "Weidmann", Mark.VERIFIED),
        "speed_spread": Value(0.26, "m/s", "Weidmann, standard deviation", Mark.GENERAL),
        "speed_slowest": Value(0.5, "m/s", "slowest walker drawn", Mark.DEFAULT),
        "speed_fastest": Value(2.0, "m/s", "fastest walker drawn", Mark.DEFAULT),
        "choice_spread": Value(0.2, "1", "how far use of an exit strays from its share of the capacity", Mark.DEFAULT),
        "width_error": Value(0.2, "1", "error of a width nobody measured", Mark.DEFAULT),
    },
)

_IMO = "FSS Code and MSC circulars, tables, IMO"

#: IMO: density to specific flow and speed in a corridor, greatest specific flows.
IMO = ParameterSet(
    "IMO",
    "1",
    {
        "density_1": Value(0.5, "p/m2", _IMO, Mark.VERIFIED),
        "density_2": Value(1.9, "p/m2", _IMO, Mark.VERIFIED),
        "density_3": Value(3.2, "p/m2", _IMO, Mark.VERIFIED),
        "density_4": Value(3.5, "p/m2", _IMO, Mark.VERIFIED),
        "flow_1": Value(0.65, "p/m/s", _IMO, Mark.VERIFIED),
        "flow_2": Value(1.3, "p/m/s", _IMO, Mark.VERIFIED),
        "flow_3": Value(0.65, "p/m/s", _IMO, Mark.VERIFIED),
        "flow_4": Value(0.32, "p/m/s", _IMO, Mark.VERIFIED),
        "speed_1": Value(1.2, "m/s", _IMO, Mark.VERIFIED),
        "speed_2": Value(0.67, "m/s", _IMO, Mark.VERIFIED),
        "speed_3": Value(0.20, "m/s", _IMO, Mark.VERIFIED),
        "speed_4": Value(0.10, "m/s", _IMO, Mark.VERIFIED),
        "greatest_stairs_down": Value(1.1, "p/m/s", _IMO, Mark.VERIFIED),
        "greatest_stairs_up": Value(0.88, "p/m/s", _IMO, Mark.VERIFIED),
        "greatest_corridor": Value(1.3, "p/m/s", _IMO, Mark.VERIFIED),
        "greatest_door": Value(1.3, "p/m/s", _IMO, Mark.VERIFIED),
    },
)

_FRUIN = "Fruin, walkways; NPTEL"
_FRUIN_BANDS = "after Fruin; density chart of EPJ Data Science"

#: Levels of service on walkways: least space per person and greatest flow of A to E; F is what is left.
SERVICE = ParameterSet(
    "Fruin levels of service",
    "1",
    {
        "space_a": Value(3.25, "m2/p", _FRUIN, Mark.VERIFIED),
        "space_b": Value(2.32, "m2/p", _FRUIN, Mark.VERIFIED),
        "space_c": Value(1.39, "m2/p", _FRUIN, Mark.VERIFIED),
        "space_d": Value(0.93, "m2/p", _FRUIN, Mark.VERIFIED),
        "space_e": Value(0.46, "m2/p", _FRUIN, Mark.VERIFIED),
        "flow_a": Value(23, "p/m/min", _FRUIN, Mark.VERIFIED),
        "flow_b": Value(33, "p/m/min", _FRUIN, Mark.VERIFIED),
        "flow_c": Value(49, "p/m/min", _FRUIN, Mark.VERIFIED),
        "flow_d": Value(66, "p/m/min", _FRUIN, Mark.VERIFIED),
        "flow_e": Value(82, "p/m/min", _FRUIN, Mark.VERIFIED),
    },
)

#: Density from which each band of words starts.
DENSITIES = ParameterSet(
    "density bands",
    "1",
    {
        "slower": Value(2.0, "p/m2", _FRUIN_BANDS, Mark.VERIFIED),
        "touching": Value(3.57, "p/m2", _FRUIN_BANDS, Mark.VERIFIED),
        "forces": Value(5.55, "p/m2", _FRUIN_BANDS, Mark.VERIFIED),
        "critical": Value(7.1, "p/m2", _FRUIN_BANDS, Mark.VERIFIED),
    },
)

_TRIED = "tried with JuPedSim 1.4.2"

#: People walking one by one.
MICROSCOPIC = ParameterSet(
    "JuPedSim planning values",
    "1",
    {
        "time_gap": Value(1.4, "s", "gives the flow that codes and SFPE use; " + _TRIED, Mark.DEFAULT, 1.0, 2.0),
        "step": Value(0.05, "s", _TRIED, Mark.COMPUTED),
        "greatest_step": Value(0.05, "s", "0.1 s loses 12 % of the flow; " + _TRIED, Mark.COMPUTED),
        "setback": Value(1.5, "m", "an exit closer behind the narrowest section overstates by 40 %", Mark.COMPUTED),
        "exit_depth": Value(0.5, "m", "depth of the exit polygon of a continued opening", Mark.DEFAULT),
        "radius": Value(
            0.15, "m", "RiMEA settings of JuPedSim; at its default 0.2 narrow doors jam for good", Mark.COMPUTED
        ),
        "speed": Value(1.34, "m/s", "Weidmann", Mark.VERIFIED),
        "speed_spread": Value(0.26, "m/s", "Weidmann, standard deviation", Mark.GENERAL),
        "speed_slowest": Value(0.5, "m/s", "slowest walker drawn", Mark.DEFAULT),
        "speed_fastest": Value(2.0, "m/s", "fastest walker drawn", Mark.DEFAULT),
        "horizon": Value(4.0, "1", "a run is given up at this multiple of the slowest hand time", Mark.DEFAULT),
        "neighbour_strength": Value(8.0, "1", "default of JuPedSim", Mark.DEFAULT),
        "neighbour_range": Value(0.1, "m", "default of JuPedSim", Mark.DEFAULT),
        "wall_strength": Value(5.0, "1", "default of JuPedSim", Mark.DEFAULT),
        "wall_range": Value(0.02, "m", "default of JuPedSim", Mark.DEFAULT),
    },
)

#: Where the numbers end, and from which difference two ways disagree.
LIMITS = ParameterSet(
    "limits of validity",
    "1",
    {
        "density": Value(4.0, "p/m2", "fundamental diagrams disagree; no number above", Mark.DEFAULT),
        "difference": Value(0.30, "1", "two ways that differ by more are said to differ", Mark.DEFAULT),
    },
)
