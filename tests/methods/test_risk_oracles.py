"""Every oracle of METHODS 3 for risk and agreement, by its source."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
import yaml
from hypothesis import given
from hypothesis import strategies as st

from protect.methods import agreement, risk, scales

PRODUCT_BANDS = tuple(tuple(sum(p * c > edge for edge in (4, 9, 15)) for c in range(1, 6)) for p in range(1, 6))
#: METHODOLOGY 3.6: by product, but consequence 5 never below moderate.
PLATFORM = scales.Matrix(
    ("low", "moderate", "high", "very_high"),
    tuple(tuple(max(cell, 1) if c == 4 else cell for c, cell in enumerate(row)) for row in PRODUCT_BANDS),
)
_ = math.nan
#: Krippendorff's own example: four observers, twelve units.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_published_alphas(level, published):
    assert agreement.krippendorff_alpha(KRIPPENDORFF, level) == pytest.approx(published, abs=5e-4)


def test_krippendorff_alpha_of_the_package_of_that_name():
    found = [round(agreement.krippendorff_alpha(KRIPPENDORFF, level), 4) for level in agreement.LEVELS]
    assert found == [0.7434, 0.8154, 0.8491, 0.7974]


def test_kendall_w_of_three_judges():
    found = agreement.kendall_w([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]])
    assert found.s == pytest.approx(25.5)
    assert found.w == pytest.approx(0.1619, abs=5e-5)
    assert found.chi_square == pytest.approx(2.4286, abs=5e-5)


def test_kendall_w_of_full_agreement_with_ties_is_one():
    assert agreement.kendall_w([[1, 1, 2, 3]] * 3).w == pytest.approx(1)


def test_kendall_w_with_ties_is_friedman_s_test_divided():
    """Ties corrected: W = chi2 / (m (n - 1)) of Friedman's test, here by scipy."""
    ratings = [[1, 2, 2, 4, 5], [2, 2, 1, 5, 5], [1, 3, 3, 3, 4], [2, 1, 4, 4, 4]]
    found = agreement.kendall_w(ratings)
    chi2 = scipy.stats.friedmanchisquare(*np.array(ratings).T).statistic
    assert (found.chi_square, found.w) == (pytest.approx(chi2), pytest.approx(chi2 / (4 * 4)))
    # Uncorrected, the same ranks would agree less.
    assert found.w > 12 * found.s / (4**2 * (5**3 - 5))


def test_ordinal_push_through_of_methods_3():
    bands = risk.band_probabilities(PLATFORM, [0, 0.2, 0.6, 0.2, 0], [0, 0, 0.4, 0.4, 0.2])
    assert bands.tolist() == pytest.approx([0, 0.40, 0.48, 0.12])


def test_pool_of_three_of_methods_3():
    p = risk.pool([risk.spread(level, 5, (1.0, 0.0)) for level in (2, 3, 3)])
    c = risk.pool([risk.spread(level, 5, (1.0, 0.0)) for level in (4, 4, 5)])
    bands = risk.band_probabilities(PLATFORM, p, c)
    assert bands.tolist() == pytest.approx([0, 0.2222, 0.7778, 0], abs=5e-5)


def test_assessors_of_one_organisation_are_widened_by_one_neighbour_level():
    """METHODS 3: a tenth goes to each neighbour; at the end of the scale it stays."""
    assert risk.widen_by_neighbour([0, 1, 0, 0, 0]).tolist() == pytest.approx([0.1, 0.8, 0.1, 0, 0])
    assert risk.widen_by_neighbour([1, 0, 0, 0, 0]).tolist() == pytest.approx([0.9, 0.1, 0, 0, 0])


def test_linear_pool_of_two_chances():
    assert risk.pool([[0.1, 0.9], [0.5, 0.5]])[0] == pytest.approx(0.30)


def test_bow_tie_of_methods_3():
    prevent = [risk.Barrier("patrol", 0.1), risk.Barrier("bollards", 0.5)]
    assert risk.bow_tie(0.2, prevent) == pytest.approx(0.010)
    assert risk.bow_tie(0.2, [*prevent, risk.Barrier("first aid", 0.3)]) == pytest.approx(0.0030)


