"""Why this name for a theme?  Labels are literal phrases of the passages, in the plans' own words.

Candidates are the wordings of concepts and the runs of words that the passages hold.  The best stands in
many of the theme's passages and in few others; a concept counts for all its wordings and is shown in the
one that the theme uses most.  The question's own words and the filler of official documents never make a
label.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from nlp.filler import FILLER_WORDS

LONGEST_RUN = 4
"""Words in a label at most."""
FEWEST, MOST_CHARACTERS = 3, 12
FULL_SHAPE = 8
"""Characters from which a phrase says what it is about to a reader who has not seen the passages."""
CONCEPT_BONUS = 2.0
"""What being a concept's wording is worth: it puts 校外培训机构 before 校外培训机构治理工作."""
BROAD = 0.4
"""What is left of that for a concept that spans a whole field: 绩效工资 tells more than 义务教育."""
ASKED = 0.5
"""What is left of that for the concept asked for: 增加教育投入 tells more of 教育经费 than its name, if not much."""
USUAL = 0.25
"""Share of a concept's passages from which a wording speaks for the whole concept."""
ONCE = 0.5
"""Worth of a phrase that only one of a theme's passages holds."""
KEYWORDS = 6
KNOWN = 16_384
"""Words and phrases whose judgement is kept, some 3 MB of each: passages share most of them."""


@dataclass(frozen=True)
class AskedWords:
    """What the question says itself, which names no theme: its words, and its concepts by name.

    A question that lists several things (减负、扫盲) has themes of their names: ``listed``.
    """

    words: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    listed: bool = False

    @cached_property
    def letters(self) -> frozenset[str]:
        """Characters that say nothing new: 高等学校 only repeats 高等教育."""
        return frozenset() if self.listed else frozenset("".join(sorted(self.words)))


Named = Sequence[tuple[str, str]]
"""Mentions in a passage: the concept, and its wording as it stands there without a gap."""


@dataclass(frozen=True, slots=True)
class Label:
    """A theme's name and the words that set it apart."""

    text: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """In how many passages of each theme something stands."""

    counts: Sequence[Counter[str]]
    everywhere: Counter[str]

    @classmethod
    def of(cls, held: Sequence[Collection[str]], themes: Sequence[int], count: int) -> _Held:
        counts: list[Counter[str]] = [Counter() for _ in range(count)]
        everywhere: Counter[str] = Counter()
        for one, theme in zip(held, themes, strict=True):
            everywhere.update(set(one))
            if theme >= 0:
                counts[theme].update(set(one))
        return cls(counts, everywhere)

    def worth(self, what: str, theme: int, size: int) -> float:
        """√(share of the theme's passages) × (share of its passages that are the theme's)."""
        times = self.counts[theme][what]
        alone = ONCE if times == 1 and size > 1 else 1.0
        return math.sqrt(times / size) * times / (self.everywhere[what] + 0.5) * alone


def label_themes(
    texts: Sequence[str],
    held: Sequence[Collection[str]],
    mentions: Sequence[Named],
    themes: Sequence[int],
    asked: AskedWords,
    broad: Collection[str],
) -> list[Label]:
    """One label a theme, in order of theme; ``texts`` are the folded passages, ``held`` the ``phrases`` of each.

    A theme that says no more than the question, or whose passages share nothing that names them, has no name: its
    label is empty.
    A negative theme number is that of a passage in no theme.  ``broad`` are concepts that span a whole
    field.
    """
    count = max(themes, default=-1) + 1
    sizes = Counter(themes)
    runs = _Held.of(held, themes, count)
    concepts = _Held.of([{name for name, _ in one} for one in mentions], themes, count)
    wordings: list[set[tuple[str, str]]] = [set() for _ in range(count)]
    for one, theme in zip(mentions, themes, strict=True):
        if theme >= 0:
            wordings[theme].update(pair for pair in one if _is_name(pair[1], asked))
    known = sorted({wording for one in wordings for _, wording in one})
    literal = _Held.of([[w for w in known if w in text] for text in texts], themes, count)
    labels: list[Label] = []
    taken: set[str] = set()
    for theme in range(count):
        scores = {run: runs.worth(run, theme, sizes[theme]) * _shape(run) for run in runs.counts[theme]}
        common = {run for run, times in runs.counts[theme].items() if times > 1}
        for name, wording in sorted(wordings[theme]):
            times, size = literal.counts[theme][wording], sizes[theme]
            usual = 0 if times == 1 < size else times / concepts.counts[theme][name]
            worth = min(1.0, usual / USUAL) * concepts.worth(name, theme, size) + literal.worth(
                wording, theme, size
            )
            worth *= _shape(wording) / 2
            worth *= (
                CONCEPT_BONUS * (BROAD if name in broad else 1) * (ASKED if name in asked.concepts else 1)
            )
            scores[wording] = max(scores.get(wording, 0.0), worth)
            if times > 1 or concepts.counts[theme][name] > 1:
                common.add(wording)
        ranked = sorted(scores, key=lambda phrase: (-scores[phrase], -len(phrase), phrase))
        names = [phrase for phrase in ranked if phrase in common or sizes[theme] == 1]
        text = _name(names, ranked, taken)
        taken |= {text} - {""}
        labels.append(Label(text, _keywords(ranked, text)))
    return labels


def _name(common: Sequence[str], ranked: Sequence[str], taken: Collection[str]) -> str:
    """The best phrase that passages share and that is no part of another theme's name, or at least not that name."""
    for apart, choice in ((True, common), (False, common), (True, ranked if common else ())):
        for phrase in choice:
            if phrase not in taken and not (apart and _overlaps(phrase, taken)):
                return phrase
    return ""


