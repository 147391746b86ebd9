"""What became of this file?"""

from __future__ import annotations

import importlib
import json
import re
import statistics
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import build_documents
from corpus.errors import Refused
from corpus.types import NOISE_TYPES, Document, RawDocument

SHARED = Path(__file__).parents[2] / "shared" / "data"
SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there")


def build(text: str, name: str = "a.txt") -> list[Document]:
    return build_documents(RawDocument(name, name, text, "txt"))


def rows_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def reports() -> list[tuple[dict[str, object], Document]]:
    rows = rows_of(SHARED / "government-work-reports.jsonl")
    pairs = []
    for number, row in enumerate(rows, start=1):
        given = {key: str(row[key]) for key in ("title", "url", "year") if row[key]}
        name = f"government-work-reports.jsonl 第{number}行"
        (document,) = build_documents(RawDocument(name, name, str(row["content"]), "jsonl", given))
        pairs.append((row, document))
    return pairs


@pytest.fixture(scope="module")
def seed() -> Document:
    (document,) = build((SHARED / "seed-plan.txt").read_text(encoding="utf-8"), "seed-plan.txt")
    return document


def assert_made_up_of_its_parts(document: Document) -> None:
    """Every character that is no white space stands in one passage, heading, item number or noise."""
    text = document.text
    covered = bytearray(len(text))
    spans = [(p.start, p.end) for p in document.passages] + [(n.start, n.end) for n in document.noise]
    spans += [(h.start, h.end) for h in document.outline]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert not any(covered[start:end])
        covered[start:end] = b"\1" * (end - start)
    starts = {p.start for p in document.passages if p.item}
    for gap in re.finditer(r"\S+", "".join(" " if covered[at] else char for at, char in enumerate(text))):
        after = len(text[gap.end() :]) - len(text[gap.end() :].lstrip())
        assert gap.end() + after in starts, gap
    for passage in document.passages:
        assert passage.text == text[passage.start : passage.end] == passage.text.strip()
        assert 0 < len(passage.text) <= 260
    assert {noise.type for noise in document.noise} <= set(NOISE_TYPES)


@needs_shared
def test_the_seed_is_titled_by_the_line_over_the_copy_of_its_opening(seed: Document) -> None:
    assert seed.title == "教育局基础教育处2023年工作要点"
    assert (seed.year, seed.issuer, seed.region, seed.doc_type) == (
        2023,
        "教育局基础教育处",
        None,
        "工作要点",
    )
    assert seed.stage == ("学前", "义务", "高中", "特殊")
    assert seed.found["title"] == "文末标题行"


@needs_shared
def test_the_seed_contradicts_its_year(seed: Document) -> None:
    assert seed.year_conflict
    assert "减负令" in seed.found["year_conflict"]


@needs_shared
def test_item_7_of_the_seed_is_a_passage_of_its_own(seed: Document) -> None:
    (passage,) = [passage for passage in seed.passages if "减负令" in passage.text]
    assert passage.text == "贯彻教育部“减负令”,切实规范中小学办学行为。"
    assert passage.heading_path == ("三、重点工作", "二)深化素质教育")
    assert passage.item == "7"


@needs_shared
def test_the_seed_has_its_outline_and_all_its_items(seed: Document) -> None:
    headings = [heading.number + heading.title for heading in seed.outline if heading.level == 1]
    assert headings == ["一、总体要求。", "二、主要目标。", "三、重点工作。"]
    tasks = [passage.item for passage in seed.passages if passage.heading_path[0] == "三、重点工作"]
    assert tasks == [str(n) for count in (2, 7, 7, 6, 4) for n in range(1, count + 1)]
    assert any(passage.text == "研究制订新一轮中考改革方案。" for passage in seed.passages)


@needs_shared
def test_no_teaser_of_the_seed_is_evidence(seed: Document) -> None:
    body = "".join(passage.text for passage in seed.passages)
    assert "十二五" not in body
    assert "2018年" not in body
    assert body.count("夯实基础") == 1
    kinds = [noise.type for noise in seed.noise]
    assert kinds == ["title", "copy", "teaser", "teaser", "teaser", "teaser"]