def test_the_same_guard_counts_once():
    assert risk.bow_tie(1.0, [risk.Barrier("guard", 0.1), risk.Barrier("guard", 0.2)]) == pytest.approx(0.1)


@pytest.mark.parametrize("condition", ["broken", "unknown"])
def test_a_barrier_that_is_not_known_to_work_is_not_credited(condition):
    assert risk.bow_tie(1.0, [risk.Barrier("gate", 0.1, condition)]) == 1.0


def test_resolution_of_our_matrix_as_in_methods_3():
    report = risk.cox_checks(scales.Matrix(PLATFORM.bands, PRODUCT_BANDS))
    assert [report.tied, report.right, report.inverted] == pytest.approx([0.264, 0.712, 0.024], abs=0.0015)
    assert [report.tied_negative, report.right_negative, report.inverted_negative] == pytest.approx(
        [0.520, 0.426, 0.053], abs=0.002
    )
    assert report.passed


def test_a_matrix_with_low_beside_top_fails_the_checks():
    report = risk.cox_checks(scales.Matrix(("low", "middle", "top"), ((0, 2), (0, 2))))
    assert not report.low_never_beside_top
    assert not report.no_step_skips_a_band
    assert not report.no_top_in_first_row_or_column
    assert not report.weakly_consistent
    assert not report.passed


def test_weak_consistency_of_our_matrix_by_its_corners():
    """METHODS 3: the largest corner of a low cell is 0.16, the smallest of a very high one 0.36."""
    low = [(p + 1) * (c + 1) / 25 for p in range(5) for c in range(5) if PRODUCT_BANDS[p][c] == 0]
    top = [p * c / 25 for p in range(5) for c in range(5) if PRODUCT_BANDS[p][c] == 3]
    assert (max(low), min(top)) == (0.16, 0.36)


#: Of the published matrices: (weakly consistent, low never beside top, no top in first row or column, no step skips), by eye.
PUBLISHED_MATRICES = {
    "critical_3x3": (True, True, True, True),
    "critical_5x5": (True, True, True, True),
    # Six bands: from 1 to 3 and from 2 to 4 a band is skipped.
    "risk-matrix-3x3-mult": (True, True, True, False),
    # A low cell reaches 3/4 x 2/4 = 0.375; the smallest top cell begins at 2/4 x 2/4 = 0.25.
    "risk-matrix-4x4-ebios-rm": (False, True, True, True),
    "risk-matrix-5x5-sensitive": (True, True, True, True),
}


def published_matrices(folder) -> dict[str, scales.Matrix]:
    found = {}
    for file in sorted((folder / "security" / "risk-matrices").glob("*.yaml")):
        given = yaml.safe_load(file.read_text(encoding="utf-8"))["objects"]["risk_matrix"]
        for one in given if isinstance(given, list) else [given]:
            bands = tuple(band["name"] for band in one["risk"])
            found[one["ref_id"]] = scales.Matrix(bands, tuple(map(tuple, one["grid"])))
    return found


def test_cox_s_checks_on_the_published_matrices(shared_data, subtests):
    matrices = published_matrices(shared_data)
    assert len(matrices) == len(list((shared_data / "security" / "risk-matrices").glob("*.yaml"))) == 5
    chance = np.random.default_rng(2008)
    for name, matrix in matrices.items():
        with subtests.test(name):
            assert scales.is_monotone(matrix)
            report = risk.cox_checks(matrix)
            assert (
                report.weakly_consistent,
                report.low_never_beside_top,
                report.no_top_in_first_row_or_column,
                report.no_step_skips_a_band,
            ) == PUBLISHED_MATRICES.get(name, PUBLISHED_MATRICES.get(f"risk-matrix-{name}"))
            # Ties by counting cells; the order by drawing pairs, as the definition says it.
            cells = np.array(matrix.cells)
            assert report.tied == pytest.approx(sum(((cells == band).mean()) ** 2 for band in range(cells.max() + 1)))
            (p, q), (c, d) = chance.random((2, 2, 200_000))
            rows, columns = matrix.shape
            one = cells[(p * rows).astype(int), (c * columns).astype(int)]
            other = cells[(q * rows).astype(int), (d * columns).astype(int)]
            wrong = ((one - other) * (p * c - q * d) < 0).mean()
            assert report.inverted == pytest.approx(wrong, abs=0.003)
            assert report.tied + report.right + report.inverted == pytest.approx(1)


