"""What became of this file?  From the text of one file or row to documents, ready to be stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.attachments import Attachment, Attachments, attachments_of
from corpus.bundles import Part, parts_of
from corpus.errors import Refused
from corpus.folding import flatten
from corpus.metadata import Clues, Metadata, cites_of, given_year_conflict, metadata_of
from corpus.noise import Found, find_noise
from corpus.official import IMPRINT_LINES, facts_of, first_office, imprint_of, iso_date
from corpus.outline import Outline, outline_of
from corpus.paragraphs import Line, lines_of
from corpus.passages import passages_of
from corpus.titles import Frame, find_frame
from corpus.types import Document, Heading, Noise, Passage, RawDocument, document_id
from corpus.year_evidence import year_conflict

_TOLD = ("index", "number", "date", "source", "url")
"""What a page or a table says of itself that has no field of its own: kept among the clues."""


def build_documents(raw: RawDocument) -> list[Document]:
    """The document of a file or row, or the plans of a bundle, each with ``parent_id``.

    The parent is the whole text; it is not stored, so that nothing is counted twice.

    >>> raw = RawDocument("a.txt", "a.txt", "临澄市教育局2013年工作要点\\n一、抓好减负。", "txt")
    >>> [(d.title, d.year, d.issuer, [p.text for p in d.passages]) for d in build_documents(raw)]
    [('临澄市教育局2013年工作要点', 2013, '临澄市教育局', ['抓好减负。'])]
    """
    flat = flatten(raw.text)
    lines = lines_of(raw.text)
    if not lines:
        raise Refused("empty", f"“{raw.name}”里没有文字：请换一份有正文的文件")
    found = find_noise(flat, lines)
    title = raw.given.get("title", "")
    kept = _without(lines, found.noise)
    heads = {start for part in attachments_of(raw.text, flat, kept, title).parts for start, _ in part.title}
    parts = parts_of(raw.text, flat, [line for line in kept if line.start not in heads], title or raw.name)
    if not parts:
        return [_document(raw, flat, lines, found)]
    given = {key: value for key, value in raw.given.items() if key not in ("title", "year")}
    parent = document_id(raw.text)
    children = []
    for part in parts:
        text = raw.text[part.start : part.end]
        headings = tuple(
            (at - part.start, level) for at, level in raw.headings if part.start <= at < part.end
        )
        child = RawDocument(raw.name, raw.source, text, raw.format, given, headings, raw.unsure)
        flat, lines = flatten(text), lines_of(text)
        document = _document(child, flat, lines, find_noise(flat, lines), part)
        children.append(replace(document, parent_id=parent))
    return children


def _document(
    raw: RawDocument, flat: str, lines: Sequence[Line], found: Found, part: Part | None = None
) -> Document:
    text = raw.text
    kept = _without(lines, found.noise)
    title = part.head if part else raw.given.get("title", "")
    attached = attachments_of(text, flat, kept, title)
    frame = find_frame(flat, attached.main, title, attached.cover)
    marks = [Noise("title", line.start, line.end) for line in attached.listed]
    marks += _last_imprint(flat, kept, attached)
    noise = sorted((*found.noise, *frame.noise, *marks), key=lambda span: span.start)
    outline = _outline(raw, flat, lines, noise, attached.parts)
    passages = passages_of(text, outline.units)
    told = {field: raw.given[field] for field in _TOLD if raw.given.get(field)}
    facts = told | _official(text, flat, noise, frame)
    meta = metadata_of(_clues(raw, found, frame, outline, part, facts.get("number", "")))
    facts.update(meta.found)
    if raw.unsure:
        facts["ocr"] = raw.unsure
    number = facts.get("number", "") if meta.period_to is None else ""  # a plan of years may be late
    conflict = _conflict(raw, meta, outline, passages, found, number)
    if conflict:
        facts["year_conflict"] = conflict
    body = [(heading.start, heading.end) for heading in outline.headings]
    body += [(passage.start, passage.end) for passage in passages]
    return Document(
        text=text,
        title=meta.title,
        year=meta.year,
        period_from=meta.period_from,
        period_to=meta.period_to,
        year_conflict=conflict is not None,
        issuer=meta.issuer,
        region=meta.region,
        level=meta.level,
        stage=meta.stage,
        doc_type=meta.doc_type,
        found=facts,
        sources=(raw.source,),
        outline=outline.headings,
        passages=passages,
        noise=_with_leftovers(text, noise, outline, passages),
        cites=cites_of(text, sorted(body)),
    )


def _last_imprint(flat: str, lines: Sequence[Line], attached: Attachments) -> list[Noise]:
    """The imprint (版记) where it stands at the end of the last attachment."""
    if not attached.parts:
        return []
    last = [line for line in lines[-IMPRINT_LINES:] if line.start >= attached.parts[-1].body]
    return [Noise("title", line.start, line.end) for line in last[imprint_of(flat, last) :]]


def _official(text: str, flat: str, noise: Sequence[Noise], frame: Frame) -> dict[str, str]:
    """What the red head and the lines below the text say, and whom they address, on which day."""
    facts = facts_of(text, flat, [(span.start, span.end) for span in noise if span.type == "title"])
    if frame.addressee:
        facts["addressee"] = "".join(text[slice(*frame.addressee)].split())
    if frame.signed_date:
        facts["issued"] = iso_date(flat[slice(*frame.signed_date)])
    return {field: value for field, value in facts.items() if value}


def _outline(
    raw: RawDocument, flat: str, lines: Sequence[Line], noise: Sequence[Noise], parts: Sequence[Attachment]
) -> Outline:
    """The outline of the document and, each under its own title, of its attachments."""
    text, styled = raw.text, dict(raw.headings)
    until = parts[0].start if parts else len(text)
    outline = outline_of(text, _only(flat, 0, until), [x for x in lines if x.start < until], noise, styled)
    headings, units = list(outline.headings), list(outline.units)
    for part in parts:
        title = "".join(text[slice(*span)] for span in part.title)
        name = "".join(part.name.split()) + ("：" if title else "")
        inner = [line for line in lines if part.body <= line.start < part.end]
        own = outline_of(text, _only(flat, part.body, part.end), inner, noise, styled)
        end = part.title[-1][1] if part.title else part.start + len(part.name)
        headings.append(Heading(1, name, title, part.start, end))
        headings += [replace(heading, level=heading.level + 1) for heading in own.headings]
        units += [replace(unit, path=(name + title, *unit.path)) for unit in own.units]
    return Outline(tuple(headings), tuple(units))


def _only(flat: str, start: int, end: int) -> str:
    """The text with all else blanked out, so that offsets stay."""
    whole = (start, end) == (0, len(flat))
    return flat if whole else " " * start + flat[start:end] + " " * (len(flat) - end)


def _without(lines: Sequence[Line], noise: Iterable[Noise]) -> list[Line]:
    starts = {span.start for span in noise}
    return [line for line in lines if line.start not in starts]


def _clues(
    raw: RawDocument, found: Found, frame: Frame, outline: Outline, part: Part | None, number: str
) -> Clues:
    text = raw.text

    def words(span: tuple[int, int] | None) -> str:
        return text[slice(*span)] if span else ""

    title, how = "".join(words(span) for span in frame.title), "标题行"
    if part and part.title:
        title, how = part.title, "分篇标题"
    elif not title and found.own_title:
        title, how = words(found.own_title), "文末标题行"
    return Clues(
        raw,
        title,
        how,
        words(frame.date),
        first_office(words(frame.signed)),
        words(frame.signed_date),
        tuple(heading.title for heading in outline.headings),
        first_office(words(frame.letterhead)),
        number,
    )


def _conflict(
    raw: RawDocument, meta: Metadata, outline: Outline, passages: Sequence[Passage], found: Found, number: str
) -> str | None:
    if meta.year is None:
        return None
    text = raw.text
    body = "\n".join(
        [*(heading.title for heading in outline.headings), *(passage.text for passage in passages)]
    )
    teasers = [(text[slice(*teaser.title)], text[slice(*teaser.body)]) for teaser in found.teasers]
    reasons = (
        given_year_conflict(raw, meta.title),
        year_conflict(meta.year, body, teasers, meta.signed_year, number),
    )
    return "；".join(reason for reason in reasons if reason) or None


def _with_leftovers(
    text: str, noise: Sequence[Noise], outline: Outline, passages: Sequence[Passage]
) -> tuple[Noise, ...]:
    """Noise, with the zero-width marks and the numbers without a text that nothing else covers."""
    covered = bytearray(len(text))
    spans = [(span.start, span.end) for span in noise]
    spans += [(heading.start, heading.end) for heading in outline.headings]
    spans += [unit.number for unit in outline.units if unit.number]
    spans += [(passage.start, passage.end) for passage in passages]
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    left: list[Noise] = []
    for at, character in enumerate(text):
        if covered[at] or character.isspace():
            continue
        if left and left[-1].end == at:
            left[-1] = Noise("navigation", left[-1].start, at + 1)
        else:
            left.append(Noise("navigation", at, at + 1))
    return tuple(sorted((*noise, *left), key=lambda span: span.start))
