"""What do two sides share, and what did one begin or give up?  Themes, passage pairs and words of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from api import schemas
from api.answers import passage_json, query_json
from api.checks import check_query
from api.finding import Found, find, library_warnings, stored_at
from api.lineage import diff_json
from api.parts import Parts
from api.provenance import Clock
from api.sides import Side, read_sides
from api.themes import SUMMARY, Themes, asked_words, quotes, rows_of, themes_json
from corpus.types import Passage
from index.filters import ANY, Filters
from index.reader import Reader
from index.records import StoredPassage
from index.search import ordered
from nlp.alignment import word_diff
from nlp.boilerplate import boilerplate
from nlp.clustering import theme_range
from nlp.keywords import Keyword, keywords
from nlp.labelling import AskedWords, Label
from nlp.pairing import pair_passages
from nlp.said import said
from nlp.theming import Grouped, ThemeFinder

MOST_PASSAGES = 400
"""Passages of a side that themes and pairs are made of: linkage and pairing grow with the square."""
MOST_THEMES, MOST_THEMES_OF_ALL = 12, 40
"""Themes on a question, and over all that two sides say."""
SHARED = 0.05
"""Similarity from which a theme of both sides is one they share; below, each side says another thing."""
MOST_KEYWORDS = 30
"""On each side."""

Numbers = Sequence[int]


@dataclass(frozen=True)
class _Compared:
    """Both sides, read: ``texts`` are folded, cut down to the question and without slogans."""

    parts: Parts
    reader: Reader
    found: Found | None
    stored: Mapping[int, StoredPassage]
    texts: Mapping[int, str]
    sides: tuple[list[int], list[int]]

    @property
    def positions(self) -> list[int]:
        return [*self.sides[0], *self.sides[1]]

    def passage(self, position: int) -> schemas.Passage:
        catalogue = self.reader.catalogue
        return passage_json(catalogue.records[catalogue.document[position]], self.stored[position])


def compare(
    parts: Parts, first: str, second: str, text: str = "", filters: Filters = ANY
) -> schemas.CompareAnswer:
    """``first`` and ``second``: a year, ``2011-2015`` or ``issuer:…``; all of both, or what is about a question."""
    clock = Clock(parts)
    if text.strip():
        check_query(text)
    found = find(parts, text, filters) if text.strip() else None
    reader = found.reader if found else parts.reader(with_model=False)
    sides = read_sides(reader, first, second, filters)
    said = [_said(reader, side, found) for side in sides]
    stored = stored_at(parts, reader, [*said[0], *said[1]])
    texts = {position: _text(stored[position].passage, found) for position in stored}
    kept = [[position for position in one if texts[position]] for one in said]
    slogans = [[position for position in one if not texts[position]] for one in said]
    compared = _Compared(parts, reader, found, stored, texts, (_sampled(kept[0]), _sampled(kept[1])))
    shared, emerging, fading, alone = _themes(compared)
    return {
        "query": query_json(found.topic) if found else None,
        "evidence": found.evidence.level if found else None,
        "a": _side_json(sides[0], said[0]),
        "b": _side_json(sides[1], said[1]),
        "shared": shared,
        "emerging": emerging,
        "fading": fading,
        "pairs": _pairs(compared),
        "keywords": [_keyword_json(one) for one in _keywords(parts, texts, kept)],
        "alone": _sides_json(compared, alone),
        "boilerplate": _sides_json(compared, slogans),
        **clock.common(reader, [*_warnings(sides, said, kept, found), *library_warnings(reader)]),
    }


def _said(reader: Reader, side: Side, found: Found | None) -> list[int]:
    """What a side says (of the question), best first or in order."""
    chosen = side.documents[reader.catalogue.document]
    if found is None:
        return np.flatnonzero(chosen).tolist()
    evidence = found.evidence
    about = evidence.about if evidence.about.any() else evidence.relevant
    answer: list[int] = ordered(reader, found.ranking.score, np.flatnonzero(chosen & about)).tolist()
    return answer


def _text(passage: Passage, found: Found | None) -> str:
    """What a passage says (of the question), folded; empty where that is slogans alone."""
    return said(passage.text, passage.heading_path, found.held if found else None)


def _sampled(positions: list[int]) -> list[int]:
    """At most ``MOST_PASSAGES``, evenly over all, so that no document drops out."""
    if len(positions) <= MOST_PASSAGES:
        return positions
    chosen = np.linspace(0, len(positions) - 1, MOST_PASSAGES).round().astype(int)
    return [positions[number] for number in chosen.tolist()]


def _themes(
    compared: _Compared,
) -> tuple[list[schemas.ThemePair], list[schemas.Theme], list[schemas.Theme], list[list[int]]]:
    """Themes of both sides, of the second and of the first only, and passages in none, by side."""
    parts, reader, found = compared.parts, compared.reader, compared.found
    positions = compared.positions
    vectors = rows_of(reader, positions)
    asked = asked_words(parts, found.topic) if found else AskedWords()
    grouped = ThemeFinder(parts.gists.of, parts.concepts).find(
        [compared.texts[position] for position in positions],
        vectors,
        asked,
        partial(theme_range, most=MOST_THEMES) if found else lambda total: (1, MOST_THEMES_OF_ALL),
    )
    score = found.ranking.score if found else _centrality(reader, grouped, positions, vectors)
    split = len(compared.sides[0])
    halves = [([n for n in one if n < split], [n for n in one if n >= split]) for one in grouped.members]
    show = partial(_themes_json, compared, grouped, positions, score)
    alike = {theme: _similarity(vectors, half) for theme, half in enumerate(halves) if all(half)}
    both = [theme for theme, similarity in alike.items() if similarity >= SHARED]
    pairs = zip(
        show([(theme, halves[theme][0]) for theme in both], "s"),
        show([(theme, halves[theme][1]) for theme in both], "s"),
        [alike[theme] for theme in both],
        strict=True,
    )
    only = [(theme, half) for theme, half in enumerate(halves) if theme not in both]
    return (
        [{"a": one, "b": other, "similarity": similarity} for one, other, similarity in pairs],
        show([(theme, other) for theme, (_, other) in only if other], "b"),
        show([(theme, one) for theme, (one, _) in only if one], "a"),
        [
            [positions[number] for number in grouped.alone if number < split],
            [positions[number] for number in grouped.alone if number >= split],
        ],
    )


def _themes_json(
    compared: _Compared,
    grouped: Grouped,
    positions: Numbers,
    score: npt.NDArray[np.float32],
    chosen: Sequence[tuple[int, list[int]]],
    prefix: str,
) -> list[schemas.Theme]:
    """Themes, or one side of them, as the contract shows them."""
    members = [[positions[number] for number in numbers] for _, numbers in chosen]
    labels = [
        _label(grouped.labels[theme], [compared.texts[position] for position in held])
        for (theme, _), held in zip(chosen, members, strict=True)
    ]
    found = compared.found
    shown = themes_json(
        compared.reader,
        Themes(
            members,
            [[] for _ in members],
            [],
            labels,
            [grouped.stability[theme] for theme, _ in chosen],
            frozenset(positions[number] for number in grouped.joined),
        ),
        partial(found.hit, compared.stored) if found else partial(_hit, compared, score),
        partial(
            quotes, compared.reader, dict(compared.stored), score=score, about=_about(found), most=SUMMARY
        ),
    )
    for number, theme in enumerate(shown, 1):
        theme["id"] = f"{prefix}{number}"
    return shown


def _label(label: Label, texts: Sequence[str]) -> Label:
    """The theme's name where this side says it, else the first of its keywords that this side says."""
    names = (label.text, *label.keywords)
    text = next((name for name in names if any(name in one for one in texts)), label.text)
    return Label(text, tuple(name for name in names if name != text))


