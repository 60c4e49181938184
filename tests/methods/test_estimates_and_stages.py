"""Low-likely-high, the fineness of a simulation, stages of a scenario, parameter sets and accounts (METHODS 0 and 3)."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.methods import agreement, estimates, risk, stages
from protect.methods.parameters import Mark, ParameterSet, Value
from protect.methods.results import Account, Band
from protect.methods.stages import Stage
from tests.methods.test_risk_oracles import KRIPPENDORFF


def test_beta_pert_of_methods_3():
    pert = estimates.Pert(1, 4, 9)
    assert (round(pert.mean, 4), round(pert.variance, 4)) == (4.3333, 2.2222)
    assert pert.quantiles([0.05, 0.5, 0.95]) == pytest.approx([2.022, 4.255, 6.915], abs=5e-4)
    assert estimates.triangle(1, 4, 9) == pytest.approx((4.6667, 2.7222), abs=5e-5)


def test_draws_of_a_pert_have_its_mean():
    drawn = estimates.Pert(1, 4, 9).draw(40_000, np.random.default_rng(5))
    assert drawn.mean() == pytest.approx(4.3333, abs=4 * math.sqrt(2.2222 / 40_000))
    assert drawn.min() >= 1 and drawn.max() <= 9


@pytest.mark.parametrize("triple", [(4, 1, 9), (1, 9, 4), (3, 3, 3)])
def test_low_likely_high_out_of_order_is_refused(triple):
    with pytest.raises(ValueError, match="in order"):
        estimates.Pert(*triple)


def test_half_width_of_a_simulation_of_methods_3():
    assert estimates.half_width(0.5, 9604) == pytest.approx(0.01, abs=1e-6)
    assert round(estimates.half_width(0.5, 10_000), 4) == 0.0098
    assert estimates.draws_needed(0.5, 0.01) == 9604


def test_logarithmic_pool_of_methods_3():
    assert risk.logarithmic_pool([[0.1, 0.9], [0.5, 0.5]])[0] == pytest.approx(0.25)
    with pytest.raises(ValueError, match="exclude each other"):
        risk.logarithmic_pool([[1, 0], [0, 1]])


def test_many_levels_at_once_equal_one_at_a_time():
    levels = [1, 2, 5, 3]
    weights = [(0.6, 0.2), (1.0, 0.0), (0.8, 0.1), (0.4, 0.3)]
    own, neighbour = zip(*weights, strict=True)
    together = risk.spreads(levels, 5, own, neighbour)
    assert together == pytest.approx(
        np.array([risk.spread(*one) for one in zip(levels, [5] * 4, weights, strict=True)])
    )


@pytest.mark.parametrize("wrong", [{"levels": [0]}, {"levels": [2.5]}, {"own": 0.9}])
def test_levels_and_shares_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="levels are whole|share"):
        risk.spreads(**{"levels": [1], "n_levels": 5, "own": 0.6, "neighbour": 0.2, **wrong})


def test_stages_claim_only_what_they_show():
    bands = {Stage.INHERENT: [0, 0, 0, 1], Stage.CURRENT: [0, 0, 1, 0], Stage.RESIDUAL: [0, 0.75, 0.25, 0]}
    first, second = stages.changes(bands)
    assert (first.before, first.after, first.claimed) == (Stage.INHERENT, Stage.CURRENT, True)
    assert (second.lower, second.same, second.higher) == pytest.approx((0.75, 0.25, 0))
    assert not second.claimed
    assert stages.changes(bands, chance=0.7)[1].claimed


@given(st.lists(st.integers(1, 9), min_size=4, max_size=4), st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_a_change_there_is_the_reverse_of_the_change_back(a, b):
    a, b = np.array(a) / sum(a), np.array(b) / sum(b)
    there, back = stages.change(Stage.CURRENT, a, Stage.TARGET, b), stages.change(Stage.TARGET, b, Stage.CURRENT, a)
    assert there.lower == pytest.approx(back.higher)
    assert there.lower + there.same + there.higher == pytest.approx(1)


def test_a_small_team_is_shown_its_spread_and_no_bare_number():
    read = agreement.reading(KRIPPENDORFF, generator=np.random.default_rng(1))
    assert read.spread_instead  # four observers
    assert read.discuss == (5,)
    assert read.interval.low < read.alpha == pytest.approx(0.8154, abs=5e-5)
    # The interval reaches below 0.667: alpha above 0.8 is not yet a reason to rely on it.
    assert read.word == "tentative"


def test_full_agreement_may_be_relied_on_and_nothing_rated_is_unknown():
    same = np.tile(np.arange(1, 11) % 5 + 1, (5, 1))
    assert agreement.reading(same, generator=np.random.default_rng(1)).word == "rely"
    nothing = agreement.reading(np.full((3, 4), np.nan), generator=np.random.default_rng(1))
    assert (nothing.word, nothing.discuss) == ("unknown", ())


def test_a_parameter_set_is_frozen_named_and_changed_only_under_a_new_version():
    one = ParameterSet("walking", "1", {"speed": Value(1.34, "m/s", "Weidmann", Mark.GENERAL, 1.0, 1.6)})
    with pytest.raises(TypeError):
        one.values["speed"] = one.values["speed"]  # type: ignore[index]
    with pytest.raises(ValueError, match="speeed.*there are speed"):
        one.changed("2", speeed=1.0)
    with pytest.raises(ValueError, match="version"):
        one.changed("1", speed=1.0)
    town = one.changed("town", speed=1.1)
    assert (one["speed"], town["speed"], town.unconfirmed, one.unconfirmed) == (1.34, 1.1, (), ("speed",))
    with pytest.raises(KeyError, match="no value 'width'"):
        one["width"]
    with pytest.raises(ValueError, match="outside its band"):
        Value(3, "m/s", "nobody", Mark.DEFAULT, 1, 2)


def test_sets_and_accounts_travel_to_other_processes_and_back():
    one = ParameterSet("walking", "1", {"speed": Value(1.34, "m/s", "Weidmann", Mark.GENERAL)})
    account = Account({"width": "6 m"}, "vehicle 1", ("width",), ("a",), ("b",), ("c",), True)
    assert pickle.loads(pickle.dumps((one, account))) == (one, account) == copy.deepcopy((one, account))


def test_an_account_knows_how_much_was_guessed():
    account = Account({"width": "6 m", "friction": "1.0"}, "vehicle 1", guessed=("friction",))
    assert account.share_guessed == 0.5
    with pytest.raises(ValueError, match="speed, which is not among the inputs"):
        Account({}, "vehicle 1", guessed=("speed",))


@pytest.mark.parametrize(
    ("band", "text"),
    [
        (Band(6, 8, 12, "min"), "8 min (6 to 12)"),
        (Band(1234, 1234, 1234, "p"), "1,200 p"),
        (Band(0.96, 0.996, 1.04, "p/m/s"), "1 p/m/s (0.96 to 1)"),
        (Band(0, 0.456, math.inf, "m"), "0.46 m (0 to no upper bound)"),
    ],
)
def test_bands_in_sentences(band, text):
    assert band.as_text() == text


def test_a_band_out_of_order_is_refused():
    with pytest.raises(ValueError, match="from low over best to high"):
        Band(2, 1, 3)
