"""Is this sentence borne out by what it cites?  A written sentence and its numbered sources: kept, or why not.

What is checked is on the surface: that a source is cited, and that numbers, quotations, titles, Latin words,
claims of completeness and most of the wording stand in what is cited.  Whether a paraphrase says what the
source means, nobody can tell from that; the source is shown beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.folding import INVISIBLE, flatten, fold, fold_key
from nlp.stated_numbers import stated_numbers

LONGEST, SHORTEST = 240, 4
"""Characters of a sentence: what is longer was never ended, what is shorter says nothing."""
SUPPORTED = 0.35
"""Share of a sentence's pairs of Chinese characters that must stand in what it cites.  Of 16 sentences written
honestly from quotations of the sample plans the lowest has 0.44; the same citing the next quotation have 0.28 at
most (tests/test_verification.py)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A quotation that may be cited, and what stands beside it: title and year."""

    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``text`` with its marks as ``[1][2]`` and the numbers cited; or ``problem``, and no text."""

    text: str | None
    cites: tuple[int, ...]
    problem: str = ""


class _Unsupported(Exception):
    """Why a sentence is not kept."""


_CITE = re.compile(r"(?<!\s)\s*+[\[［【]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]］】]")
_MARKS = re.compile(r"((?:\[\d+\])+)")
_LIST_MARK = re.compile(r"\s*(?:(?:[-*•·>#]|\d{1,2}[.)、）](?!\d)|[（(]\d{1,2}[)）])\s*)+")
_MARKUP = re.compile(
    r"[<>\[\]{}|`\\*_^=#\ufffd]|://|www\.|[a-z0-9-]\.[a-z]{2,}|(?:javascript|data|mailto|tel):|@"
)
_QUOTED = re.compile('“([^“”]*)”|「([^「」]*)」|『([^『』]*)』|"([^"]*)"|‘([^‘’]*)’')
_LEFT_OVER = re.compile('[“”「」『』"‘’]')
_TITLE = re.compile("《([^《》]*)》")
_GAP = re.compile(r"…+|\.{3,}")
_EDGE = "，。；：、！？,.;:!? "
_ENDS = "。！？!?"
_LATIN = re.compile("[a-z]{2,}")
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_BEYOND = re.compile(
    "首次|最早|最先|率先|唯一|从未|从来|再未|始终|一直|逐年|每年|历年|各年|连年|所有|全部|均未|都未|没有一"
)
"""Claims over all years or plans, which no quotation bears out unless it says so itself."""


def verify(sentence: str, sources: Sequence[Source]) -> Verdict:
    """Keep a sentence, or say why not; ``sources[0]`` is cited as ``[1]``.

    >>> held = [Source("新建省优质幼儿园10所。", "临澄市教育局2013年工作要点 2013年")]
    >>> verify("2013年提出“新建省优质幼儿园十所”【1】。", held).problem
    '引号里的话与所引原文不一致'
    >>> verify("- 2013年提出新建省优质幼儿园十所【1】。", held).text
    '2013年提出新建省优质幼儿园十所[1]。'
    """
    try:
        text, cites = _read(sentence, len(sources))
        return Verdict(_checked(text, cites, sources), cites)
    except _Unsupported as why:
        return Verdict(None, (), str(why))


def _read(sentence: str, known: int) -> tuple[str, tuple[int, ...]]:
    """The sentence without list marks and invisible characters, its citations in one form."""
    text = "".join(one for one in sentence if one.isprintable() and one not in INVISIBLE)
    mark = _LIST_MARK.match(text)
    text = text[mark.end() :] if mark else text
    text = text.replace("**", "").strip()
    if len(text) > LONGEST:
        raise _Unsupported("句子太长，或没有写完")
    text = _CITE.sub(lambda mark: "".join(f"[{int(one)}]" for one in re.split(r"\D+", mark[1])), text)
    cites = tuple(
        sorted({int(number) for marks in _MARKS.findall(text) for number in re.findall(r"\d+", marks)})
    )
    if _MARKUP.search(flatten(_MARKS.sub("", text))):
        raise _Unsupported("含有链接、标记或乱码")
    if not cites:
        raise _Unsupported("没有引用")
    if strange := [number for number in cites if not 1 <= number <= known]:
        raise _Unsupported(f"引用了没有的来源[{strange[0]}]")
    return text, cites


