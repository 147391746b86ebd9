from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlp.concept_files import (
    SHIPPED,
    Concept,
    ConceptError,
    Link,
    Negative,
    Wording,
    parse_concepts,
    wording_pattern,
)
from nlp.concepts import ConceptStore

FILES = sorted(SHIPPED.glob("*.toml"))


def parse(body: str) -> list[Concept]:
    return parse_concepts(f'[[concept]]\nname = "学生减负"\n{body}', "burden", "本地/burden.toml")


def test_a_concept_is_read_as_it_is_written() -> None:
    (concept,) = parse(
        """
gloss = "减轻课业负担"
wordings = ["课业负担", "学生…负担",
  { text = "双减", from = 2021, to = 2030, source = "关于进一步减轻……的意见", year = 2021 }]
colloquial = ["书包太重"]
negative = ["企业减负", { text = "减税降费", scope = "sentence", why = "企业税费负担" }]
broader = ["义务教育"]
related = ["素质教育"]
links = [{ from = "减负三十条", type = "followed_by", to = "双减", year = 2021, source = "意见" },
  { type = "instrument_of", to = "素质教育" }]
"""
    )
    assert concept == Concept(
        name="学生减负",
        gloss="减轻课业负担",
        area="burden",
        wordings=(
            Wording("课业负担"),
            Wording("学生…负担"),
            Wording("双减", 2021, 2030, "关于进一步减轻……的意见", 2021),
        ),
        colloquial=("书包太重",),
        negative=(Negative("企业减负"), Negative("减税降费", "sentence", "企业税费负担")),
        broader=("义务教育",),
        related=("素质教育",),
        links=(
            Link("减负三十条", "followed_by", "双减", 2021, "意见"),
            Link("学生减负", "instrument_of", "素质教育"),
        ),
    )
    assert concept.terms == ("学生减负", "课业负担", "学生…负担", "双减")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('wording = ["课业负担"]', r"不认识的键 \['wording'\].*可用的键.*wordings"),
        ('wordings = "课业负担"', "wordings 应是列表"),
        ("wordings = [3]", "有一项写法不对：3"),
        ('wordings = ["负"]', "至少要有两个字"),
        ("wordings = [{ text = 3 }]", "至少要有两个字"),
        ('wordings = ["…负担"]', "“…负担”里，省略号应写一个“…”，两边都要有字"),
        ('wordings = ["学生……负担"]', "两边都要有字"),
        ('wordings = ["学生...负担"]', "两边都要有字"),
        ('wordings = [{ text = "双减", form = 2021 }]', "不认识的键"),
        ('wordings = [{ text = "双减", from = 2021 }]', "“双减” 写了起止年份，就要写 source"),
        ('wordings = [{ text = "双减", from = "2021", source = "意见", year = 2021 }]', "年份 '2021' 不对"),
        (
            'wordings = [{ text = "双减", from = 1821, source = "意见", year = 2021 }]',
            "应是 1900—2035 的整数",
        ),
        ('wordings = [{ text = "双减", from = 2021, to = 2018, source = "意见", year = 2021 }]', "晚于止年"),
        ('colloquial = "书包太重"', "colloquial 应是列表"),
        ('colloquial = ["书包太重", 3]', "colloquial 里应都是文字"),
        ('broader = [["义务教育"]]', "broader 里应都是文字"),
        ('negative = [{ text = "企业减负", scope = "全文" }]', "“全文”不对；可用：span、sentence"),
        ('negative = [{ why = "企业" }]', "negative 缺 text"),
        ('links = [{ type = "改称", to = "双减" }]', "“改称”不对；可用：renamed、absorbed"),
        ('links = [{ type = "renamed" }]', "没有 to"),
        ('links = ["双减"]', "有一项写法不对"),
    ],
)
def test_an_error_names_file_concept_and_mend(body: str, said: str) -> None:
    with pytest.raises(ConceptError, match=f"本地/burden.toml 的概念“学生减负”.*{said}"):
        parse(body)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[concept]\n", "不是合法的 TOML"),
        ('[[concepts]]\nname = "学生减负"', r"顶层应只有 \[\[concept\]\]，实际是 \['concepts'\]"),
        ("concept = 3", "concept 应是列表"),
        ("concept = [3]", r"应写成 \[\[concept\]\]"),
        ('[[concept]]\ngloss = "无名"', "没有 name.*无名"),
        ('[[concept]]\nname = " "', "没有 name"),
        ('[[concept]]\nname = "减负"\n[[concept]]\nname = "减负"', "概念重名：减负；请合并"),
    ],
)
def test_a_file_that_is_no_concept_file_says_so(text: str, said: str) -> None:
    with pytest.raises(ConceptError, match=f"本地.toml.*{said}"):
        parse_concepts(text, "本地", "本地.toml")


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("教师…待遇", "提高教师的工资和福利待遇", "教师的工资和福利待遇"),
        ("教师…待遇", "教师待遇", "教师待遇"),
        ("教师…待遇", "教师一二三四五六七八九十一二待遇", "教师一二三四五六七八九十一二待遇"),
        ("教师…待遇", "教师一二三四五六七八九十一二三待遇", None),
        ("教师…待遇", "培训教师。提高待遇", None),
        ("教师…待遇", "培训教师;提高待遇", None),
        ("教师…待遇", "培训教师!提高待遇", None),
        ("163(…)", "163(x)", "163(x)"),
    ],
)
def test_an_ellipsis_stands_for_a_short_gap_in_one_sentence(
    wording: str, text: str, found: str | None
) -> None:
    match = re.search(wording_pattern(wording), text)
    assert (match and match[0]) == found


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_local_folder_adds_concepts_and_extends_those_of_the_same_name(tmp_path: Path) -> None:
    base = write(
        tmp_path / "a",
        "burden.toml",
        '[[concept]]\nname = "学生减负"\ngloss = "原"\nwordings = ["课业负担"]\ncolloquial = ["书包太重"]',
    )
    local = write(
        tmp_path / "b",
        "ours.toml",
        '[[concept]]\nname = "学生减负"\nwordings = ["课业负担", "减负八条"]\nbroader = ["163行动"]\n'
        '[[concept]]\nname = "163行动"\nwordings = ["“163”行动"]',
    )
    found = {c.name: c for c in ConceptStore.open(base, local).concepts}
    extended = found["学生减负"]
    assert {"课业负担", "减负八条"} <= set(extended.terms)
    assert len(extended.terms) == len(set(extended.terms))
    assert "书包太重" in extended.colloquial
    assert extended.broader[-1] == "163行动"
    assert found["163行动"].area == "ours"