def _about(found: Found | None) -> Callable[[str], int]:
    """What makes a sentence worth quoting: that it is about the question, or no slogan."""
    return found.about() if found else lambda key: int(not boilerplate(key, ()))


def _hit(compared: _Compared, score: npt.NDArray[np.float32], position: int) -> schemas.Hit:
    return {
        **compared.passage(position),
        "score": round(float(score[position]), 4),
        "matched_terms": [],
        "ranks": {"keyword": None, "semantic": None},
        "repeated_in": [],
        "near": False,
    }


def _centrality(
    reader: Reader, grouped: Grouped, positions: Numbers, vectors: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Without a question, a passage's score is its cosine to the centre of its theme."""
    score = np.zeros(len(reader.catalogue.keys), np.float32)
    for numbers in grouped.members:
        centre = vectors[numbers].mean(axis=0)
        near = vectors[numbers] @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
        score[[positions[number] for number in numbers]] = np.clip(near, 0, 1)
    return score


def _similarity(vectors: npt.NDArray[np.float32], halves: tuple[Numbers, Numbers]) -> float:
    """Cosine of the centres of a theme's two sides, centred on all that is compared."""
    one, other = (vectors[list(half)].mean(axis=0) - vectors.mean(axis=0) for half in halves)
    norms = float(np.linalg.norm(one) * np.linalg.norm(other))
    return round(max(0.0, float(one @ other) / max(norms, 1e-9)), 4)


def _pairs(compared: _Compared) -> list[schemas.PassagePair]:
    """Passages of both sides about one thing, most alike first."""
    one, other = compared.sides
    pairs = pair_passages(
        [compared.texts[position] for position in one],
        [compared.texts[position] for position in other],
        rows_of(compared.reader, one),
        rows_of(compared.reader, other),
    )
    shown: list[schemas.PassagePair] = []
    for pair in pairs:
        old, new = (compared.passage(one[pair.first]), compared.passage(other[pair.second]))
        diff = word_diff(old["text"], new["text"], compared.parts.segmenter.pieces)
        shown.append({"a": old, "b": new, "similarity": pair.similarity, "diff": diff_json(diff)})
    return shown


def _keywords(parts: Parts, texts: Mapping[int, str], kept: Sequence[Iterable[int]]) -> list[Keyword]:
    """Terms of all passages of each side that set it apart."""
    counts = []
    for positions in kept:
        terms: Counter[str] = Counter()
        for position in positions:
            terms.update(parts.gists.of(texts[position]).terms)
        counts.append(terms)
    return keywords(counts[0], counts[1], MOST_KEYWORDS)


def _keyword_json(keyword: Keyword) -> schemas.Keyword:
    return {
        "term": keyword.term,
        "a_count": keyword.first,
        "b_count": keyword.second,
        "log_likelihood": keyword.log_likelihood,
        "effect": keyword.effect,
    }


def _side_json(side: Side, said: Sequence[int]) -> schemas.Side:
    return {
        "asked": side.asked,
        "name": side.name,
        "year_from": side.first,
        "year_to": side.last,
        "issuer": side.issuer,
        "documents": int(side.documents.sum()),
        "passages": len(said),
    }


def _sides_json(compared: _Compared, positions: Sequence[Numbers]) -> schemas.Sides:
    one, other = ([compared.passage(position) for position in half] for half in positions)
    return {"a": one, "b": other}


def _warnings(
    sides: Sequence[Side], said: Sequence[Numbers], kept: Sequence[Numbers], found: Found | None
) -> list[str]:
    """A side that is silent on the question, and passages left out for their number."""
    warnings = [
        f"{side.name}的{int(side.documents.sum())}份文件没有说到这个问题；未见提及，不等于没有做"
        for side, one in zip(sides, said, strict=True)
        if found and not one
    ]
    for side, one in zip(sides, kept, strict=True):
        if len(one) > MOST_PASSAGES:
            warnings.append(
                f"{side.name}有{len(one)}段，主题和对照只用了其中均匀取出的{MOST_PASSAGES}段，用词统计用了全部；"
                "加上问题或筛选可以缩小范围"
            )
    return warnings