def _checked(text: str, cites: Sequence[int], sources: Sequence[Source]) -> str:
    """Every part against what it cites: the marks that follow it, and what follows the last, all of them."""
    cited = [sources[number - 1] for number in cites]
    parts = _MARKS.split(text)
    checked = []
    for number, part in enumerate(parts):
        if number % 2:
            checked.append(part)
        elif number + 1 < len(parts):
            marks = re.findall(r"\d+", parts[number + 1])
            checked.append(_part(part, [sources[int(one) - 1] for one in marks]))
        else:
            checked.append(_part(part, cited))
    plain = fold_key("".join(parts[::2]))
    keys = [fold_key(f"{source.text}\n{source.about}") for source in cited]
    _check_words(plain, keys)
    if _MARKUP.search(flatten("".join(checked[::2]))):
        raise _Unsupported("含有链接、标记或乱码")
    whole = "".join(checked)
    return whole if whole[-1] in _ENDS else whole + "。"


def _part(part: str, cited: Sequence[Source]) -> str:
    """Numbers, titles and quotations of a part; quotations are given back as the source writes them."""
    stated = stated_numbers(fold_key(part))
    held = {
        number for source in cited for number in stated_numbers(fold_key(f"{source.text}\n{source.about}"))
    }
    if invented := [written for number, written in stated.items() if number not in held]:
        raise _Unsupported(f"数字“{invented[0]}”不见于所引原文")
    for title in _TITLE.findall(part):
        if not any(fold_key(title) in fold_key(f"{source.text}\n{source.about}") for source in cited):
            raise _Unsupported("书名号里的题名不见于所引原文")
    if _LEFT_OVER.search(_QUOTED.sub("", part)):
        raise _Unsupported("引号不成对")
    return _QUOTED.sub(lambda quote: _verbatim(quote, cited), part)


def _verbatim(quote: re.Match[str], cited: Sequence[Source]) -> str:
    said = quote[0][1:-1]
    pieces = [key for piece in _GAP.split(said) if (key := fold_key(piece.strip(_EDGE)))]
    for text in (*(source.text for source in cited), *(source.about for source in cited)):
        found = _slices(text, pieces) if pieces else []
        if found:
            return f"“{'……'.join(found)}”"
    raise _Unsupported("引号里的话与所引原文不一致")


def _slices(text: str, pieces: Sequence[str]) -> list[str]:
    """The raw text of each piece, one after the other; empty where one is not there."""
    folded, at, found = fold(text), 0, []
    for piece in pieces:
        start = folded.text.find(piece, at)
        if start < 0:
            return []
        at = start + len(piece)
        first, last = folded.raw_span(start, at)
        found.append("".join(line.strip() for line in text[first:last].split("\n")))
    return found


def _check_words(plain: str, keys: Sequence[str]) -> None:
    """The wording of a folded sentence against the folded sources that it cites."""
    for word in _LATIN.findall(plain):
        if not any(word in key for key in keys):
            raise _Unsupported(f"外文“{word[:20]}”不见于所引原文")
    for claim in _BEYOND.findall(plain):
        if not any(claim in key for key in keys):
            raise _Unsupported(f"“{claim}”不是所引原文能证明的")
    pairs = _pairs(plain)
    if len(pairs) < SHORTEST - 1:
        raise _Unsupported("没有说什么")
    held = set().union(*map(_pairs, keys))
    if len(pairs & held) < SUPPORTED * len(pairs):
        raise _Unsupported("说法与所引原文相差太远")


def _pairs(key: str) -> set[str]:
    return {run[at : at + 2] for run in _HAN_RUN.findall(key) for at in range(len(run) - 1)}
