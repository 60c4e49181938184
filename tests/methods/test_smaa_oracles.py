"""SMAA against numbers that are known: METHODS 4, the recorded thrombo case, and cases that can be solved by hand."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from protect.methods import smaa


def chance(seed=5):
    return np.random.default_rng(seed)


def within(found, expected, errors=4.5):
    assert np.abs(found.acceptability - expected).max() <= errors * found.error.max()


def test_methods_4_two_alternatives():
    found = smaa.smaa2([[1, 0], [0, 0.5]], generator=chance(), n=400_000)
    within(found, [[2 / 3, 1 / 3], [1 / 3, 2 / 3]])
    assert found.central_weights[0] == pytest.approx([2 / 3, 1 / 3], abs=0.002)
    assert found.confidence.tolist() == [1, 1]


def test_methods_4_three_alternatives():
    table = [[1, 0, 0], [0, 1, 0], [0.4, 0.4, 0.4]]
    found = smaa.smaa2(table, generator=chance(), n=400_000)
    assert np.abs(found.acceptability[:, 0] - [0.34, 0.34, 0.32]).max() < 4.5 * found.error.max()
    assert found.pairwise[0, 1] == pytest.approx(0.5, abs=0.005)
    assert found.choice_entropy == pytest.approx(-2 * 0.34 * np.log2(0.34) - 0.32 * np.log2(0.32), abs=0.005)


def test_low_discrepancy_points_come_closer():
    found = smaa.smaa2([[1, 0, 0], [0, 1, 0], [0.4] * 3], generator=chance(), n=65_536, low_discrepancy=True)
    assert np.abs(found.acceptability[:, 0] - [0.34, 0.34, 0.32]).max() < 0.0005


@pytest.fixture(scope="module")
def thrombo(shared_data):
    folder = shared_data / "mcda" / "smaa-thrombo"
    parts = {
        name: np.loadtxt(folder / f"{name}.csv.gz", delimiter=",", skiprows=1)
        for name in ("measurements", "weights", "ranks-expected")
    }
    return parts, json.loads((folder / "expected.json").read_text())


def test_thrombo_recorded_draws_exactly(thrombo):
    parts, expected = thrombo
    found = smaa.smaa2_recorded(parts["measurements"].reshape(-1, 2, 3), parts["weights"])
    told, names = expected["no_preference"], expected["alternatives"]
    assert found.acceptability.tolist() == [told["rank_acceptability"][name] for name in names]
    assert found.confidence.tolist() == [told["confidence_factors"][name] for name in names]
    assert found.pairwise[0, 1] == told["pairwise_winning_index"]["Heparin>Enoxaparin"]
    assert found.ranking_entropy == pytest.approx(told["ranking_entropy"], abs=5e-8)
    assert found.choice_entropy == pytest.approx(told["choice_entropy"], abs=5e-8)
    assert found.central_weights == pytest.approx(np.array([told["central_weights"][name] for name in names]), abs=5e-8)
    assert (parts["ranks-expected"] == 1).mean(axis=0).tolist() == found.acceptability[:, 0].tolist()


def test_thrombo_with_weights_given(thrombo):
    parts, expected = thrombo
    tables, told = parts["measurements"].reshape(-1, 2, 3), expected["fixed_weights"]
    found = smaa.smaa2_recorded(tables, told["weights"])
    assert found.acceptability[0].tolist() == told["rank_acceptability"]["Heparin"]


def test_dominated_has_no_central_weights():
    """The edge case of expected.json: the other's are the mean weights."""
    found = smaa.smaa2([[1, 1, 1], [0, 0, 0]], generator=chance(), n=5000)
    assert np.isnan(found.central_weights[1]).all() and np.isnan(found.confidence[1])
    assert found.central_weights[0] == pytest.approx(found.mean_weights)
    assert found.confidence[0] == 1


def test_confidence_by_hand():
    """Weights known: first beats second where a uniform number is above 0.3, and its central weights are the weights."""
    space = smaa.WeightSpace(2, bounds={0: (1.0, 1.0)})
    found = smaa.smaa2([[smaa.Uniform(0, 1), 0], [0.3, 1]], space, generator=chance(), n=50_000, confidence_n=50_000)
    within(found, [[0.7, 0.3], [0.3, 0.7]])
    assert found.confidence == pytest.approx([0.7, 0.3], abs=4.5 * found.confidence_error.max())


def test_duplicates_share_each_rank():
    found = smaa.smaa2([[0.3, 0.4], [0.3, 0.4], [0, 0]], generator=chance(), n=1000)
    assert found.acceptability.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]
    assert found.pairwise[0, 1] == 0.5
    assert found.central_weights[0] == pytest.approx(found.mean_weights)


