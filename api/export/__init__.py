"""How does an answer become a file?  answer → body of its kind → report with its head → bytes of a format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api import schemas
from api.checks import BadRequest
from api.export import (
    asked,
    bibtex,
    citations,
    compare,
    csv_file,
    drafts,
    figures,
    gbt7714,
    markdown,
    ris,
    word,
    wordings,
    xlsx,
)
from api.export.held import Held
from api.export.report import Body, Report

_KINDS: Mapping[schemas.ExportKind, Callable[[Any, Held], Body]] = {
    "search": asked.search,
    "themes": asked.themes,
    "compare": compare.compare,
    "formulations": wordings.formulations,
    "targets": figures.targets,
    "precedents": drafts.precedents,
    "lineage": drafts.lineage,
    "matrix": figures.matrix,
    "citations": citations.citations,
    "duties": citations.duties,
}
KINDS = tuple(_KINDS)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: ``references`` holds the documents cited, and nothing else."""

    extension: str
    media_type: str
    write: Callable[[Report], bytes]
    references: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[schemas.ExportFormat, Format] = {
    "csv": Format(".csv", "text/csv; charset=utf-8", csv_file.write),
    "xlsx": Format(".xlsx", f"{_OFFICE}.spreadsheetml.sheet", xlsx.write),
    "docx": Format(".docx", f"{_OFFICE}.wordprocessingml.document", word.write),
    "md": Format(".md", "text/markdown; charset=utf-8", markdown.write),
    "ris": Format(".ris", "application/x-research-info-systems; charset=utf-8", ris.write, True),
    "bibtex": Format(".bib", "application/x-bibtex; charset=utf-8", bibtex.write, True),
    "gbt7714": Format(".txt", "text/plain; charset=utf-8", gbt7714.write, True),
}
_FILTERS = {
    "year_from": "年份不早于",
    "year_to": "年份不晚于",
    "issuer": "发文机关",
    "region": "地区",
    "level": "层级",
    "stage": "学段",
    "doc_type": "文种",
    "document_id": "文件编号",
}
_ASKED = {"q": "问题", "term": "提法", "title": "题名", "unit": "单位"}
_TOLD_ELSEWHERE = {"text", "a", "b", "by"}
_LONGEST_NAME = 60
"""Characters of the title in a file's name."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s\x00-\x1f\ud800-\udfff]+')


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to be handed over."""

    name: str
    media_type: str
    content: bytes


def check_request(body: Mapping[str, Any]) -> schemas.ExportRequest:
    """What is to be exported and how; an error lists what can be."""
    if strange := sorted(set(body) - {"kind", "format", "params"}):
        raise BadRequest(f"不认得的字段 {strange[0][:20]}；可用：kind、format、params", "bad_field")
    for name, known in (("kind", KINDS), ("format", tuple(FORMATS))):
        if body.get(name) not in known:
            raise BadRequest(
                f"{name} 的值 {body.get(name)!r:.40} 不对；可用：{'、'.join(known)}", f"bad_{name}"
            )
    params = body.get("params")
    if not isinstance(params, dict | None):
        raise BadRequest('params 应是一个对象，例如 {"q": "减负"}', "bad_params")
    return {"kind": body["kind"], "format": body["format"], "params": params or {}}


def format_of(file: str) -> schemas.ExportFormat:
    """The format that a file's ending asks for.

    >>> format_of("减负.XLSX"), format_of("文献.bib")
    ('xlsx', 'bibtex')
    """
    endings = {one.extension: name for name, one in FORMATS.items()}
    for ending, name in endings.items():
        if file.lower().endswith(ending):
            return name
    raise BadRequest(f"看不出要存成什么格式：“{file[-40:]}”；可用的扩展名：{' '.join(endings)}", "bad_format")


def write(
    kind: schemas.ExportKind,
    answer: Mapping[str, Any],
    params: Mapping[str, Any],
    form: schemas.ExportFormat,
    held: Held,
    day: str,
) -> Exported:
    """An answer as a file; ``day`` (2026-11-26) is the only thing in it that the answer does not hold."""
    body, wanted = _KINDS[kind](answer, held), FORMATS[form]
    entries = held.entries() if body.entries is None else body.entries
    if wanted.references and not entries:
        raise BadRequest(
            f"这个回答没有引用具体的文件，没有题录可存成 {form}；"
            f"可用：{'、'.join(name for name, one in FORMATS.items() if not one.references)}",
            "nothing_to_cite",
        )
    head = (*_question(params, kind), *body.head, *_provenance(answer, day))
    report = Report(body.title, head, tuple(answer["warnings"]), body, entries, day)
    title = _NOT_IN_NAMES.sub(" ", body.title).strip()[:_LONGEST_NAME].strip(" .")
    return Exported(f"策鉴-{title}-{day}{wanted.extension}", wanted.media_type, wanted.write(report))


def _question(params: Mapping[str, Any], kind: str) -> list[tuple[str, str]]:
    """What was asked, of which documents, and with which options."""
    given = {**params, **(params.get("filters") or {})}
    names = _FILTERS if kind != "lineage" else {}
    filters = [f"{names[one]} {_listed(given[one])}" for one in names if given.get(one) not in (None, [], ())]
    others = [
        f"{name}={_listed(value)}"
        for name, value in sorted(params.items())
        if name not in {*_ASKED, *names, *_TOLD_ELSEWHERE, "filters"} and value is not None
    ]
    return [
        *((label, str(given[name])) for name, label in _ASKED.items() if given.get(name)),
        ("筛选", "；".join(filters) or "无"),
        *([("选项", "，".join(others))] if others else []),
    ]


def _listed(value: object) -> str:
    return (
        "、".join(map(str, value))
        if isinstance(value, Sequence) and not isinstance(value, str)
        else str(value)
    )


def _provenance(answer: Mapping[str, Any], day: str) -> list[tuple[str, str]]:
    made = answer["provenance"]
    model = made["model"] or "未用"
    return [
        ("资料库", f"{made['library']}，第{made['generation']}代"),
        ("模型", f"{model}；概念库 {made['concepts']}；策鉴 {made['version']}"),
        ("导出日期", day),
    ]
