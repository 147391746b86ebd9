"""How is the API explained?  Chinese words and examples for its description, and the page /docs that shows it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.listing import LACKING, SORTED
from api.observe import SECURITY_HEADERS
from api.page import digest
from corpus.types import DOC_TYPES, LEVELS, STAGES
from index.search import MODES

ASK, HOLD, SERVE = "提问", "资料库", "服务"
V1 = "/api/v1"
SUMMARIES: dict[str, tuple[str, str]] = {
    f"GET {V1}/search": (ASK, "查找与问题有关的段落"),
    f"GET {V1}/themes": (ASK, "历年怎么说：各年有无、主题、原文摘句"),
    f"GET {V1}/prose": (
        ASK,
        "由语言模型根据原文摘句写一段综述，逐句核实；事件流，或 Accept: application/json",
    ),
    f"GET {V1}/compare": (ASK, "比较两年、两段时期或两个机关"),
    f"GET {V1}/formulations": (ASK, "一个提法的始末：最早、高峰、最近，各年次数"),
    f"GET {V1}/targets": (ASK, "指标：承诺了多少、后来报告多少"),
    f"POST {V1}/precedents": (ASK, "给草稿逐条找先例；草稿不入库、不记录"),
    f"GET {V1}/lineage": (ASK, "对照上一份计划：沿用、改写、新提、未再提出"),
    f"GET {V1}/matrix": (ASK, "文件（年份、机关）× 概念的次数表"),
    f"GET {V1}/citations": (ASK, "计划引用了哪些文件，谁引用了某一份"),
    f"GET {V1}/duties": (ASK, "谁负责什么、何时完成"),
    f"GET {V1}/suggest": (ASK, "随输入提示概念、说法和题名"),
    f"GET {V1}/concepts/{{name}}": (ASK, "概念库里的一个概念"),
    f"POST {V1}/export": (ASK, "把一个回答存成文件"),
    f"POST {V1}/draft": (ASK, "读出一个草稿文件的文字；不入库、不记录"),
    f"GET {V1}/documents": (HOLD, "列出文件"),
    f"POST {V1}/documents": (HOLD, "上传文件"),
    f"GET {V1}/documents/{{document_id}}": (HOLD, "一份文件的正文、提纲和信息"),
    f"PATCH {V1}/documents/{{document_id}}": (HOLD, "更正一份文件的信息"),
    f"DELETE {V1}/documents/{{document_id}}": (HOLD, "移除一份文件"),
    f"POST {V1}/documents/{{document_id}}/restore": (HOLD, "恢复移除的文件"),
    f"GET {V1}/status": (SERVE, "服务现在的状况：版本、能否写入、库内多少"),
    "GET /healthz": (SERVE, "能否查词"),
    "GET /readyz": (SERVE, "是否全部就绪"),
    "GET /metrics": (SERVE, "Prometheus 格式的计数"),
}
"""Method and path → group and what it does; a test holds it against the routes."""
PARAMETERS: dict[str, tuple[str, str]] = {
    "q": ("问题或题目", "减负"),
    "term": ("提法", "双减"),
    "a": ("甲边：年份、一段年份或 issuer:机关", "2013"),
    "b": ("乙边，写法同甲边", "2023"),
    "title": ("题名或文号", "义务教育法"),
    "missing": ("只列缺这一项的：" + "、".join(LACKING) + "（doubt 是年份存疑）", "year"),
    "sort": ("按哪一项排：" + "、".join(SORTED) + "；前面加 - 是从大到小", "-year"),
    "unit": ("单位", "基教处"),
    "by": ("行是什么：year 或 issuer，不写是文件", "year"),
    "name": ("概念名或它的一个说法", "学生减负"),
    "document_id": ("文件编号，由 /documents 列出", "58c3eea2e70e5583"),
    "mode": ("查法：" + "、".join(MODES), "hybrid"),
    "limit": ("至多几条", "10"),
    "offset": ("从第几条之后开始", "0"),
    "expand": ("是否用概念库扩展问题", "true"),
    "without": ("不用的扩展词，可重复", "素质教育"),
    "per_year": ("每年至多取几段", "5"),
    "max_themes": ("至多几个主题", "12"),
    "year_from": ("最早年份", "2013"),
    "year_to": ("最晚年份", "2023"),
    "issuer": ("发文机关，可重复", "临澄市教育局"),
    "region": ("地区，可重复", "临澄市"),
    "level": ("层级，可重复：" + "、".join(LEVELS), "市"),
    "stage": ("学段，可重复：" + "、".join(STAGES), "义务"),
    "doc_type": ("文种，可重复：" + "、".join(DOC_TYPES), "工作要点"),
}
"""Name → what it is, and an example of it over the sample plans."""
_IMAGES = "; img-src 'self' data:"
"""Swagger UI's style sheet draws its arrows from data: addresses; nothing in them can run."""
_PAGE = """<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>策鉴接口</title>
<link rel="icon" href="{base}/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{base}/vendor/swagger-ui/swagger-ui.css">
<script defer src="{base}/vendor/swagger-ui/swagger-ui-bundle.js"></script>
<script defer src="{base}/js/api-docs.js"></script>
</head>
<body>
<div id="api"></div>
<noscript><p>这个页面要用 JavaScript 显示；接口说明的原文在 <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>。</p></noscript>
</body>
</html>
"""

router = APIRouter(include_in_schema=False)


@router.get("/docs", response_class=HTMLResponse)
def docs() -> HTMLResponse:
    """The description of the API, to read and to try out; nothing comes from another host."""
    policy = SECURITY_HEADERS["Content-Security-Policy"] + _IMAGES
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy}
    return HTMLResponse(_PAGE.format(base=f"/static/{digest()}"), headers=headers)


def explained(described: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI document with Chinese summaries, groups, parameter descriptions and examples.

    Only what must be given has an example to fill in: filled in everywhere, the filters would leave nothing.
    """
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            known = SUMMARIES.get(f"{method.upper()} {path}")
            if known:
                operation["tags"], operation["summary"] = [known[0]], known[1]
            for parameter in operation.get("parameters", ()):
                about = PARAMETERS.get(parameter["name"])
                if about:
                    parameter["description"] = f"{about[0]}；例如：{about[1]}"
                    if parameter["required"]:
                        parameter["examples"] = {about[1]: {"value": about[1]}}
    described["tags"] = [{"name": name} for name in (ASK, HOLD, SERVE)]
    return described