def test_ordinal_scores_by_hand():
    """Three in order in one criterion: 1, an even number, 0. Middle is above 0.25 in 3 of 4."""
    space = smaa.WeightSpace(2, bounds={0: (0.5, 0.5)})
    cells = [[smaa.Place(1), 0.0], [smaa.Place(2), 0.75], [smaa.Place(3), 0.0]]
    found = smaa.smaa2(cells, space, generator=chance(), n=50_000)
    assert found.acceptability[1, 0] == pytest.approx(0.75, abs=0.01)
    assert found.acceptability[2].tolist() == [0, 0, 1]


def test_stakeholders_count_alike():
    spaces = [smaa.WeightSpace(2, order=[(0, 1)]), smaa.WeightSpace(2, bounds={1: (0.9, 1)}), smaa.WeightSpace(2)]
    found = smaa.smaa2([[1, 0], [0, 1]], spaces, generator=chance(), n=90_000)
    within(found, [[0.5, 0.5], [0.5, 0.5]])


def test_topsis_and_promethee_at_given_weights():
    """METHODS 4: 0.5037/0.6581/0.7482/0.3340 and 0.1/-0.3/0.2."""
    up, none = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    score = smaa.Topsis().prepare(np.array([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]), up, none)
    assert score(np.array([[0.3, 0.4, 0.3]]))[0][0] == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=5e-5)
    score = smaa.PrometheeII().prepare(np.array([[4.0, 3, 2], [3, 2, 4], [5, 1, 3]]), up, none)
    assert score(np.array([[0.5, 0.3, 0.2]]))[0][0] == pytest.approx([0.1, -0.3, 0.2])


def test_smaa_tri_by_hand():
    """Better in the first criterion only: over the profile where w1 >= cut, w1 even on 0..1, cut even on 0.6..0.8."""
    found = smaa.smaa_tri(
        [[1, 0], [1, 1], [0, 0]],
        [[0.5, 0.5]],
        [smaa.OutrankingCriterion()] * 2,
        cut=(0.6, 0.8),
        generator=chance(),
        n=200_000,
    )
    within(found, [[0.7, 0.3], [0, 1], [1, 0]])


def test_smaa_tri_slope_veto_and_optimist():
    """Shortfall 2 with q 1, p 3 agrees half: w1 + w2/2 >= 0.75 where w1 >= 1/2. A veto between 1 and 3, halfway, never falls
    below the cut while credibility is above 1/2; from 2 on it rules out."""
    slope = smaa.OutrankingCriterion(q=1, p=3)
    ask = {"cut": (0.75, 0.75), "n": 100_000}
    found = smaa.smaa_tri([[5, 3]], [[5, 5]], [slope, slope], generator=chance(), **ask)
    within(found, [[0.5, 0.5]])
    stern = smaa.OutrankingCriterion(q=0, p=0, veto=2)
    found = smaa.smaa_tri([[5, 3]], [[5, 5]], [stern, stern], generator=chance(), **ask)
    assert found.acceptability.tolist() == [[1, 0]]
    found = smaa.smaa_tri([[5, 3]], [[5, 5]], [stern, stern], generator=chance(), optimistic=True, **ask)
    # The profile is as good in the first and better in the second: it is preferred, so the optimist stays below too.
    assert found.acceptability.tolist() == [[1, 0]]


def test_optimist_is_never_below_pessimist():
    table, limits = chance().random((8, 4)), [[0.3] * 4, [0.6] * 4]
    both = [
        smaa.smaa_tri(table, limits, [smaa.OutrankingCriterion(0.02, 0.1)] * 4, generator=chance(1), optimistic=rule)
        for rule in (False, True)
    ]
    above = [np.cumsum(one.counts[:, ::-1], axis=1) for one in both]
    assert (above[1] >= above[0]).all()


def risk_zoning(path):
    """The published model: scores, limits, criteria, bounds of weights, cutting levels."""
    tree = ElementTree.parse(path).getroot()

    def column(one):
        return numbers[one.find("criterion").get("ref")]

    def table(part, rows):
        found = np.full((len(rows), len(numbers)), np.nan)
        for one in tree.find(part):
            found[rows[one.find("alternative").get("ref")], column(one)] = float(one.find("value").get("value"))
        return found

    numbers = {one.get("id"): at for at, one in enumerate(tree.find("criteria"))}
    criteria = [
        smaa.OutrankingCriterion(
            float(one.find("indifferenceTH").get("value")),
            float(one.find("preferenceTH").get("value")),
            higher=one.find("ascending").get("value") == "true",
        )
        for one in tree.find("criteria")
    ]
    scores = table("measurements", {one.get("id"): at for at, one in enumerate(tree.find("alternatives"))})
    limits = table("upperBounds", {one.get("id"): at for at, one in enumerate(list(tree.find("categories"))[:-1])})
    bounds = {
        column(one): (float(one.find("value").get("start")), float(one.find("value").get("end")))
        for one in tree.find("preferences")
    }
    cut = tree.find("lambda")
    return scores, limits, criteria, bounds, (float(cut.get("start")), float(cut.get("end")))