@needs_shared
def test_the_seed_is_made_up_of_its_parts(seed: Document) -> None:
    assert_made_up_of_its_parts(seed)


@needs_shared
@pytest.mark.slow
def test_the_reports_are_read_as_a_clerk_would() -> None:
    lengths: list[int] = []
    for row, document in reports():
        assert_made_up_of_its_parts(document)
        assert document.title == row["title"]
        assert document.year == (int(str(row["year"])) if row["year"] else None)
        assert document.doc_type == ("报告" if row["year"] else "决议")
        assert document.level == "国家"
        assert not document.year_conflict
        body = "".join(passage.text for passage in document.passages)
        assert "公有领域" not in body
        assert "Public domain" not in body
        lengths += [len(passage.text) for passage in document.passages]
    assert 80 <= statistics.mean(lengths) <= 130


def sample_plans() -> list[tuple[dict[str, object], str]]:
    truths = [truth for path in sorted((SAMPLE / "truth").glob("*.jsonl")) for truth in rows_of(path)]
    found = []
    for truth in truths:
        path = SAMPLE / str(truth["file"])
        if path.suffix == ".txt" and path.exists():
            data = path.read_bytes()
            try:
                found.append((truth, data.decode("utf-8-sig")))
            except UnicodeDecodeError:
                found.append((truth, data.decode("gb18030")))
    return found


def test_the_sample_plans_are_read_as_they_were_written() -> None:
    plans = sample_plans()
    assert len(plans) > 40
    for truth, text in plans:
        (document,) = build(text)
        assert_made_up_of_its_parts(document)
        assert (document.year, document.level, document.doc_type) == (
            truth["year"],
            truth["level"],
            truth["doc_type"],
        )
        assert str(truth["issuer"]) == document.issuer
        assert not document.year_conflict
        if document.title == truth["title"]:
            headings = [(heading.number + heading.title).rstrip("。") for heading in document.outline]
            assert set(map(str, truth["headings"])) <= set(headings)  # type: ignore[call-overload]


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(Refused):
        build(" \n\u200b\u3000\n")


PIECES = st.sampled_from(
    ["一、", "（二）", "1.", "2.", "①", "一是", "减负工作", "教育，", "质量。", "\n", "\n\n", "\u200b", "　", "…", "“", "”。", "2013年",
     "xx", "**", "工作要点", "各位代表！", "第一章", "— 3 —", "）", "《", "》", "...", " ", "第二，", "10—12所", "：", "；"]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(PIECES, min_size=1, max_size=60).map("".join))
def test_any_text_is_made_up_of_its_parts(text: str) -> None:
    try:
        documents = build(text)
    except Refused:
        return
    for document in documents:
        assert_made_up_of_its_parts(document)


ROOMS = ("folding", "numerals", "years", "paragraphs", "numbering", "marks", "noise", "titles", "pieces", "outline",
         "passages", "issuers", "metadata", "year_evidence", "bundles")  # fmt: skip
UNITS = ("一", "1", "教", "(", "《", '"', " ", "，", "。", "第", "年", "2013", "2013年", "x", "*", "-", "...", "市", "教育局", "一、", "20 ")  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_no_pattern_takes_long_over_a_hostile_line(room: str) -> None:
    patterns = [
        value
        for value in vars(importlib.import_module(f"corpus.{room}")).values()
        if isinstance(value, re.Pattern)
    ]
    for pattern in patterns:
        for unit in UNITS:
            for text in (unit * (100_000 // len(unit)), "教" + unit * (100_000 // len(unit)) + "教"):
                start = time.perf_counter()
                pattern.search(text)
                assert time.perf_counter() - start < 1, (pattern.pattern, unit)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", [*UNITS, "一、x\n", "a。\n", "篇一\n", "目录\n", "2013年工作要点\n", "①", "；", "\u200b教\n"]
)
def test_a_hostile_text_is_read_in_seconds(unit: str) -> None:
    start = time.perf_counter()
    try:
        build("教" + unit * (100_000 // len(unit)))
    finally:
        assert time.perf_counter() - start < 10