def test_a_file_written_by_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_bytes('\ufeff[[concept]]\r\nname = "163行动"\r\n'.encode())
    assert "163行动" in ConceptStore.open(tmp_path).by_name


def test_a_file_in_gb18030_is_named(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_bytes('[[concept]]\nname = "本地行动"'.encode("gb18030"))
    with pytest.raises(ConceptError, match=r"ours\.toml 不是 UTF-8 编码.*另存为 UTF-8"):
        ConceptStore.open(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConceptError, match=r"概念目录不存在：.*没有.*CEJIAN_CONCEPTS"):
        ConceptStore.open(tmp_path / "没有")


def test_the_fingerprint_changes_with_what_is_read(tmp_path: Path) -> None:
    alone = ConceptStore.open().fingerprint
    with_local = ConceptStore.open(write(tmp_path, "ours.toml", '[[concept]]\nname = "163行动"')).fingerprint
    changed = ConceptStore.open(write(tmp_path, "ours.toml", '[[concept]]\nname = "164行动"')).fingerprint
    assert len({alone, with_local, changed}) == 3
    assert ConceptStore.open().fingerprint == alone


@pytest.mark.parametrize("key", ["broader", "related"])
def test_a_neighbour_that_is_no_concept_is_named(key: str) -> None:
    neighbours = {"broader": (), "related": (), key: ("没有的",)}
    store = ConceptStore(
        (Concept("学生减负", "", "", (), (), (), neighbours["broader"], neighbours["related"]),)
    )
    with pytest.raises(ConceptError, match=f"概念“学生减负”的 {key} 写了“没有的”"):
        store.check_links()


def test_a_link_may_join_wordings_but_not_strangers() -> None:
    links = (Link("减负十条", "followed_by", "减负三十条"),)
    known = ConceptStore(
        (Concept("学生减负", "", "", (Wording("减负十条"), Wording("减负三十条")), links=links),)
    )
    known.check_links()
    assert known.links_of == {"减负十条": (("to", links[0]),), "减负三十条": (("from", links[0]),)}
    strange = ConceptStore((Concept("学生减负", "", "", (Wording("减负十条"),), links=links),))
    with pytest.raises(ConceptError, match="概念“学生减负”的 links 写了“减负三十条”"):
        strange.check_links()


def test_a_term_of_two_concepts_belongs_to_the_one_it_names_first() -> None:
    store = ConceptStore(
        (
            Concept("校外培训治理", "", "", (Wording("双减"),), colloquial=("补习班",)),
            Concept("双减", "", "", (Wording("减负"),)),
        )
    )
    assert [c.name for c in store.by_term["双减"]] == ["双减", "校外培训治理"]
    assert [c.name for c in store.by_term["补习班"]] == ["校外培训治理"]
    assert store.narrower == {}


# -- the concepts that ship -------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> tuple[Concept, ...]:
    return ConceptStore.open().concepts


def test_every_shipped_concept_has_a_gloss_and_three_wordings(shipped: tuple[Concept, ...]) -> None:
    assert [c.name for c in shipped if not c.gloss or len({w.text for w in c.wordings} - {c.name}) < 3] == []


def test_no_concept_is_in_two_files() -> None:
    names = [
        c.name
        for path in FILES
        for c in parse_concepts(path.read_text(encoding="utf-8"), path.stem, path.name)
    ]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_store_is_as_large_as_the_design_wants(shipped: tuple[Concept, ...]) -> None:
    assert len(shipped) >= 500
    assert sum(bool(c.negative) for c in shipped) >= 150
    assert sum(bool(c.links) for c in shipped) >= 150


def test_the_double_reduction_follows_the_ten_articles_and_is_no_new_name_for_them() -> None:
    store = ConceptStore.open()
    (burden,) = (c for c in store.by_term["双减"] if "课业负担" in c.terms)
    types = {link.type for term in burden.terms for _, link in store.links_of.get(term, ())}
    assert "followed_by" in types
    assert "renamed" not in types
