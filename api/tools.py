"""What can an AI assistant ask, and what does it get?  Answers of ``Library`` cut down to what it can use.

Each tool is a function of the library that answers; a few thousand characters come back, every quotation
verbatim with a citation that can be copied as it is.  Errors are the domain's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from api.checks import DOCUMENTS, BadRequest, check_page, check_range
from api.library import Library
from api.precedents import read_request
from api.trimmed import about_document, ended, figure, point, quote, read_as, states, theme
from corpus.types import DOC_TYPES, LEVELS, STAGES
from index.filters import Filters

MOST = 50
"""Greatest ``limit`` of a tool: some 15,000 characters."""
PAGE = 3_000
"""Characters of a document handed out at once, unless more or less is asked for."""
MOST_TEXT = 20_000

_LISTS = {
    "issuer": "发文机关 issuer",
    "region": "地区 region",
    "level": "层级 level",
    "stage": "学段 stage of education",
    "doc_type": "文种 kind of document",
    "document_id": "文件编号 document id",
}
_CHOICES = {"level": LEVELS, "stage": STAGES, "doc_type": DOC_TYPES}
_FILTERS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "筛选，同一项之间是“或”。Filters; values of one list are alternatives.",
    "properties": {
        "year_from": {"type": "integer", "description": "最早年份 earliest year"},
        "year_to": {"type": "integer", "description": "最晚年份 latest year"},
        **{
            name: {
                "type": "array",
                "items": {"type": "string"} | ({"enum": list(_CHOICES[name])} if name in _CHOICES else {}),
                "description": about,
            }
            for name, about in _LISTS.items()
        },
    },
    "additionalProperties": False,
}

Given = Annotated[
    dict[str, Any],
    WithJsonSchema(_FILTERS_SCHEMA),
    BeforeValidator(lambda given: {} if given is None else given),
]
UNFILTERED: dict[str, Any] = {}
"""What a tool takes where no filters are given; nothing changes it."""
Query = Annotated[
    str, Field(description="问题或题目，例如：减负、九十年代的扫盲。Question or topic, in Chinese.")
]
Limit = Annotated[int, Field(description="至多几条 at most how many")]
Offset = Annotated[int, Field(description="从第几条之后开始 how many to skip")]
DocumentId = Annotated[str, Field(description="文件编号或段落编号 a document's id, or a passage's")]


def search(library: Library, query: Query, limit: Limit = 8, filters: Given = UNFILTERED) -> dict[str, Any]:
    """查找与问题最相关的原文段落。Find the passages that answer a question best."""
    check_range("limit", limit, 1, MOST)
    answer = library.search(query, _filters(filters), limit=limit)
    return {
        "evidence": answer["evidence"],
        "total": answer["total"],
        "hits": [{**quote(hit), "matched": hit["matched_terms"]} for hit in answer["hits"]],
        **read_as(answer["query"]),
        **ended(answer),
    }


def themes(library: Library, query: Query, limit: Limit = 6, filters: Given = UNFILTERED) -> dict[str, Any]:
    """历年怎么说：各年有无提及、主题、原文摘句。What plans said over the years: mentioned, silent, missing; themes."""
    check_range("limit", limit, 1, MOST)
    answer = library.themes(query, _filters(filters), max_themes=limit)
    return {
        "evidence": answer["evidence"],
        "years": states(answer["years"]),
        "overview": [quote(one) for one in answer["overview"]],
        "themes": [theme(one) for one in answer["themes"]],
        **read_as(answer["query"]),
        **ended(answer),
    }


def compare(
    library: Library,
    a: Annotated[str, Field(description="甲边 one side: 2013, 2011-2015 or issuer:临澄市教育局")],
    b: Annotated[str, Field(description="乙边 the other side, written likewise")],
    query: Annotated[str, Field(description="题目，空着就比较全部 topic; empty compares everything")] = "",
    limit: Limit = 5,
    filters: Given = UNFILTERED,
) -> dict[str, Any]:
    """比较两年、两段时期或两个机关。Compare two years, periods or issuers: shared, new and dropped themes, rewordings."""
    check_range("limit", limit, 1, MOST)
    answer = library.compare(a, b, query, _filters(filters))
    sides = {
        side: {name: answer[side][name] for name in ("name", "documents", "passages")} for side in ("a", "b")
    }
    return {
        **sides,
        "shared": [{"a": theme(one["a"], 1), "b": theme(one["b"], 1)} for one in answer["shared"][:limit]],
        "only_in_b": [theme(one, 1) for one in answer["emerging"][:limit]],
        "only_in_a": [theme(one, 1) for one in answer["fading"][:limit]],
        "pairs": [{"a": quote(one["a"]), "b": quote(one["b"])} for one in answer["pairs"][:limit]],
        "keywords": [
            {"term": one["term"], "a": one["a_count"], "b": one["b_count"]}
            for one in answer["keywords"][: 2 * limit]
        ],
        **ended(answer),
    }


def formulation(
    library: Library,
    term: Annotated[str, Field(description="提法，例如：双减 a wording")],
    limit: Limit = 6,
    filters: Given = UNFILTERED,
) -> dict[str, Any]:
    """一个提法的始末：最早、高峰、最近、各年次数、沿革。The life of a wording: first, peak, last, counts, succession."""
    check_range("limit", limit, 1, MOST)
    answer = library.formulations(term, _filters(filters), limit=limit)
    return {
        "term": answer["term"],
        "first": point(answer["first"]),
        "peak": point(answer["peak"]),
        "last": point(answer["last"]),
        "counts": {str(year["year"]): year["count"] for year in answer["years"] if year["count"]},
        "years": states(answer["years"]),
        "other_wordings": [one["text"] for one in answer["other_wordings"][:10]],
        "links": [
            {name: one[name] for name in ("type", "direction", "term", "year", "source")}
            for one in answer["links"][:10]
        ],
        "total": answer["total"],
        "passages": [quote(one) for one in answer["passages"]],
        **ended(answer),
    }


def targets(
    library: Library,
    query: Annotated[
        str, Field(description="指标或题目，空着就列出全部 indicator or topic; empty lists all")
    ] = "",
    limit: Limit = 5,
    points: Annotated[
        int, Field(description="每个指标至多几个年份，取最近的 points of each series, the latest")
    ] = 6,
    filters: Given = UNFILTERED,
) -> dict[str, Any]:
    """指标：承诺了多少、后来报告多少。Figures promised and reported, as series over the years."""
    check_range("limit", limit, 1, MOST)
    check_range("points", points, 1, MOST)
    answer = library.targets(query, _filters(filters), limit=limit)
    return {
        "total": answer["total"],
        "series": [
            {
                "issuer": one["issuer"],
                "indicator": one["indicator"],
                "unit": one["unit"],
                "earlier": max(0, len(one["points"]) - points),
                "points": [figure(point) for point in one["points"][-points:]],
            }
            for one in answer["series"]
        ],
        **ended(answer),
    }


def precedents(
    library: Library,
    text: Annotated[str, Field(description="草稿，每条一段，至多 20000 字 a draft, one item a paragraph")],
    limit: Annotated[int, Field(description="每条至多几个先例 precedents of each piece, at most")] = 2,
    offset: Offset = 0,
    filters: Given = UNFILTERED,
) -> dict[str, Any]:
    """给草稿逐条找先例，并核对数字。For each piece of a draft: what was said before, how new it is, figures that differ."""
    check_range("offset", offset, 0, DOCUMENTS[1])
    answer = library.precedents(text, limit, _filters(filters))
    return {
        "total": len(answer["segments"]),
        "pieces": [
            {
                "text": one["text"],
                "novelty": one["novelty"],
                "said_since": one["said_since"],
                "precedents": [{**quote(held), "likeness": held["likeness"]} for held in one["precedents"]],
                "conflicts": one["conflicts"],
            }
            for one in answer["segments"][offset : offset + MOST // 4]
        ],
        **ended(answer),
    }


def lineage(library: Library, document_id: DocumentId, limit: Limit = 8) -> dict[str, Any]:
    """对照上一份计划：改写、新提、不再提。A plan beside the one before it: edited, new and dropped items."""
    check_range("limit", limit, 1, MOST)
    answer = library.lineage(document_id.partition(":")[0])
    changed = {
        status: [one for one in answer["items"] if one["status"] == status] for status in ("edited", "new")
    }
    return {
        "document": about_document(answer["document"]),
        "previous": about_document(answer["previous"]) if answer["previous"] else None,
        "counts": answer["counts"],
        "edited": [
            {"now": quote(one["passage"]), "before": quote(one["previous"]) if one["previous"] else None}
            for one in changed["edited"][:limit]
        ],
        "new": [quote(one["passage"]) for one in changed["new"][:limit]],
        "dropped": [quote(one) for one in answer["dropped"][:limit]],
        **ended(answer),
    }


def documents(
    library: Library, limit: Limit = 20, offset: Offset = 0, filters: Given = UNFILTERED
) -> dict[str, Any]:
    """资料库里有哪些文件。The documents that the library holds, newest first."""
    check_page(limit, offset, (MOST, DOCUMENTS[1]))
    answer = library.documents(_filters(filters), limit, offset)
    return {
        "total": answer["total"],
        "documents": [about_document(one) for one in answer["documents"]],
        **ended(answer),
    }


def document(
    library: Library,
    document_id: DocumentId,
    start: Annotated[
        int | None, Field(description="从第几个字开始；段落编号不写就从那一段开始 first character")
    ] = None,
    length: Annotated[int, Field(description="至多几个字 how many characters")] = PAGE,
) -> dict[str, Any]:
    """读一份文件的原文，一次一部分。Read a document's text, a part at a time."""
    held, _, place = document_id.partition(":")
    answer = library.document(held)
    first = place.partition("-")[0]
    begin = start if start is not None else int(first) if first.isascii() and first.isdecimal() else 0
    check_range("start", begin, 0, len(answer["text"]))
    check_range("length", length, 1, MOST_TEXT)
    end = min(begin + length, len(answer["text"]))
    return {
        **about_document(answer),
        "outline": [
            {"title": one["number"] + one["title"], "start": one["start"]} for one in answer["outline"][:MOST]
        ],
        "start": begin,
        "text": answer["text"][begin:end],
        "next_start": end if end < len(answer["text"]) else None,
        **ended(answer),
    }


TOOLS: Mapping[str, tuple[str, Callable[..., dict[str, Any]]]] = {
    "search": ("查找 Search", search),
    "themes": ("历年怎么说 Themes over the years", themes),
    "compare": ("比较 Compare", compare),
    "formulation": ("提法的始末 Life of a wording", formulation),
    "targets": ("指标 Targets", targets),
    "precedents": ("先例 Precedents of a draft", precedents),
    "lineage": ("对照上一份 Lineage", lineage),
    "documents": ("文件清单 Documents", documents),
    "document": ("读原文 Read a document", document),
}


def _filters(given: Mapping[str, Any]) -> Filters:
    return read_request({"text": "", "filters": dict(given)})[2]


def check_arguments(name: str, known: Sequence[str], given: Sequence[str]) -> None:
    """Raises for a tool or argument that is not; what is misspelled is never left out silently."""
    if name not in TOOLS:
        raise BadRequest(f"没有工具“{name[:40]}”；可用：{'、'.join(TOOLS)}")
    if strange := sorted(set(given) - set(known)):
        raise BadRequest(
            f"{name} 没有参数 {'、'.join(one[:20] for one in strange[:5])}；可用：{'、'.join(known)}",
            "bad_params",
        )
