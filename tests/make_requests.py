"""Makes requests from an OpenAPI description: good ones, odd ones, and every value of a list of bad ones."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

BAD = (
    b"", b" ", b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe", b"\xf0\x9f\x98\x80" * 50, b"9223372036854775808",
    b"-9223372036854775809", b"18446744073709551616", b"9" * 400, b"NaN", b"-Infinity", b"1e999", b"0", b"-1",
    b"1.5", b"0x10", b"true", b"null", b"[]", b"{}", b"AND", b"NEAR(a b)", b'"', b"'", b"a*", b"a:b", b"(", b"^", b"-a",
    b'"a" OR', b"; DROP TABLE documents", b"../../etc/passwd", b"%", b"%%", b"{}".join([b"{"] * 20), b"<script>",
    "…".encode(), "减…负…".encode(), "\u202e\u200b\ufeff".encode(), "１９９９年".encode(), "第九十九届".encode(),
    "《".encode() * 200, "的".encode() * 499, b"issuer:", b"2013-", b"2023-2013", b"0-0", b"9999", b"99999-99999",
    b"issuer:\x00", b"\r\nX-Evil: 1", b"a" * 20_000,
)  # fmt: skip
"""Raw bytes, before percent-encoding; the client below sends addresses of 65,536 characters at most."""
GOOD: Mapping[str, Sequence[str]] = {
    "q": (
        "减负",
        "历年计划怎么说减负",
        "2013年和2016年减负有什么不同",
        "九十年代的扫盲",
        "幼儿园",
        "校舍安全 OR 危房",
    ),
    "term": ("双减", "课业负担", "优质…均衡", "“双减”"),
    "a": ("2013", "2011-2015", "issuer:临澄市教育局"),
    "b": ("2016", "2014-2016", "issuer:没有这个局"),
    "mode": ("hybrid", "semantic", "keyword", "phrase", "best"),
    "by": ("year", "issuer", "region"),
    "limit": ("1", "10", "200", "201", "0", "1000000"),
    "offset": ("0", "1", "800", "10000001"),
    "per_year": ("1", "20", "21"),
    "max_themes": ("1", "50", "51"),
    "expand": ("true", "false", "0", "1", "ja"),
    "year_from": ("2013", "0", "2016"),
    "year_to": ("2016", "2013", "9999"),
    "issuer": ("临澄市教育局",),
    "level": ("市", "县", "村"),
    "stage": ("义务", "高中", "x"),
    "doc_type": ("工作要点", "x"),
    "title": ("义务教育法", "教基〔2013〕5号"),
    "unit": ("基教处",),
    "name": ("学生减负", "减负", "a/b"),
}
JSON: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 10**400, 0.1, "", "减负", "\ud800", "a\0b", "x" * 5000, [], [[]], {}, {"a": {}}, ["市", 1],
    [None] * 200, {"\ud800": 1}, "2013", 2013,
)  # fmt: skip
FIELDS = (
    "text", "limit", "filters", "kind", "format", "params", "year", "title", "stage", "level", "issuer", "region",
    "year_conflict", "doc_type", "period_from", "q", "a", "b", "term", "document_id", "by", "id",
)  # fmt: skip
KINDS = (
    "search",
    "themes",
    "compare",
    "formulations",
    "targets",
    "precedents",
    "lineage",
    "matrix",
    "citations",
    "duties",
)
FORMATS = ("csv", "xlsx", "docx", "md", "ris", "bibtex", "gbt7714", "exe")


LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class Sent:
    """One request; ``address`` is percent-encoded."""

    method: str
    address: str
    body: bytes = b""
    kind: str = ""


def generated(
    description: Mapping[str, Any], ids: Sequence[str], count: int, seed: int = 6
) -> Iterator[Sent]:
    """``count`` requests, the same for each seed; ``ids`` are documents held."""
    chance = random.Random(seed)
    operations = list(_operations(description))
    for _ in range(count):
        path, method, parameters, media = chance.choice(operations)
        query: list[tuple[str, bytes]] = []
        for parameter in parameters:
            name = parameter["name"]
            value = _value(chance, name, ids)
            if parameter["in"] == "path":
                path = path.replace("{" + name + "}", quote(value, safe="") or "%20")
            elif parameter.get("required") or chance.random() < 0.3:
                query += [(name, _value(chance, name, ids)) for _ in range(chance.choice((0, 0, 0, 1, 7)))]
                query.append((name, value))
        body, kind = _body(chance, media)
        yield Sent(method, (path + _query(query))[:LONGEST], body, kind)


def each_bad(description: Mapping[str, Any], ids: Sequence[str]) -> Iterator[Sent]:
    """Every bad value on every parameter of every operation, all else being good."""
    for path, method, parameters, _ in _operations(description):
        for wrong in parameters:
            for bad in BAD:
                at, query = path, []
                for parameter in parameters:
                    name = parameter["name"]
                    value = bad if parameter is wrong else (GOOD.get(name) or ids)[0].encode()
                    if parameter["in"] == "path":
                        at = at.replace("{" + name + "}", quote(value, safe="") or "%20")
                    elif parameter is wrong or parameter.get("required"):
                        query.append((name, value))
                yield Sent(
                    method,
                    at + _query(query),
                    b"{}" if method in ("POST", "PATCH") else b"",
                    "application/json",
                )


def _operations(description: Mapping[str, Any]) -> Iterator[tuple[str, str, list[dict[str, Any]], list[str]]]:
    for path, methods in sorted(description["paths"].items()):
        for method, operation in sorted(methods.items()):
            media = sorted(operation.get("requestBody", {}).get("content", {}))
            yield path, method.upper(), operation.get("parameters", []), media


def _value(chance: random.Random, name: str, ids: Sequence[str]) -> bytes:
    if chance.random() < 0.4:
        return chance.choice(BAD[:-1])
    return chance.choice(GOOD.get(name) or ids).encode()


def _query(query: Sequence[tuple[str, bytes]]) -> str:
    return "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in query) if query else ""


def _body(chance: random.Random, media: Sequence[str]) -> tuple[bytes, str]:
    if not media:
        return b"", ""
    kind = chance.choice([*media, *media, "application/json", "text/plain", "multipart/form-data"])
    if kind.startswith("multipart"):
        return _form(chance), "multipart/form-data; boundary=b"
    if chance.random() < 0.15:
        return chance.choice(
            (b"", b"{", b"[]", b"\xff", b'{"year": NaN}', b'{"limit": 1e999}', b"[" * 50_000)
        ), kind
    held = {chance.choice(FIELDS): chance.choice(JSON) for _ in range(chance.randrange(4))}
    if chance.random() < 0.6:
        params = {
            name: chance.choice((chance.choice(values), chance.choice(JSON)))
            for name, values in GOOD.items()
            if chance.random() < 0.4
        }
        held |= {"kind": chance.choice(KINDS), "format": chance.choice(FORMATS), "params": params}
        held |= {"text": "学前三年毛入园率达到90%。\n切实减轻学生课业负担。"[: chance.randrange(40)]}
    return json.dumps(held).encode(), kind


def _form(chance: random.Random) -> bytes:
    names = ("a.txt", "计划.docx", "../x.pdf", "", "\x00", "a" * 500, "x.zip", "名字\u202e.csv")
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s\r\n'
        % (chance.choice(names).encode(), chance.choice((b"", b"PK\x03\x04", "减负".encode(), b"\xff" * 9)))
        for _ in range(chance.randrange(3))
    ]
    return b"".join(parts) + chance.choice((b"--b--\r\n", b"--b", b""))
