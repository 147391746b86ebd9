"""How do passages become themes?  best of each year → near-duplicates → clusters → labels → quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
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
from index.search import Ranking
from index.years import themed_passages, year_states
from nlp.clustering import cluster, features, stability
from nlp.duplicates import duplicate_groups
from nlp.filler import FILLER_WORDS
from nlp.focus import focus
from nlp.labelling import Label, label_themes
from nlp.quoting import choose_quotes
from nlp.segmentation import Segmenter

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
) -> schemas.ThemesAnswer:
    """What plans said over the years: years with their states, themes, quoted summaries."""
    clock = Clock(parts)
    check_themes(per_year, max_themes)
    found = find(parts, text, filters, "hybrid", expand, concepts)
    reader, ranking, topic = found.reader, found.ranking, found.topic
    members, near = themed_passages(reader, ranking, found.evidence, bool(topic.concepts), per_year)
    stored = found.stored([*members, *near])
    about = found.about()
    grouped = find_themes(
        reader,
        {position: focus(fold_key(stored[position].passage.text), about) for position in members},
        members,
        near,
        parts.segmenter,
        frozenset((*parts.segmenter.words(topic.asked.core), topic.asked.core)),
        parts.concepts.by_key,
        max_themes,
    )
    quoted = partial(quotes, reader, stored, ranking=ranking, about=about)
    return {
        "query": query_json(topic),
        "evidence": found.evidence.level,
        "overview": quoted(members, most=OVERVIEW),
        "years": years_json(year_states(reader, found.evidence.about, found.filters)),
        "themes": themes_json(reader, grouped, partial(found.hit, stored), partial(quoted, most=SUMMARY)),
        **clock.common(reader, found.warnings()),
    }


@dataclass(frozen=True)
class Themes:
    """Themes as positions in the reader, largest first.

    ``near``: passages of years that do not name the topic, beside the theme that they are nearest to;
    they are shown there, but not counted in its size and years.
    """

    members: list[list[int]]
    near: list[list[int]]
    labels: list[Label]
    stability: list[float]


def find_themes(
    reader: Reader,
    texts: Mapping[int, str],
    members: Sequence[int],
    near: Sequence[int],
    segmenter: Segmenter,
    without: frozenset[str],
    wordings: Collection[str],
    most: int,
) -> Themes:
    """Cluster the passages ``members`` (in order of rank) into at most ``most`` named themes.

    ``texts``: folded text of each passage, cut down to what is about the question; ``without``: the
    question's own words; ``wordings``: phrases that make good names.
    """
    if not members:
        return Themes([], [], [], [])
    vectors = rows_of(reader, members)
    keys = [texts[position] for position in members]
    groups = duplicate_groups(keys, vectors)
    firsts = [group[0] for group in groups]
    pieces = [segmenter.pieces(keys[number]) for number in firsts]
    rows = features(vectors[firsts], pieces, FILLER_WORDS | without)
    found = cluster(rows, most)
    steady = stability(rows, found, most)
    labels = label_themes(pieces, found.tolist(), without, wordings)
    held: list[list[int]] = [[] for _ in labels]
    for group, theme in zip(groups, found.tolist(), strict=True):
        held[theme].extend(members[number] for number in group)
    order = sorted(range(len(held)), key=lambda theme: (-len(held[theme]), theme))
    held = [held[theme] for theme in order]
    return Themes(
        held,
        _nearest(reader, held, near),
        [labels[theme] for theme in order],
        [steady[theme] for theme in order],
    )


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
    rows = np.empty((len(at), reader.vectors.tail.shape[1]), np.float32)
    rows[order] = reader.vectors.matrix(reader.catalogue.keys[at[order]])
    return rows


def quotes(
    reader: Reader,
    stored: dict[int, StoredPassage],
    positions: Sequence[int],
    ranking: Ranking,
    about: Callable[[str], int],
    most: int,
) -> list[schemas.Sentence]:
    """Quoted sentences that together speak for these passages, in order of year."""
    records = reader.catalogue.records
    years = [records[reader.catalogue.document[position]].document.year for position in positions]
    chosen = choose_quotes(
        rows_of(reader, positions),
        years,
        [stored[position].passage.text for position in positions],
        [float(ranking.score[position]) for position in positions],
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
                "summary": summary(members),
                "passages": [*map(hit, members), *(_beside(hit(position)) for position in near)],
            }
        )
    return answer


def _beside(hit: schemas.Hit) -> schemas.Hit:
    hit["near"] = True
    return hit