def test_the_share_of_ties_is_exact_for_any_number_of_levels():
    seven = scales.Matrix(("low", "high"), tuple(tuple(int(p + c > 6) for c in range(7)) for p in range(7)))
    assert risk.cox_checks(seven).tied == pytest.approx((28 / 49) ** 2 + (21 / 49) ** 2, abs=1e-12)


def test_a_higher_band_by_all_625_pairs_of_cells():
    """METHODS 3: A against B by its 25 times 25 cells gives what the bands give."""
    (pa, ca), (pb, cb) = (
        (risk.spread(3, 5, (0.6, 0.2)), risk.spread(4, 5, (0.8, 0.1))),
        (risk.spread(2, 5, (0.6, 0.2)), risk.spread(5, 5, (0.6, 0.2))),
    )
    by_cells = sum(
        pa[i] * ca[j] * pb[k] * cb[m]
        for i in range(5) for j in range(5) for k in range(5) for m in range(5)
        if PLATFORM.cells[i][j] > PLATFORM.cells[k][m]
    )  # fmt: skip
    a, b = risk.band_probabilities(PLATFORM, pa, ca), risk.band_probabilities(PLATFORM, pb, cb)
    assert risk.chance_higher(a, b) == pytest.approx(by_cells, abs=1e-12)


def test_a_guard_on_both_sides_of_a_bow_tie_counts_once():
    """METHODS 3: f_top = f0 prod PFD_i, f_cons = f_top prod PFD_j, of independent barriers."""
    prevent = [risk.Barrier("patrol", 0.1), risk.Barrier("bollards", 0.5)]
    found = risk.bow_tie_through(0.2, prevent, [risk.Barrier("first aid", 0.3)])
    assert (found.top, found.consequence) == pytest.approx((0.010, 0.0030))
    # The patrol also gives first aid, and better than it prevents: it is credited once, by its best.
    again = risk.bow_tie_through(0.2, prevent, [risk.Barrier("patrol", 0.05)])
    assert (again.top, again.consequence) == pytest.approx((0.010, 0.2 * 0.05 * 0.5))
    assert risk.bow_tie_through(0.2, prevent, [risk.Barrier("patrol", 0.1, "unknown")]).consequence == found.top


def test_top_consequence_never_falls_below_moderate():
    assert scales.top_consequence_floor(PLATFORM) == 1


def test_improvement_is_claimed_only_above_the_stated_chance():
    assert risk.improved([0, 0.1, 0.9], [0.9, 0.1, 0])
    assert not risk.improved([0, 0.5, 0.5], [0.5, 0.5, 0])
    # Level with the stated chance is not above it, whatever the last bits of the sum are.
    for share in (0.1, 0.2, 0.3, 0.6, 0.7, 0.8, 0.9, 1.0):
        assert not risk.improved([0, 1.0], [share, 1 - share], share)


@pytest.mark.parametrize(
    ("scores", "floor", "level"), [([2, 3, 3], None, 3), ([5, 1, 1, 1], 5, 5), ([1, None], None, None)]
)
def test_factor_scores_mean_rounded_up_with_floor(scores, floor, level):
    assert scales.rate_factors(scores, floor) == level


@pytest.mark.parametrize("levels", [(None, 3), (3, None), (0, 5), (5, 0), (None, None)])
def test_unknown_is_open_never_low(levels):
    assert scales.lookup(PLATFORM, *levels) is None


