"""Which figures does a passage promise or report?  Indicator, operator, number, unit, deadline and kind.

>>> [(m.indicator, m.operator, m.low, m.high, m.unit) for m in find_measures("学前三年入园率达到93.5%以上。", "工作要点", 2013)]
[('学前三年入园率', '>=', 93.5, None, '%')]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.folding import fold
from nlp.amounts import Amount, find_amounts
from nlp.countable import is_measure, names
from nlp.indicators import LONGEST, PARENTHESES, before_number, behind_unit, head_of, split_among
from nlp.promises import BASELINE, LOOKING_BACK, TARGET, Mood, heading_mood, is_baseline, moods
from nlp.wholes import ALL, MOST, WHOLE, find_wholes

NEAR = 60
"""Characters on either side of a number that are looked at for what it says: a clause is seldom longer."""

_NUMBER = re.compile(
    r"\d|[一二两三四五六七八九十百千万亿](?:分之|[十百千万亿余多]|[^一-龥]|[个所名人项次倍成元节门种套家位处支场])|番|半"
)
_SENTENCE = re.compile("[^。!?]+")
_CLAUSE = re.compile(r"(?:\([^()\d]{0,20}\)|(?<=\d),(?=\d{3}(?!\d))|[^,;:()])+")
_ITEM = re.compile(r"[(]?(?:\d{1,2}[.、)](?=\D|(?:19|20)\d\d年)|[①-⑳])")
_REACHED = re.compile("达(?:到)?(?:了|约)?$")
_GROWTH = re.compile(
    "(?:比(?![例重率值])|较)[^,]{1,12}的$|(?:增|减|提高|下降|上升|多|少|翻|降|扩大|高|低)[^,]{0,3}$"
)
_GREW = re.compile(
    "(?:增长|增加|提高|提升|上升|上涨|下降|降低|减少|回落|扩大|压减|压缩|增|减|(?<![最至不])[多少])"
    "(?:了|约|近|将近|超过|大约|接近|一共)*$"
)
_SHARE = re.compile("(?:即)?占")
_EACH = re.compile("(每[班校所个][^,;:。、0-9]{0,8}?)(?:不|至少|的|为|有|配|设|达)*$")
_BARE_VERB = re.compile("发行|投入|拨付|下达|安排|提供|新增|增加|减少|资助|补助|发放|拿出|筹集")
_EVERY = re.compile("(?:所有|全部)([^,、和]{2,12})[、和]$")
_UNCOUNTED = frozenset(("元", "美元", "港元", "%", "‰", "个百分点", "倍", ""))
"""Units that count no things: what is measured stands before the number."""
_COUNTERPARTS = ("城镇", "城市", "农村", "乡村", "小学", "初中", "高中", "公办", "民办")


@dataclass(frozen=True, slots=True)
class Measure:
    """``text[start:end]`` says ``indicator operator low–high unit``; ``kind``: target, result or baseline.

    ``operator``: ``=``, ``>=``, ``<=``, ``>``, ``<``, ``≈``, ``range``, ``all`` (全部), ``most`` (基本普及),
    ``multiple`` (翻番: 2 times as much).  ``deadline`` is the year by which a target is due, if it is named;
    ``growth``: the number says by how much something grew or shrank (比上年增加48万人), not how much there is.
    """

    indicator: str
    operator: str
    low: float | None
    high: float | None
    unit: str
    deadline: int | None
    kind: str
    growth: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Said:
    """An amount in its clause: what stands before it there, since the amount before, behind it, and to the end."""

    amount: Amount
    left: str
    own: str
    right: str
    rest: str
    last: bool


def find_measures(text: str, doc_type: str, year: int | None, headings: Sequence[str] = ()) -> list[Measure]:
    """The measures of one passage, in order; offsets are those of the raw text.

    Where a clause does not say whether it promises or reports, the kind of document and the headings do.
    """
    folded = fold(text)
    key = folded.text
    if not (_NUMBER.search(key) or WHOLE.search(key)):
        return []
    amounts = _outside(find_amounts(key), names(key))
    places = [amount.number for amount in amounts]
    plan = doc_type not in LOOKING_BACK
    default = heading_mood(headings, doc_type)
    reader = _Reader(key, plan)
    found: list[Measure] = []
    item = _ITEM.match(key)
    for sentence in _SENTENCE.finditer(key, item.end() if item else 0):
        begin, stop = sentence.span()
        if bisect_left(places, begin) == bisect_left(places, stop) and not WHOLE.search(key, begin, stop):
            continue
        clauses = [clause.span() for clause in _CLAUSE.finditer(key, begin, stop)]
        inside = [(start - begin, end - begin) for start, end in clauses]
        for (start, end), mood in zip(
            clauses, moods(sentence[0], inside, doc_type, year, default), strict=True
        ):
            here = amounts[bisect_left(places, start) : bisect_left(places, end)]
            found.extend(reader.clause(start, end, here, mood))
    return [_raw(measure, *folded.raw_span(measure.start, measure.end)) for measure in found]


def _raw(measure: Measure, start: int, end: int) -> Measure:
    return replace(measure, start=start, end=end)


def _outside(amounts: Sequence[Amount], spans: Sequence[tuple[int, int]]) -> list[Amount]:
    starts = [start for start, _ in spans]
    kept = []
    for amount in amounts:
        at = bisect_right(starts, amount.number) - 1
        if at < 0 or spans[at][1] <= amount.number:
            kept.append(amount)
    return kept


class _Reader:
    """Reads clause after clause of one folded passage; remembers what was spoken of last."""

    def __init__(self, key: str, plan: bool) -> None:
        self._key, self._plan = key, plan
        self._subject = ""

    def clause(self, start: int, end: int, amounts: Sequence[Amount], mood: Mood) -> Iterator[Measure]:
        """The measures of ``key[start:end]``; offsets are those of the key."""
        kept = [
            amount
            for amount in amounts
            if is_measure(self._key, amount, *_near(start, end, amount), self._plan)
        ]
        if kept:
            yield from self._figures(start, end, kept, mood)
            return
        clause = self._key[start : min(end, start + 2 * NEAR)]
        wholes = find_wholes(clause, self._plan)
        for whole in wholes:
            span = (start + whole.start, start + whole.end)
            yield _whole(whole.indicator, whole.operator, mood, *span)
        self._subject = wholes[-1].indicator if wholes else head_of(clause) or self._subject

    def _figures(self, start: int, end: int, kept: Sequence[Amount], mood: Mood) -> Iterator[Measure]:
        said = [self._said(start, end, kept, place) for place in range(len(kept))]
        if every := _EVERY.search(said[0].left):
            at = kept[0].start - len(every[0])
            yield _whole(every[1], ALL, mood, at, at + len(every[0]) - 1)
        baseline = False
        indicators = self._indicators(said)
        for one, indicator, (operator, low, high) in zip(said, indicators, _operators(said), strict=True):
            amount = one.amount
            stock = self._plan and amount.unit not in _UNCOUNTED and amount.operator == "="
            baseline = is_baseline(one.left, one.rest, stock) or (baseline and one.own in ("、", "和"))
            if not indicator:
                continue
            kind = BASELINE if baseline else mood.kind
            if kind == TARGET and operator == "=" and low != 100 and _REACHED.search(one.own):
                operator, high = ">=", None
            due = mood.deadline if kind == TARGET else None
            grew = operator != "multiple" and bool(amount.unit == "个百分点" or _GREW.search(one.own))
            span = self._span(one, indicator)
            yield Measure(indicator, operator, low, high, amount.unit, due, kind, grew, *span)

    def _said(self, start: int, end: int, kept: Sequence[Amount], place: int) -> _Said:
        amount, last = kept[place], place + 1 == len(kept)
        begin, stop = _near(start, end, amount)
        return _Said(
            amount,
            self._key[begin : amount.start],
            self._key[max(begin, kept[place - 1].end if place else start) : amount.start],
            self._key[amount.end : stop if last else min(stop, kept[place + 1].start)],
            self._key[amount.end : stop],
            last,
        )

    def _span(self, one: _Said, indicator: str) -> tuple[int, int]:
        """Where amount and indicator stand, if the indicator stands beside the amount as it is."""
        begin, stop = one.amount.start - len(one.left), one.amount.end + len(one.rest)
        at = self._key.find(indicator, begin, stop)
        if at < 0:
            return one.amount.start, one.amount.end
        return min(at, one.amount.start), max(one.amount.end, at + len(indicator))

    def _indicators(self, said: Sequence[_Said]) -> list[str]:
        """The indicator of each amount of a clause; empty where nothing says what is counted."""
        found = []
        for one in said:
            found.append(self._indicator(one))
            if found[-1] and not _SHARE.match(found[-1].removeprefix(self._subject)):
                self._subject = found[-1]
        if len(said) > 1 and "分别" in said[0].left:
            return split_among(before_number(said[0].left, longest=2 * LONGEST), len(said)) or found
        return found

    def _indicator(self, one: _Said) -> str:
        left, unit = one.own, one.amount.unit
        of_these = one.right.startswith("的")
        right = one.rest if of_these and unit == "%" else one.right
        behind = behind_unit(right if one.last or of_these else PARENTHESES.sub("", right).partition("、")[0])
        before = before_number(left, unit == "倍" or bool(_GROWTH.search(left)))
        before = self._counterpart(before)
        if left.endswith("、") and behind:
            return behind
        if (
            before
            and behind
            and (left.endswith(("覆盖", "惠及", "从", "由")) or _BARE_VERB.fullmatch(before))
        ):
            return before + behind
        if not before and not behind and (each := _EACH.search(left)):
            return each[1]
        if unit not in _UNCOUNTED or of_these:
            return behind or before or self._subject
        if before:
            shared = _SHARE.match(before) and self._subject not in before
            return self._subject + before if shared else before
        if not left.strip() or not behind or _GROWTH.search(left):
            return self._subject or behind
        return behind

    def _counterpart(self, name: str) -> str:
        """城镇人均居住面积增加到8.7平方米,农村增加到22平方米: 农村人均居住面积."""
        other = next((one for one in _COUNTERPARTS if self._subject.startswith(one)), "")
        return name + self._subject[len(other) :] if other and name in _COUNTERPARTS else name


def _whole(indicator: str, operator: str, mood: Mood, start: int, end: int) -> Measure:
    share = None if operator == MOST else 100
    return Measure(indicator, operator, share, share, "%", mood.deadline, mood.kind, False, start, end)


def _near(start: int, end: int, amount: Amount) -> tuple[int, int]:
    return max(start, amount.start - NEAR), min(end, amount.end + NEAR)


def _operators(said: Sequence[_Said]) -> list[tuple[str, float | None, float | None]]:
    """Operator, low and high of each; the last one's limit holds for all of 分别控制在55人、60人以内."""
    last = said[-1].amount.operator
    shared = len(said) > 1 and last in (">=", "<=") and "分别" in said[0].left
    return [
        (last, one.amount.low if last == ">=" else None, one.amount.high if last == "<=" else None)
        if shared and one.amount.operator == "="
        else (one.amount.operator, one.amount.low, one.amount.high)
        for one in said
    ]