def electre_tri(scores, limits, criteria, weights, cut):
    """The definition word for word, one draw; optimistic rule."""

    def credible(a, b):
        total = 0.0
        for k, one in enumerate(criteria):
            short = (b[k] - a[k]) if one.higher else (a[k] - b[k])
            if short <= one.q + 1e-9:
                total += weights[k]
            elif short < one.p:
                total += weights[k] * (one.p - short) / (one.p - one.q)
        return total >= cut

    found = []
    for a in scores:
        place = 0
        while place < len(limits) and not (credible(limits[place], a) and not credible(a, limits[place])):
            place += 1
        found.append(place)
    return found


def test_risk_zoning_model_of_tervonen_2009(shared_data):
    """The result is in the paper, not in the file; the whole model is, so the definition itself is the oracle here."""
    scores, limits, criteria, bounds, cut = risk_zoning(shared_data / "mcda" / "jsmaa" / "smaatri-riskzoning.jsmaa")
    assert scores.shape == (10, 10) and limits.shape == (3, 10) and cut == (0.65, 0.85)
    assert np.isfinite(scores).all() and np.isfinite(limits).all()
    space = smaa.WeightSpace(10, bounds=bounds)
    found = smaa.smaa_tri(scores, limits, criteria, space, generator=chance(), cut=cut, optimistic=True, n=40_000)
    assert found.counts.sum(axis=1).tolist() == [40_000] * 10
    draws, generator = 1500, chance(8)
    counts = np.zeros((10, 4))
    for weights in smaa.sampler(space, generator).draw(draws):
        counts[np.arange(10), electre_tri(scores, limits, criteria, weights, generator.uniform(*cut))] += 1
    apart = np.abs(counts / draws - found.acceptability)
    assert (
        apart <= 4.5 * np.hypot(found.error, smaa.standard_error(counts / found.inflation, draws / found.inflation))
    ).all()


LOGNORMAL = {"lognormal": smaa.LogNormal, "gaussian": smaa.Normal}


def benefit_risk(path):
    """The published model: cells, directions, and the range of each criterion that 95 in 100 draws lie in, as JSMAA scales."""
    tree = ElementTree.parse(path).getroot()
    rows, columns = (
        {one.get("id"): at for at, one in enumerate(tree.find(part))} for part in ("alternatives", "criteria")
    )
    cells = [[None] * len(columns) for _row in rows]
    for one in tree.find("measurements"):
        value = one.find("value")
        made = LOGNORMAL[value.get("class")](float(value.get("mean")), float(value.get("stdev")))
        cells[rows[one.find("alternative").get("ref")]][columns[one.find("criterion").get("ref")]] = made
    higher = [one.find("ascending").get("value") == "true" for one in tree.find("criteria")]
    ends = []
    for column in zip(*cells, strict=True):
        low, high = (np.array([one.mean + sign * 1.96 * one.deviation for one in column]) for sign in (-1, 1))
        ratio = isinstance(column[0], smaa.LogNormal)
        ends.append((np.exp(low.min()), np.exp(high.max())) if ratio else (low.min(), high.max()))
    return cells, higher, ends


def test_benefit_risk_model_with_lognormal_and_normal_scores(shared_data):
    """The result is in the paper, not in the file: the definition, drawn without the library, is the oracle."""
    cells, higher, ends = benefit_risk(shared_data / "mcda" / "jsmaa" / "smaa2-benefitrisk.jsmaa")
    assert (len(cells), len(cells[0])) == (4, 6) and higher == [True, *[False] * 5]
    worst = [low if up else high for up, (low, high) in zip(higher, ends, strict=True)]
    best = [high if up else low for up, (low, high) in zip(higher, ends, strict=True)]
    found = smaa.smaa2(cells, generator=chance(), model=smaa.WeightedSum(worst, best), higher=higher, n=60_000)
    draws, generator = 5_000, np.random.RandomState(7)
    ranks = np.zeros((4, 4))
    for _draw in range(draws):
        gaps = np.diff(np.sort(np.concatenate([[0.0, 1.0], generator.uniform(size=5)])))
        scores = []
        for row in cells:
            drawn = [
                np.exp(one.mean + one.deviation * generator.standard_normal())
                if isinstance(one, smaa.LogNormal)
                else one.mean + one.deviation * generator.standard_normal()
                for one in row
            ]
            scores.append(sum(w * (x - lo) / (hi - lo) for w, x, lo, hi in zip(gaps, drawn, worst, best, strict=True)))
        for rank, who in enumerate(sorted(range(4), key=lambda at: -scores[at])):
            ranks[who, rank] += 1
    apart = np.abs(ranks / draws - found.acceptability)
    assert (apart <= 4.5 * np.hypot(found.error, smaa.standard_error(ranks, draws))).all()
