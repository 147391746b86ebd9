"""What changed, and what was carried over: diffs that give both texts back, items found wherever they moved."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.documents import build_documents
from corpus.folding import fold
from corpus.readers import read
from corpus.types import Document, RawDocument
from nlp.alignment import align_items, word_diff
from nlp.changes import ADDED, EDITED, VERBATIM
from nlp.segmentation import Segmenter

SAMPLE = Path(corpus.__file__).parent / "sample"


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


def shown(old: str, new: str, segmenter: Segmenter) -> str:
    return "".join(
        text if op == "=" else f"[{op}{text}]" for op, text in word_diff(old, new, segmenter.pieces)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("毛入园率达到93.5%以上", "毛入园率达到94%以上", "毛入园率达到[-93.5%][+94%]以上"),
        ("新创建优质园10—12所", "新创建优质园8—10所", "新创建优质园[-10—12][+8—10]所"),
        ("改造危房百分之九十三", "改造危房百分之九十五", "改造危房[-百分之九十三][+百分之九十五]"),
        ("年内新建20所学校。", "年内新建30所幼儿园。", "年内新建[-20所学校][+30所幼儿园]。"),
        ("減輕課業負擔", "減輕課業負擔", "減輕課業負擔"),
        ("", "新增一项", "[+新增一项]"),
        ("", "", ""),
    ],
)
def test_a_diff_reads_well(old: str, new: str, expected: str, segmenter: Segmenter) -> None:
    assert shown(old, new, segmenter) == expected


TEXTS = st.lists(
    st.sampled_from(["减负", "的", "，", "93.5%", "10—12", "所", "學校", "　", "\n", "𠀀", "\u200b", "十二五", "ＧＤＰ", "教育局"]),
    max_size=12,
).map("".join)  # fmt: skip


@given(TEXTS, TEXTS)
def test_a_diff_gives_both_texts_back(old: str, new: str) -> None:
    def by_character(text: str) -> list[str]:
        return list(text)

    diff = word_diff(old, new, by_character)
    assert "".join(text for op, text in diff if op != "+") == old
    assert "".join(text for op, text in diff if op != "-") == new
    assert all(text for _, text in diff)
    assert all(first[0] != second[0] for first, second in pairwise(diff))


def test_items_are_found_wherever_they_moved_and_only_once() -> None:
    old = ["严控作业总量，减轻负担。", "改造校舍危房3处。", "改造校舍危房3处。", "办好老年大学。"]
    new = ["改造校舍危房5处。", "改造校舍危房3处。", "開展課後服務。", "严控作业总量,减轻负担。"]
    found = align_items(old, new)
    assert [(item.status, item.previous) for item in found.items] == [
        (EDITED, 2),
        (VERBATIM, 1),
        (ADDED, None),
        (VERBATIM, 0),
    ]
    assert found.dropped == (3,)


def test_nothing_beside_nothing() -> None:
    assert align_items([], []).items == ()
    assert [item.status for item in align_items([], ["减负。"]).items] == [ADDED]
    assert align_items(["减负。"], []).dropped == (0,)


def plans() -> list[tuple[dict[str, list[object]], Document]]:
    found = []
    for path in sorted((SAMPLE / "truth").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            truth = json.loads(line)
            (file,) = (SAMPLE / "plans").glob(Path(truth["file"]).stem + ".*")
            (raw,) = read(file.read_bytes(), file.name, file.name)
            assert isinstance(raw, RawDocument)
            (document,) = build_documents(raw)
            found.append((truth, document))
    return found


def place(text: object, keys: list[str]) -> int | None:
    """The passage that is, holds or makes up most of a planted item."""
    wanted = fold(str(text)).text
    near = [n for n, key in enumerate(keys) if wanted in key or key in wanted]
    return max(near, key=lambda n: (keys[n] == wanted, len(keys[n])), default=None)


def test_what_was_planted_in_the_sample_plans_is_found() -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    before: Document | None = None
    for truth, document in plans():
        if before is None or before.issuer != document.issuer:
            before = document
            continue
        old, new = ([one.text for one in plan.passages] for plan in (before, document))
        old_keys, new_keys = ([fold(text).text for text in texts] for texts in (old, new))
        before = document
        found = align_items(old, new)

        def note(kind: str, good: bool) -> None:
            (right if good else wrong)[kind] += 1

        for kind in ("verbatim", "verbatim_folded"):
            for text in truth.get(kind, []):
                at = place(text[1] if isinstance(text, list) else text, new_keys)
                if at is not None and new_keys[at] in old_keys:  # some are only a clause of their item
                    note(kind, found.items[at].status == VERBATIM)
        for kind in ("edited", "rewritten"):
            for first, second in truth.get(kind, []):  # type: ignore[misc]
                a, b = place(first, old_keys), place(second, new_keys)
                if a is not None and b is not None:
                    note(kind, found.items[b].previous == a)
        for text in truth["new"]:
            at = place(text, new_keys)
            if at is not None:
                note("new", found.items[at].status == ADDED)
        for text in truth["dropped"]:
            at = place(text, old_keys)
            if at is not None:
                note("dropped", at in found.dropped)
    assert sum(right.values()) > 900
    assert wrong["verbatim"] == wrong["verbatim_folded"] == 0
    assert wrong["edited"] <= 4  # of 297
    assert wrong["new"] <= 8 and wrong["dropped"] <= 3  # of 169 and 174: texts that do share clauses
    assert wrong["rewritten"] <= 13  # of 66: same matter, other words
