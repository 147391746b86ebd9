"""Does ``make bench`` reckon rightly?  What can be seen without peers and without the model."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from bench import peers
from bench.ask import search_ratios
from bench.ingest import ingest_ratios
from bench.limit import layer_shapes, limit_lines, model_flops
from bench.others import Others
from bench.peers import SearchPeers
from bench.table import RATE, TIME, Ratio, lines
from bench.themes import theme_ratios

SMALL = {"num_hidden_layers": 2, "hidden_size": 4, "intermediate_size": 16}

CHILD = """
import json, sys
print(json.dumps(["plain"]), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    vector = [0.6, 0.8]
    print(json.dumps({"seconds": [0.5] * len(asked["questions"])} if "questions" in asked
                     else {"seconds": float(len(asked["texts"])), "vector": vector}), flush=True)
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that answers without a model."""
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "peer_search.py").write_text(CHILD)
    monkeypatch.setattr(peers, "ROOT", tmp_path)
    monkeypatch.setattr(peers, "PYTHON", Path(sys.executable))


def test_operations_are_those_of_the_matrix_products() -> None:
    """By hand, for one text of 5 tokens: the four linear products, and both of attention over 5 × 5 scores."""
    linear = sum(2 * rows * wide * out for rows, wide, out in layer_shapes(SMALL, 5))
    attention = 2 * (2 * 5 * 5 * 4)
    assert model_flops(SMALL, [5]) == 2 * (linear + attention)
    assert model_flops(SMALL, [5, 7]) == model_flops(SMALL, [5]) + model_flops(SMALL, [7])


def test_e5_small_takes_the_operations_that_its_size_tells() -> None:
    """21.2 million weights in its layers, twice for each token, when attention hardly counts."""
    e5 = {"num_hidden_layers": 12, "hidden_size": 384, "intermediate_size": 1536}
    assert model_flops(e5, [1]) == pytest.approx(2 * 12 * 12 * 384**2, rel=0.001)


def test_the_share_of_the_limit_is_of_the_better_product() -> None:
    shares = limit_lines({"int8": 50e9, "bfloat16": 40e9}, 100e9, 200e9)
    assert [value for _, value in shares[:2]] == ["25%，50 GFLOP/s", "20%，40 GFLOP/s"]
    assert shares[2][1].startswith("100、200 GFLOP/s")


def test_a_rate_is_better_when_higher_and_a_time_when_lower() -> None:
    assert Ratio("", "", 120, 40, RATE).times == 3
    assert Ratio("", "", 40, 120, TIME).times == 3


def test_ingest_has_a_line_for_each_peer() -> None:
    found = ingest_ratios("收录", 1000, {"策鉴": 5.0, "plain": 20.0, "txtai": 25.0})
    assert [(one.peer, one.times, one.wanted) for one in found] == [
        ("sentence-transformers + FAISS（float32）", 4.0, 2.5),
        ("txtai", 5.0, 3.0),
    ]


def test_without_txtai_the_others_stand() -> None:
    assert [one.peer for one in search_ratios("搜索", {"策鉴": [0.01], "plain": [0.02]})] == [
        "sentence-transformers + FAISS（float32）"
    ]


def test_search_compares_medians() -> None:
    (found,) = search_ratios("搜索", {"策鉴": [0.01, 0.02, 9.0], "txtai": [0.06, 0.06, 0.01]})
    assert (found.ours, found.theirs) == pytest.approx((20, 60))
    assert found.times == pytest.approx(3)


def test_themes_are_measured_alone_and_as_a_whole_answer() -> None:
    alone, whole = theme_ratios("混合题", [0.02, 0.02], [0.04, 0.04], [0.2, 0.2, 9.0])
    assert (alone.times, whole.times) == pytest.approx((10, 5))


def test_the_table_lines_up_in_two_wide_characters() -> None:
    head, line = lines([Ratio("收录", "txtai", 120.4, 40, RATE, 2.5)])
    assert line == "收录    txtai  3.0   2.5   120 段/秒  40 段/秒"
    assert head.startswith("比的是  对手   倍数  要求  策鉴")


@pytest.mark.usefixtures("child")
def test_peers_are_asked_through_their_process() -> None:
    with SearchPeers("model") as asked:
        assert asked.names == ["plain"]
        assert asked.index("plain", ["一", "二"], np.array([0.6, 0.8])) == 2.0
        assert asked.search("plain", ["甲", "乙"]) == [0.5, 0.5]


@pytest.mark.usefixtures("child")
def test_another_model_is_not_compared() -> None:
    with SearchPeers("model") as asked, pytest.raises(RuntimeError, match="不是同一个模型"):
        asked.index("plain", ["一"], np.array([1.0, 0.0]))


def test_a_peer_that_dies_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "ROOT", tmp_path)
    monkeypatch.setattr(peers, "PYTHON", Path(sys.executable))
    with pytest.raises(RuntimeError, match="make peers"):
        SearchPeers("model")


def test_others_that_take_a_core_are_told_of(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    stat.write_text("cpu  100 0 50 900 7 1 1 0 0 0\n")
    others = Others(stat)
    assert others.line() is None
    taken = 3600 * os.sysconf("SC_CLK_TCK")
    stat.write_text(f"cpu  {100 + taken} 0 50 900 7 1 1 0 0 0\n")
    said = others.line()
    assert said and "空闲的机器上再测" in said[1]


def test_where_nothing_counts_nothing_is_said(tmp_path: Path) -> None:
    assert Others(tmp_path / "none").cores() == 0