def phrases(words: Sequence[str], asked: AskedWords, predicates: Collection[str]) -> set[str]:
    """The literal runs of one to four words that could name a theme: they begin and end with a name.

    ``predicates`` are words that are no names.

    >>> sorted(phrases(["控制", "书面", "作业", "总量", ",", "减负"], AskedWords(frozenset({"减负"})), {"控制"}))
    ['书面作业', '书面作业总量', '作业总量']
    """
    roles = [_role(word, word in predicates) for word in words]
    found = set()
    for start, first in enumerate(words):
        if not (roles[start].begins or (first in asked.words and first not in predicates)):
            continue
        run, new = "", False
        for word, role in zip(words[start : start + LONGEST_RUN], roles[start:], strict=False):
            run += word
            if not role.inside or len(run) > MOST_CHARACTERS:
                break
            new = new or (role.carries and word not in asked.words)
            if new and role.ends and _is_name(run, asked):
                found.add(run)
    return found


class _Role(NamedTuple):
    """What a word may do in a label."""

    carries: bool
    begins: bool
    inside: bool
    ends: bool


@lru_cache(KNOWN)
def _role(word: str, predicate: bool) -> _Role:
    carries, good = _carries(word), word in _GOOD_ENDS
    inside = bool(_WORD.fullmatch(word)) and (good or not predicate)
    return _Role(carries, carries and not predicate, inside, inside and (good or carries))


_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_FIGURE = re.compile("第?[一二三四五六七八九十百千万亿两几多]+[年个届次项五]*(?:计划)?")
_NAME = re.compile(rf"[\u4e00-\u9fff“”\"·]{{{FEWEST},{MOST_CHARACTERS}}}")
_FILLER = re.compile("|".join(sorted((w for w in FILLER_WORDS if len(w) > 1), key=lambda w: (-len(w), w))))
_VAGUE = frozenset(
    "社会主义 经济社会发展 事业科学发展 社会事业 公共产品 公共卫生 体育事业 文化事业 群体就业 国家机关 三至六年级 "
    "生活条件 工作条件 人民群众 优质教育 教学方法 中小学生 中小学校 义务教育阶段".split()
)
"""Phrases that could stand in any theme."""
_GOOD_ENDS = frozenset(
    "建设 管理 服务 机制 制度 体系 体制 改革 行动 工程 计划 活动 教育 学校 发展 培训 评价 标准 质量 项目 "
    "招生 就业 扩招 资助 补助 升学 入学 办学 投入 支出 融合".split()
)
"""Filler, and verbs used as names, that may end a label: 营养改善计划, 高校毕业生就业."""
_BROKEN = re.compile(
    "[着从了也被使把的并都能是由]|等等|或者|以及|来自|上述|两级|大批|全部|巨大|重大|取得|扎实|多种|[亿万]元"
    "|^(?:努力|占到|不断|共同|继续|促进|加快|加强|推动|推进|实施|大力|根据|严格|逐步|进入|明确|下达|改革|优化|引导|提倡|适应|初步)"
    "|^每(?:名|个|所|校)|每学[期年]|^..市$|^以|以.$|他们|在..中$"
    "|(?:(?<!纲)要|平均|步伐|潜力|进展|成效|成就|效率|工作人员|效益|作风|中央|方面|事项|过程|推进|宣传|经济|先进"
    "|手段|明显|较大|继续加大|繁荣发展)$"
)
"""What a broken-off clause holds and a name does not: 高等学校担负着, 中小学教员从, 培训大批合格."""


def _carries(word: str) -> bool:
    """Whether a word says something of its own."""
    return bool(_WORD.fullmatch(word)) and word not in FILLER_WORDS and not _FIGURE.fullmatch(word)


def _is_name(phrase: str, asked: AskedWords) -> bool:
    """Whether a phrase could be printed: whole, and more than filler and the question (大力发展各类职业教育)."""
    rest = _told(phrase)
    if len(rest) < 2 or phrase in asked.words:
        return False
    return not asked.letters or sum(character not in asked.letters for character in rest) > 1


@lru_cache(KNOWN)
def _told(phrase: str) -> str:
    """A whole phrase without its filler; nothing of one that is broken off or vague."""
    if not _NAME.fullmatch(phrase) or _BROKEN.search(phrase) or _FIGURE.fullmatch(phrase) or phrase in _VAGUE:
        return ""
    return _FILLER.sub("", phrase)


def _shape(phrase: str) -> float:
    """Up to FULL_SHAPE characters each helps; beyond, each costs."""
    length = len(phrase)
    return 0.5 + 0.5 * length / FULL_SHAPE if length <= FULL_SHAPE else 1 - 0.1 * (length - FULL_SHAPE)


def opening(words: Sequence[str]) -> str:
    """How a passage begins: the name of a lone theme that has none.

    >>> opening(["教育", "是", "国家", "发展", "的", "基石", ",", "教育", "公平"])
    '教育是国家发展的基石'
    """
    begun = ""
    for word in words:
        if len(begun + word) > MOST_CHARACTERS or (begun and not word.isalnum()):
            break
        begun += word
    return begun


def _overlaps(phrase: str, taken: Collection[str]) -> bool:
    return any(phrase in other or other in phrase for other in taken)


def _keywords(ranked: Sequence[str], label: str) -> tuple[str, ...]:
    chosen: list[str] = []
    for phrase in ranked:
        if not _overlaps(phrase, (*chosen, label) if label else chosen):
            chosen.append(phrase)
        if len(chosen) == KEYWORDS:
            break
    return tuple(chosen)
