"""How does one row become one document?  Tables: JSON Lines, CSV and Excel, one document a row.

Only a row without usable text is refused, by its number; one without a year goes in.  Numbers of rows are
those a person sees: lines of a ``.jsonl``, rows of a sheet with its header.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO

from corpus.dates import day_of
from corpus.decoding import decode
from corpus.errors import Refused
from corpus.readers.columns import COLUMNS, match_columns
from corpus.readers.html import page
from corpus.types import RawDocument, Refusal

_HEADER_ROWS = 10
"""Rows in which the header is looked for: sheets often open with a merged title and notes."""
_DELIMITERS = "\t,;，|"
_MARKUP = re.compile(r"</(p|div|td|span)\s*>|<br\s*/?>", re.I)
_MIN_MARKUP = 2
"""Block tags from which on a cell is a piece of a web page; a text quotes one at most."""
_NOTHING = frozenset(
    {"无", "暂无", "略", "不详", "-", "--", "—", "——", "/", "nan", "nat", "none", "null", "n/a", "na"}
)
"""What people and programs write into a cell that has nothing to say."""

Row = tuple[int, Sequence[object]]
"""Number as a person sees it, and cells."""


def read_jsonl(data: bytes, name: str, source: str) -> Iterator[RawDocument | Refusal]:
    """One JSON object a line; a line that is none is refused by its number, the others go on."""
    columns: dict[tuple[str, ...], Mapping[str, list[int]]] = {}
    for number, line in _json_lines(data):
        label, place = f"{name} 第{number}行", f"{source}#{number}"
        try:
            row = json.loads(line if isinstance(line, str) else decode(line))
        except (ValueError, RecursionError, Refused):
            yield Refusal(label, "row", f"第{number}行不是完整的 JSON，没有读进来")
            continue
        if not isinstance(row, dict):
            yield Refusal(label, "row", f'第{number}行不是 JSON 对象（应为 {{"title": …, "content": …}}）')
            continue
        keys = tuple(row)
        if keys not in columns:
            columns[keys] = match_columns(keys)
        if "content" not in columns[keys]:
            yield Refusal(label, "row", f"第{number}行：{_no_content(keys)}")
            continue
        yield _document(columns[keys], list(row.values()), label, place, "jsonl", f"第{number}行")


def read_csv(data: bytes, name: str, source: str) -> Iterator[RawDocument | Refusal]:
    """Rows with a header; comma, tab or semicolon, whichever the header has most."""
    text = decode(data)
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(_DELIMITERS, key=head.count)
    csv.field_size_limit(sys.maxsize)
    yield from _table(_csv_rows(text, delimiter), name, source, "csv", "")


def read_xlsx(data: bytes, name: str, source: str) -> Iterator[RawDocument | Refusal]:
    """Every sheet with a header; a sheet that is no table of documents is named."""
    yield from _workbook(data, name, source, "xlsx")


def read_xls(data: bytes, name: str, source: str) -> Iterator[RawDocument | Refusal]:
    """The same in the format of Excel 97 to 2003 and of WPS."""
    yield from _workbook(data, name, source, "xls")


def read_ods(data: bytes, name: str, source: str) -> Iterator[RawDocument | Refusal]:
    """The same in the format of LibreOffice."""
    yield from _workbook(data, name, source, "ods")


def _workbook(data: bytes, name: str, source: str, format_: str) -> Iterator[RawDocument | Refusal]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError as error:
        raise Refused("encrypted", "表格加了密码；请去掉密码后再放进来") from error
    except CalamineError as error:
        raise Refused("broken", "表格已损坏，打不开；请用 Excel 或 WPS 修复后另存") from error
    found, refused = False, []
    several = len(workbook.sheet_names) > 1
    for title in workbook.sheet_names:
        try:
            sheet = workbook.get_sheet_by_name(title)
            rows = sheet.to_python(skip_empty_area=False)
        except CalamineError:
            refused.append(Refusal(f"{name} {title}", "broken", f"工作表“{title}”读不出来"))
            continue
        if not any(_filled(row) for row in rows):
            continue
        try:
            for item in _table(enumerate(rows, 1), name, source, format_, title if several else ""):
                found = True
                yield item
        except Refused as problem:
            refused.append(Refusal(f"{name} {title}", problem.code, f"工作表“{title}”：{problem}"))
    if not found and len(refused) == 1:
        raise Refused(refused[0].code, refused[0].reason)
    yield from refused


def _csv_rows(text: str, delimiter: str) -> Iterator[Row]:
    lines = text.count("\n") + (not text.endswith("\n"))
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)  # line ends in quotes are kept
    before = 0
    for number, row in enumerate(reader, 1):
        # a quote that is never closed swallows all that follows: that is no row
        swallowed = text.split("\n")[before:] if reader.line_num == lines > before + 1 else []
        if "\n".join(swallowed).count('"') % 2:
            raise Refused(
                "row", f"第{number}行有一个引号没有闭合，从这一行到文件末尾没有读进来；前面各行已读"
            )
        yield number, row
        before = reader.line_num


def _table(
    rows: Iterable[Row], name: str, source: str, format_: str, sheet: str
) -> Iterator[RawDocument | Refusal]:
    columns: Mapping[str, list[int]] = {}
    seen: list[Sequence[object]] = []
    sheet_label, sheet_place = (f" {sheet}", f"{sheet}!") if sheet else ("", "")
    header = 0
    for number, row in rows:
        if not _filled(row):
            continue
        if not header:
            seen.append(row)
            columns = match_columns([_cell(cell) for cell in row])
            if "content" in columns:
                header = number
            elif len(seen) >= _HEADER_ROWS:
                break
            continue
        where = f"第{number}行（表头下第{number - header}行）"
        label, place = f"{name}{sheet_label} 第{number}行", f"{source}#{sheet_place}{number}"
        yield _document(columns, row, label, place, format_, where)
    if not header:
        raise Refused("no_columns", _no_content(seen[0] if seen else ()))


def _document(
    columns: Mapping[str, list[int]], row: Sequence[object], label: str, place: str, format_: str, where: str
) -> RawDocument | Refusal:
    fields = {field: _first(row, columns.get(field, ())) for field in COLUMNS}
    fields["date"] = day_of(fields["date"]) or fields["date"]
    fields["region"] = _whole_region(row, columns.get("region", ()))
    text = fields.pop("content")
    given = {field: value.strip() for field, value in fields.items() if value.strip()}
    if len(_MARKUP.findall(text)) >= _MIN_MARKUP:
        text = page(text, label, place).text
    if not _says_something(text) or not any(char.isalpha() for char in text):
        return Refusal(label, "row", f"{where}没有可用的正文，没有读进来")
    return RawDocument(label, place, text.replace("\r\n", "\n").replace("\r", "\n"), format_, given)


def _first(row: Sequence[object], columns: Sequence[int]) -> str:
    cells = (_cell(row[index]) for index in columns if index < len(row))
    return next((cell for cell in cells if _says_something(cell)), "")


def _whole_region(row: Sequence[object], columns: Sequence[int]) -> str:
    """省份, 城市 and 区县 in columns of their own are one place: 江苏省, 泰州市, 姜堰区 → 江苏省泰州市姜堰区."""
    place = ""
    for index in reversed(columns):  # the narrowest comes first among the columns
        cell = _cell(row[index]).strip() if index < len(row) else ""
        cell = cell if _says_something(cell) else ""
        place = cell if place in cell else place if cell in place else place + cell
    return place


def _cell(value: object) -> str:
    """A cell as a person sees it: ``2013.0`` is ``2013``, a date has no time of day, a list is lines."""
    if value is None or isinstance(value, bool | dict):
        return ""
    if isinstance(value, list):
        return "\n".join(filter(None, map(_cell, value)))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")


def _says_something(cell: str) -> bool:
    return bool(cell.strip()) and cell.strip().lower() not in _NOTHING


def _filled(row: Sequence[object]) -> bool:
    return any(_cell(cell).strip() for cell in row)


def _json_lines(data: bytes) -> Iterator[tuple[int, bytes | str]]:
    """Lines with their numbers; bytes where possible, so that one line in another encoding is read too."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4096]:  # UTF-16
        for number, line in enumerate(decode(data).split("\n"), 1):
            if line.strip():
                yield number, line
        return
    for number, raw in enumerate(BytesIO(data.removeprefix(b"\xef\xbb\xbf")), 1):
        if raw.strip():
            yield number, raw


def _no_content(headers: Sequence[object]) -> str:
    found = "、".join(filter(None, (_cell(header).strip() for header in headers)))
    wanted = "正文、全文、内容、content、text"
    return f"没有找到正文一列（列名要有 {wanted} 之一）；有的列是：{found[:200] or '空的'}；请把存放正文的一列改成其中一个名字"
