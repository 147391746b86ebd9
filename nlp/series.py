"""How has this figure gone over the years?  One issuer's measures as series, each promise with its result.

A series is one indicator in one unit; what was said by how much it grew is a series of its own.  Wordings
of one indicator come together (义务教育巩固率, 九年义务教育巩固率), but never two that one document tells
apart (小学入学率, 初中入学率).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.folding import fold_key
from nlp.promises import RESULT, TARGET

NEW, RAISED, LOWERED, REPEATED, DROPPED = "new", "raised", "lowered", "repeated", "dropped"
ALIKE = 0.85
"""Share of common character pairs from which a wording may be a longer form of another: it joins
九年义务教育巩固率 to 义务教育巩固率 (0.86), and not 高速公路里程 to 公路里程 (0.75)."""

_SET_ASIDE = re.compile(
    "^(?:全[国省市区县校]|我[国省市区县校]|本[省市区县校]|各地|新(?!增)|继续|其中|累计|创建|评选|遴选)+|的|[^一-龥a-z0-9]"
    "|适龄|九年(?=义务)|家庭(?=人均)|年(?=交流)|(?<=交流)轮岗"
)
_NUMERAL = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十两]+")
_CONTRASTS = (
    (
        "小学",
        "初中",
        "高中",
        "中学",
        "幼儿",
        "学前",
        "义务",
        "高等",
        "高校",
        "中等",
        "中职",
        "高职",
        "职业",
        "特殊",
    ),
    ("城镇", "城市", "农村", "乡村"),
    ("公办", "民办"),
    ("毛", "净"),
    ("进",),
    ("男", "女"),
    ("教师", "学生", "校长", "园长"),
    ("本科", "专科", "研究生", "博士", "硕士"),
    ("优质", "普惠"),
)
"""Words that tell indicators apart, however alike the rest is."""
_PEOPLE = frozenset("名位人")
_LOW_SIDE, _HIGH_SIDE = (">=", ">"), ("<=", "<")


@dataclass(frozen=True, slots=True)
class Point:
    """One measure of one document; ``place`` is the caller's own number for it.

    ``doubtful``: the document's year is in doubt, so that it makes nothing new, raised or dropped.
    """

    place: int
    year: int | None
    document: str
    kind: str
    indicator: str
    operator: str
    low: float | None
    high: float | None
    unit: str
    deadline: int | None
    growth: bool
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A point in its series, with what became of it; a ``dropped`` one has no point of its own.

    ``change`` compares with the same kind of figure in the document before.  ``met_by`` is the place of
    the result that a later document reports, ``met`` whether it reaches what was promised.
    """

    year: int | None
    point: Point | None
    change: str | None
    met_by: int | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator over the years, in its most frequent wording."""

    indicator: str
    unit: str
    growth: bool
    entries: tuple[Entry, ...]


def series_of(points: Sequence[Point], plan_years: Collection[int]) -> list[Series]:
    """The series of one issuer; ``plan_years`` are the years of which it has a plan or report for one year.

    Longest first, then the most recent, then by name.

    >>> said = [("入园率", 2013, 94), ("入园率", 2014, 95.5)]
    >>> points = [Point(n, y, str(y), TARGET, i, ">=", v, None, "%", None, False) for n, (i, y, v) in enumerate(said)]
    >>> [(entry.year, entry.change) for entry in series_of(points, {2013, 2014, 2015})[0].entries]
    [(2013, 'new'), (2014, 'raised'), (2015, 'dropped')]
    """
    years = sorted(plan_years)
    found = [
        Series(
            _name(group, "indicator"), _name(group, "unit"), group[0].growth, tuple(_entries(group, years))
        )
        for group in _groups(points)
    ]
    return sorted(found, key=lambda one: (-len(one.entries), -_last_year(one), one.indicator, one.unit))


def indicator_key(indicator: str) -> str:
    """What is compared of an indicator: folded, without place, 新 and 的.

    >>> indicator_key("全市“新创建”省优质幼儿园")
    '省优质幼儿园'
    """
    key, before = fold_key(indicator), ""
    while key != before:
        key, before = _SET_ASIDE.sub("", key), key
    return key


def _groups(points: Iterable[Point]) -> list[list[Point]]:
    """Points of one indicator, unit and sense; each group in order of year, document and place."""
    by_sense: dict[tuple[str, bool], dict[str, list[Point]]] = {}
    for point in points:
        key = indicator_key(point.indicator)
        if key:
            unit = "人" if point.unit in _PEOPLE else point.unit
            by_sense.setdefault((unit, point.growth), {}).setdefault(key, []).append(point)
    groups: list[list[Point]] = []
    for sense in sorted(by_sense):
        groups.extend(_joined(by_sense[sense]))
    return [sorted(group, key=lambda p: (p.year or 0, p.document, p.place)) for group in groups]


@dataclass(slots=True)
class _Cluster:
    key: str
    pairs: frozenset[str]
    points: list[Point]
    documents: set[str]


def _joined(keyed: dict[str, list[Point]]) -> list[list[Point]]:
    """Keys that mean the same, joined; the most frequent wording first, so that the rest gather around it."""
    clusters: list[_Cluster] = []
    by_pair: dict[str, list[int]] = {}
    for key in sorted(keyed, key=lambda key: (-len(keyed[key]), key)):
        points = keyed[key]
        documents = {point.document for point in points}
        pairs = _pairs(key)
        near = Counter(number for pair in pairs for number in by_pair.get(pair, ()))
        best, place = 0.0, -1
        for number, shared in sorted(near.items()):
            cluster = clusters[number]
            alike = 2 * shared / (len(pairs) + len(cluster.pairs))
            if (
                alike >= ALIKE
                and alike > best
                and not documents & cluster.documents
                and _same(key, cluster.key)
            ):
                best, place = alike, number
        if place >= 0:
            clusters[place].points.extend(points)
            clusters[place].documents |= documents
            continue
        for pair in pairs:
            by_pair.setdefault(pair, []).append(len(clusters))
        clusters.append(_Cluster(key, pairs, list(points), documents))
    return [cluster.points for cluster in clusters]


def _pairs(key: str) -> frozenset[str]:
    return frozenset(key[at : at + 2] for at in range(len(key) - 1)) or frozenset((key,))


def _same(one: str, other: str) -> bool:
    """Whether one wording is the other with something put in, and that tells nothing apart: no contrasting
    word, no other numeral, the same end."""
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    if one[-2:] != other[-2:] or not all(character in rest for character in shorter):
        return False
    for words in _CONTRASTS:
        mine, theirs = {w for w in words if w in one}, {w for w in words if w in other}
        if mine != theirs:
            return False
    numerals, others = set(_NUMERAL.findall(one)), set(_NUMERAL.findall(other))
    return not numerals or not others or numerals == others


def _name(group: Sequence[Point], field: str) -> str:
    """The most frequent indicator or unit; of equals the shortest, then the first in order."""
    counts = Counter[str](getattr(point, field) for point in group)
    return min(counts, key=lambda name: (-counts[name], len(name), name))


def _entries(group: Sequence[Point], years: Sequence[int]) -> list[Entry]:
    """The points of a group in order, repetitions within a document left out, with what became of each."""
    once = {(p.document, p.kind, p.operator, p.low, p.high, p.deadline): p for p in reversed(group)}
    points = [point for point in group if once[_identity(point)] is point]
    entries = [_with_result(Entry(p.year, p, _change(p, points)), points) for p in points]
    entries += [Entry(year, None, DROPPED) for year in _dropped(points, years)]
    return sorted(
        entries, key=lambda e: (e.year is None, e.year or 0, e.point is None, e.point.place if e.point else 0)
    )


def _identity(p: Point) -> tuple[str, str, str, float | None, float | None, int | None]:
    return (p.document, p.kind, p.operator, p.low, p.high, p.deadline)


def _change(point: Point, points: Sequence[Point]) -> str | None:
    """Against the last figure of this kind in an earlier year, of the same deadline if there are several."""
    if point.year is None or point.doubtful or point.kind not in (TARGET, RESULT):
        return None
    earlier = [
        p
        for p in points
        if p.kind == point.kind and p.year is not None and p.year < point.year and not p.doubtful
    ]
    if not earlier:
        return NEW
    latest = [p for p in earlier if p.year == earlier[-1].year]
    before = next((p for p in latest if p.deadline == point.deadline), latest[-1])
    old, new = _size(before), _size(point)
    if old == new or old is None or new is None:
        return REPEATED
    return RAISED if new > old else LOWERED


def _size(point: Point) -> tuple[float, float] | None:
    """What is compared: the lower end, then the upper."""
    low = point.low if point.low is not None else point.high
    high = point.high if point.high is not None else point.low
    return None if low is None or high is None else (low, high)


def _dropped(points: Sequence[Point], years: Sequence[int]) -> list[int]:
    """The first plan year after each run of promises in which nothing is said of the indicator."""
    spoken = {point.year for point in points if point.year is not None}
    found = []
    for point in points:
        if point.kind != TARGET or point.year is None or point.doubtful:
            continue
        following = next((year for year in years if year > (point.year or 0)), None)
        if following is not None and following not in spoken and following not in found:
            found.append(following)
    return found


def _with_result(entry: Entry, points: Sequence[Point]) -> Entry:
    """A promise with the result that a later document reports for the year it was due, or the year after."""
    promise = entry.point
    if promise is None or promise.kind != TARGET or promise.year is None or promise.doubtful:
        return entry
    due = promise.deadline or promise.year
    for point in points:
        year = None if point.doubtful or point.kind != RESULT else point.year
        if year is not None and year > promise.year and due <= year <= due + 1:
            return replace(entry, met_by=point.place, met=_reaches(promise, point))
    return entry


def _reaches(promise: Point, result: Point) -> bool | None:
    """Whether a result is what was promised; None where the promise has no clear limit (左右, 基本)."""
    low, high = (result.low, result.high)
    value = low if low is not None else high
    if value is None:
        return None
    if promise.operator in _HIGH_SIDE and promise.high is not None:
        return value <= promise.high
    if promise.operator in (*_LOW_SIDE, "=", "range", "all", "multiple") and promise.low is not None:
        return value >= promise.low
    return None


def _last_year(one: Series) -> int:
    return max((entry.year for entry in one.entries if entry.year is not None), default=0)
