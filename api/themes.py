"""How do passages become themes?  best of each year → near-duplicates → clusters → labels → quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from api import schemas
from api.answers import query_json, sentence_json, years_json
from api.checks import check_themes
from api.finding import find
from api.parts import Parts
from api.provenance import Clock
from corpus.folding import fold_key
from index.filters import ANY, Filters
from index.reader import Reader
from index.records import StoredPassage
from index.years import themed_passages, year_states
from nlp.clustering import theme_range
from nlp.duties import without_duties
from nlp.focus import focus
from nlp.labelling import AskedWords, Label
from nlp.quoting import choose_quotes
from nlp.theming import ThemeFinder
from nlp.topic import Topic

OVERVIEW, SUMMARY = 5, 3
"""Quoted sentences over all themes, and in each, at most."""


def themes(
    parts: Parts,
    text: str,
    filters: Filters = ANY,
    per_year: int = 5,
    max_themes: int = 12,
    expand: bool = True,
    concepts: bool = True,
    without: Sequence[str] = (),
) -> schemas.ThemesAnswer:
    """What plans said over the years: years with their states, themes, quoted summaries."""
    clock = Clock(parts)
    check_themes(per_year, max_themes)
    found = find(parts, text, filters, "hybrid", expand, concepts, without)
    reader, ranking, topic = found.reader, found.ranking, found.topic
    members, near = themed_passages(
        reader, ranking, found.evidence, bool(topic.concepts), per_year, found.means_else
    )
    stored = found.stored([*members, *near])
    about = found.about()
    keys = {position: without_duties(fold_key(stored[position].passage.text)) for position in members}
    grouped = find_themes(
        parts,
        reader,
        {position: focus(key, found.held(key)) for position, key in keys.items()},
        members,
        near,
        asked_words(parts, topic),
        max_themes,
    )
    quoted = partial(quotes, reader, stored, score=ranking.score, about=about)
    return {
        "query": query_json(topic),
        "evidence": found.evidence.level,
        "overview": quoted(members, most=OVERVIEW),
        "years": years_json(year_states(reader, found.evidence.about, found.filters)),
        "themes": themes_json(reader, grouped, partial(found.hit, stored), partial(quoted, most=SUMMARY)),
        "alone": [found.hit(stored, position) for position in grouped.alone],
        **clock.common(reader, found.warnings()),
    }


@dataclass(frozen=True)
class Themes:
    """Themes as positions in the reader, largest first; ``alone`` are passages that fit none.

    ``near``: passages of years that do not name the topic, beside the theme that they are nearest to;
    they are shown there, but not counted in its size and years.  ``joined``: members that are not quoted
    as what the theme says, since they share nothing with its name.
    """

    members: list[list[int]]
    near: list[list[int]]
    alone: list[int]
    labels: list[Label]
    stability: list[float]
    joined: frozenset[int] = frozenset()


def find_themes(
    parts: Parts,
    reader: Reader,
    texts: Mapping[int, str],
    members: Sequence[int],
    near: Sequence[int],
    asked: AskedWords,
    most: int,
) -> Themes:
    """Cluster the passages ``members`` (in order of rank) into at most ``most`` named themes.

    ``texts``: folded text of each passage, cut down to what is about the question.
    """
    if not members:
        return Themes([], [], [], [], [])
    finder = ThemeFinder(parts.gists.of, parts.concepts)
    grouped = finder.find(
        [texts[position] for position in members],
        rows_of(reader, members),
        asked,
        partial(theme_range, most=most),
    )
    held = [[members[number] for number in theme] for theme in grouped.members]
    return Themes(
        held,
        _nearest(reader, held, near),
        [members[number] for number in grouped.alone],
        grouped.labels,
        grouped.stability,
        frozenset(members[number] for number in grouped.joined),
    )


def asked_words(parts: Parts, topic: Topic) -> AskedWords:
    """What the question says itself; in one that lists several things, only the list as a whole."""
    core = topic.asked.core
    if len(topic.concepts) > 1 and topic.either:
        return AskedWords(frozenset({core}), listed=True)
    names = frozenset(group.name for group in topic.concepts)
    return AskedWords(frozenset((*parts.segmenter.words(core), core)), names)


def _nearest(reader: Reader, members: Sequence[Sequence[int]], near: Sequence[int]) -> list[list[int]]:
    """Each passage of ``near`` beside the theme whose centre it is closest to."""
    beside: list[list[int]] = [[] for _ in members]
    if near:
        centres = np.stack([rows_of(reader, theme).mean(axis=0) for theme in members])
        for position, theme in zip(near, (rows_of(reader, near) @ centres.T).argmax(axis=1), strict=True):
            beside[theme].append(position)
    return beside


def rows_of(reader: Reader, positions: Sequence[int]) -> npt.NDArray[np.float32]:
    """The vectors of passages at these positions, in this order."""
    at = np.asarray(positions, np.int64)
    order = np.argsort(at)
    rows = np.empty((len(at), reader.vectors.width), np.float32)
    rows[order] = reader.vectors.matrix(reader.catalogue.keys[at[order]])
    return rows


def quotes(
    reader: Reader,
    stored: dict[int, StoredPassage],
    positions: Sequence[int],
    score: npt.NDArray[np.float32],
    about: Callable[[str], int],
    most: int,
) -> list[schemas.Sentence]:
    """Quoted sentences that together speak for these passages, in order of year; ``score`` of every passage."""
    records = reader.catalogue.records
    years = [records[reader.catalogue.document[position]].document.year for position in positions]
    chosen = choose_quotes(
        rows_of(reader, positions),
        years,
        [stored[position].passage.text for position in positions],
        [float(score[position]) for position in positions],
        about,
        most,
    )
    return [
        sentence_json(
            records[reader.catalogue.document[positions[quote.passage]]],
            stored[positions[quote.passage]],
            quote.start,
            quote.end,
        )
        for quote in chosen
    ]


def themes_json(
    reader: Reader,
    themes: Themes,
    hit: Callable[[int], schemas.Hit],
    summary: Callable[[Sequence[int]], list[schemas.Sentence]],
) -> list[schemas.Theme]:
    """Themes as the contract shows them; ids are t1, t2, … in the order shown."""
    records = reader.catalogue.records
    answer: list[schemas.Theme] = []
    rows = zip(themes.members, themes.near, themes.labels, themes.stability, strict=True)
    for number, (members, near, label, steady) in enumerate(rows, 1):
        years = Counter(
            year
            for position in members
            if (year := records[reader.catalogue.document[position]].document.year) is not None
        )
        answer.append(
            {
                "id": f"t{number}",
                "label": label.text,
                "keywords": list(label.keywords),
                "size": len(members),
                "stability": steady,
                "years": {str(year): years[year] for year in sorted(years)},
                "first_year": min(years, default=None),
                "last_year": max(years, default=None),
                "summary": summary([one for one in members if one not in themes.joined] or members),
                "passages": [*map(hit, members), *(_beside(hit(position)) for position in near)],
            }
        )
    return answer


def _beside(hit: schemas.Hit) -> schemas.Hit:
    hit["near"] = True
    return hit
