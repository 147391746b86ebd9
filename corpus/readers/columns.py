"""Which column is which?  Headers of tables, Chinese or English, matched to what a document needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

COLUMNS = {  # in order of preference: of two columns for one field, a row takes the first that is filled
    "content": "正文 内容 全文 文本 政策内容 文件内容 正文内容 文本内容 政策正文 文章内容 content text body fulltext "
    "policycontent articlecontent maintext",
    "title": "标题 题目 题名 名称 文件名称 文件标题 政策名称 政策标题 文章标题 计划名称 公文标题 公文名称 文件题名 篇名 "
    "文件名 title policytitle policyname documenttitle headline name filename",
    "year": "年份 年度 年 所属年份 计划年度 发文年份 发布年份 year policyyear planyear",
    "date": "日期 发布日期 发布时间 成文日期 成文时间 印发日期 印发时间 发文日期 发文时间 公布日期 公布时间 公开日期 "
    "签发日期 颁布日期 颁布时间 时间 date releasetime releasedate publishtime publishdate pubdate publicationdate "
    "issuedate issuetime publishedat time",
    "issuer": "发文机关 发布机关 发文单位 发布单位 发布机构 发文机构 制定机关 制定单位 发布部门 发文部门 印发机关 印发单位 "
    "颁布机构 颁布单位 发布主体 机关 机构 单位 部门 issuer releasedepartment department agency organization organisation "
    "issuingbody issuingagency issuingauthority publisher author",
    "number": "发文字号 文号 文件号 文件字号 公文号 documentnumber docnumber docno referencenumber",
    "region": "地区 区域 行政区划 行政区 所在地区 区县 县区 区 县 城市 地级市 市 省份 省 省市 region area county district city "
    "province location",
    "level": "级别 层级 行政级别 政府层级 行政层级 政策层级 发文层级 level administrativelevel",
    "stage": "学段 教育阶段 教育类型 stage educationstage schoolstage",
    "doc_type": "文种 文件类型 公文种类 文件种类 公文类型 政策类型 体裁 doctype documenttype policytype",
    "source": "来源 出处 信息来源 数据来源 来源网站 source contentsource website",
    "url": "链接 网址 原文链接 原文地址 网页链接 url link href sourceurl pageurl",
}
"""Field: usual headers, as they are after ``_plain``."""
_BY_HEADER = {
    name: (field, rank) for field, names in COLUMNS.items() for rank, name in enumerate(names.split())
}
_LONGEST_HEADER = 60
"""Characters: a longer cell is text."""
_LAST_WORDS = {
    name: field
    for field in ("content", "title", "year", "url")
    for name in COLUMNS[field].split()
    if len(name) > 1 and name != "name"
}
"""Headers that also stand at the end of longer ones (教育政策正文, ``doc_text``); not the other fields:
更新时间 is no date of a plan, 责任单位 no issuer."""


def match_columns(headers: Sequence[str]) -> dict[str, list[int]]:
    """The columns of each field, best first; ``{}`` without ``content`` is no table of documents.

    >>> match_columns(["Policy Title", "发布时间", "policy content", "备注"])
    {'title': [0], 'date': [1], 'content': [2]}
    """
    found: dict[str, list[tuple[int, int]]] = {}
    headers = [header if len(header) <= _LONGEST_HEADER else "" for header in headers]
    for index, header in enumerate(headers):
        exact = _BY_HEADER.get(_plain(header))
        if exact:
            found.setdefault(exact[0], []).append((exact[1], index))
    taken = {index for columns in found.values() for _, index in columns}
    for index, header in enumerate(headers):
        field = None if index in taken else _by_last_word(header)
        if field and field not in found:  # only where no header names the field outright
            found[field] = [(len(COLUMNS[field]), index)]
    return {field: [index for _, index in sorted(columns)] for field, columns in found.items()}


def _plain(header: str) -> str:
    """Without what varies: case, spaces, underscores, brackets with remarks, byte order marks."""
    return re.sub(r"[\W_]+", "", re.sub(r"[（(\[【][^（(\[【)）\]】]*[)）\]】]", "", header)).lower()


def _by_last_word(header: str) -> str | None:
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).lower())
    if words and words[-1] in _LAST_WORDS:
        return _LAST_WORDS[words[-1]]
    plain = _plain(header)
    return next((_LAST_WORDS[plain[i:]] for i in range(len(plain) - 1) if plain[i:] in _LAST_WORDS), None)