@pytest.mark.parametrize("level", [-1, 6])
def test_a_level_off_the_scale_is_refused(level):
    with pytest.raises(ValueError, match="not on the scale"):
        scales.lookup(PLATFORM, level, 1)


def test_words_carry_their_numbers():
    found = risk.in_words(0.12)
    assert (found.word, found.low, found.high, found.in_hundred) == ("very_unlikely", 0.05, 0.2, 12)
    assert found.as_text == "very unlikely (5 to 20 in 100): 12 in 100"
    assert risk.in_words(1.0).word == "almost_certain"


def test_rows_the_team_must_talk_about():
    assert agreement.to_discuss([[1, 3, _], [3, 3, 5]]) == [0]


def test_bootstrap_interval_holds_the_estimate():
    interval = agreement.bootstrap_alpha(KRIPPENDORFF, generator=np.random.default_rng(1), draws=400)
    assert interval.low < agreement.krippendorff_alpha(KRIPPENDORFF) < interval.high


@given(
    st.lists(st.lists(st.sampled_from([1.0, 2.0, 3.0, 5.0, math.nan]), min_size=4, max_size=4), min_size=2, max_size=4),
    st.sampled_from(agreement.LEVELS),
)
def test_all_draws_of_the_bootstrap_at_once_equal_alpha_draw_by_draw(ratings, level):
    table, draws = np.array(ratings), 6
    chosen = np.random.default_rng(3).integers(0, 4, (draws, 4))
    one_by_one = [agreement.krippendorff_alpha(table[:, units], level) for units in chosen]
    found = agreement.bootstrap_alpha(table, level, generator=np.random.default_rng(3), draws=draws)
    kept = [alpha for alpha in one_by_one if not math.isnan(alpha)]
    assert found.draws == len(kept)
    if kept:
        assert (found.low, found.high) == pytest.approx(tuple(np.quantile(kept, [0.025, 0.975])), abs=1e-9)


levels = st.integers(1, 5)
shares = st.sampled_from([(1.0, 0.0), (0.8, 0.1), (0.6, 0.2)])


@given(
    st.lists(st.tuples(levels, shares), min_size=1, max_size=8),
    st.lists(st.tuples(levels, shares), min_size=1, max_size=8),
)
def test_band_probabilities_sum_to_one_and_do_not_depend_on_who_is_named_first(p, c):
    def pooled(side):
        return risk.pool([risk.spread(level, 5, share) for level, share in side])

    bands = risk.band_probabilities(PLATFORM, pooled(p), pooled(c))
    assert bands.sum() == pytest.approx(1)
    again = risk.band_probabilities(PLATFORM, pooled(p[::-1]), pooled(c[::-1]))
    assert bands.tolist() == pytest.approx(again.tolist())
    wider = risk.widen_by_neighbour(pooled(p))
    assert wider.sum() == pytest.approx(1)


@given(st.lists(st.lists(st.one_of(levels, st.just(_)), min_size=6, max_size=6), min_size=2, max_size=5), st.randoms())
def test_alpha_does_not_depend_on_the_order_of_assessors_or_rows(ratings, random):
    def same(a, b):
        return (math.isnan(a) and math.isnan(b)) or a == pytest.approx(b)

    table = np.array(ratings, dtype=float)
    alpha = agreement.krippendorff_alpha(table)
    shuffled = table[random.sample(range(len(table)), len(table))][:, random.sample(range(6), 6)]
    assert same(alpha, agreement.krippendorff_alpha(shuffled))
    assert math.isnan(alpha) or alpha <= 1


@given(st.lists(st.tuples(levels, levels), min_size=2, max_size=10))
def test_all_pairs_at_once_equal_one_pair_at_a_time(pairs):
    bands = np.array(
        [
            risk.band_probabilities(PLATFORM, risk.spread(p, 5, (0.6, 0.2)), risk.spread(c, 5, (0.6, 0.2)))
            for p, c in pairs
        ]
    )
    chances = risk.chances_higher(bands)
    for i, a in enumerate(bands):
        for j, b in enumerate(bands):
            assert chances[i, j] == pytest.approx(risk.chance_higher(a, b))
