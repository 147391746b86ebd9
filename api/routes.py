"""What does the API offer?  The endpoints of version 1; each hands on to ``Library``."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api import audit, heaps, schemas
from api.access import check_writer
from api.answering import Answer
from api.checks import BadRequest, read_filters
from api.library import Library
from api.listing import NEWEST
from api.precedents import read_request
from api.samples import Shelf
from api.status import status as status_of
from api.uploads import with_stored
from index.filters import Filters

MOST_FILES = 1_000

_Many = Annotated[tuple[str, ...], Query()]
_FILTERS = ("year_from", "year_to", "issuer", "region", "level", "stage", "doc_type", "document_id")


def given_filters(
    request: Request,
    year_from: _Many = (),
    year_to: _Many = (),
    issuer: _Many = (),
    region: _Many = (),
    level: _Many = (),
    stage: _Many = (),
    doc_type: _Many = (),
    document_id: _Many = (),
) -> Filters:
    """The filters that every answer takes; declared for the documentation, read from the query string."""
    return read_filters({name: request.query_params.getlist(name) for name in _FILTERS})


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object; NaN and Infinity, which JSON does not have, are refused."""

    def refuse(name: str) -> NoReturn:
        raise ValueError(f"{name} 不是 JSON 的数字")

    try:
        found = json.loads(await request.body(), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"内容不是合法的 JSON：{str(error)[:100]}", "bad_json") from error
    if not isinstance(found, dict):
        raise BadRequest('内容应是一个 JSON 对象，例如 {"year": 2013}', "bad_json")
    return found


def writer(request: Request) -> Library:
    """The user's library, for a caller who may write: samples are never written to."""
    audit.begin(request)
    check_writer(request, request.app.state.settings)
    library: Library = request.app.state.shelf.library
    return library


_Filters = Annotated[Filters, Depends(given_filters)]
_Writer = Annotated[Library, Depends(writer)]
_Errors: dict[int | str, dict[str, Any]] = {"4XX": {"model": schemas.ErrorAnswer, "description": "请求有误"}}

router = APIRouter(prefix="/api/v1", default_response_class=Answer, responses=_Errors)


@router.get("/search", responses={200: {"model": schemas.SearchAnswer}})
def search(
    request: Request,
    filters: _Filters,
    q: str,
    mode: str = "hybrid",
    limit: int = 10,
    offset: int = 0,
    expand: bool = True,
    without: _Many = (),
) -> Answer:
    """The passages that answer a question best."""
    return _answer(
        request, lambda library: library.search(q, filters, mode, limit, offset, expand, without=without)
    )


@router.get("/themes", responses={200: {"model": schemas.ThemesAnswer}})
def themes(
    request: Request,
    filters: _Filters,
    q: str,
    per_year: int = 5,
    max_themes: int = 12,
    expand: bool = True,
    without: _Many = (),
) -> Answer:
    """What plans said over the years: years, themes, quotations."""
    return _answer(
        request, lambda library: library.themes(q, filters, per_year, max_themes, expand, without=without)
    )


@router.get("/formulations", responses={200: {"model": schemas.FormulationsAnswer}})
def formulations(request: Request, filters: _Filters, term: str, limit: int = 500, offset: int = 0) -> Answer:
    """The life of a wording: first, peak, last, every year, links in time, every passage."""
    return _answer(request, lambda library: library.formulations(term, filters, limit, offset))


_DRAFT_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {"text": "学前三年毛入园率达到90%。", "limit": 5, "filters": {"level": ["市"]}},
            }
        },
    }
}


@router.post("/precedents", responses={200: {"model": schemas.PrecedentsAnswer}}, openapi_extra=_DRAFT_BODY)
def precedents(request: Request, body: Annotated[dict[str, Any], Depends(json_object)]) -> Answer:
    """What was said before, for each piece of a draft; the draft is neither stored nor logged."""
    text, limit, filters = read_request(body)
    return _answer(request, lambda library: library.precedents(text, limit, filters))


@router.get("/compare", responses={200: {"model": schemas.CompareAnswer}})
def compare(request: Request, filters: _Filters, a: str, b: str, q: str = "") -> Answer:
    """Two years (2013), periods (2011-2015) or issuers (issuer:…): shared, emerging and fading themes."""
    return _answer(request, lambda library: library.compare(a, b, q, filters))


@router.get("/lineage", responses={200: {"model": schemas.LineageAnswer}})
def lineage(request: Request, document_id: str) -> Answer:
    """A plan beside the one before it: items kept, edited, new and dropped."""
    return _answer(request, lambda library: library.lineage(document_id))


@router.get("/targets", responses={200: {"model": schemas.TargetsAnswer}})
def targets(request: Request, filters: _Filters, q: str = "", limit: int = 50, offset: int = 0) -> Answer:
    """Figures promised and reported: what became of each over the years."""
    return _answer(request, lambda library: library.targets(q, filters, limit, offset))


@router.get("/matrix", responses={200: {"model": schemas.MatrixAnswer}})
def matrix(
    request: Request, filters: _Filters, by: str | None = None, limit: int = 1000, offset: int = 0
) -> Answer:
    """Mentions of each concept in each document, year or issuer."""
    return _answer(request, lambda library: library.matrix(by, filters, limit, offset))


@router.get("/citations", responses={200: {"model": schemas.CitationsAnswer}})
def citations(
    request: Request, filters: _Filters, title: str = "", limit: int = 100, offset: int = 0
) -> Answer:
    """The documents that plans cite; with a title or file number, who cites it."""
    return _answer(request, lambda library: library.citations(title, filters, limit, offset))


@router.get("/duties", responses={200: {"model": schemas.DutiesAnswer}})
def duties(
    request: Request, filters: _Filters, q: str = "", unit: str = "", limit: int = 100, offset: int = 0
) -> Answer:
    """Who has to do what, and by when."""
    return _answer(request, lambda library: library.duties(q, filters, unit, limit, offset))


@router.get("/suggest", responses={200: {"model": schemas.SuggestAnswer}})
def suggest(request: Request, q: str = "") -> Answer:
    """Concepts, wordings and titles that could be meant."""
    return _answer(request, lambda library: library.suggest(q))


@router.get("/concepts/{name:path}", responses={200: {"model": schemas.ConceptAnswer}})
def concept(request: Request, name: str) -> Answer:
    """One concept, by its name or a wording; 404 offers near names."""
    return _answer(request, lambda library: library.concept(name))


@router.get("/documents", responses={200: {"model": schemas.DocumentsAnswer}})
def documents(
    request: Request,
    filters: _Filters,
    limit: int = 1000,
    offset: int = 0,
    title: str = "",
    missing: str = "",
    sort: str = NEWEST,
) -> Answer:
    """The documents held, newest year first; by words of the title, what is missing, in another order."""
    return _answer(request, lambda library: library.documents(filters, limit, offset, title, missing, sort))


@router.get("/documents/{document_id}", responses={200: {"model": schemas.DocumentAnswer}})
def document(request: Request, document_id: str) -> Answer:
    """One document with its text; 410 names what replaced it."""
    return _answer(request, lambda library: library.document(document_id))


_PATCH_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}, "example": {"year": 2013}}},
    }
}


@router.patch(
    "/documents/{document_id}", responses={200: {"model": schemas.DocumentAnswer}}, openapi_extra=_PATCH_BODY
)
def correct(
    request: Request,
    document_id: str,
    library: _Writer,
    changes: Annotated[dict[str, Any], Depends(json_object)],
) -> Answer:
    """Correct metadata by hand."""
    changed = library.set_fields(document_id, changes)
    audit.add(request, fields=sorted(changes))
    return Answer(changed)


@router.delete("/documents/{document_id}", responses={200: {"model": schemas.RemovedAnswer}})
def remove(document_id: str, library: _Writer) -> Answer:
    """Take a document out of every answer."""
    return Answer(library.remove(document_id))


@router.post("/documents/{document_id}/restore", responses={200: {"model": schemas.DocumentAnswer}})
def restore(document_id: str, library: _Writer) -> Answer:
    """Bring a removed document back."""
    return Answer(library.restore(document_id))


_UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            }
        },
    }
}


@router.post("/documents", responses={200: {"model": schemas.UploadAnswer}}, openapi_extra=_UPLOAD_BODY)
async def upload(request: Request, library: _Writer) -> Answer:
    """Take in the files of a multipart form, whatever their fields are called."""
    started = time.perf_counter()
    taken: schemas.UploadAnswer = await _with_files(request, library.upload)
    statuses = Counter(file["status"] for file in taken["files"])
    audit.add(
        request,
        files=dict(statuses),
        documents=[f["document_id"] for f in taken["files"] if f["document_id"]],
    )
    request.app.state.figures.note_upload(statuses, time.perf_counter() - started)
    await run_in_threadpool(heaps.give_back)  # after what tells of the upload, whoever hangs up meanwhile
    return Answer(taken)


@router.post("/draft", responses={200: {"model": schemas.DraftAnswer}}, openapi_extra=_UPLOAD_BODY)
async def draft(request: Request) -> Answer:
    """The text of a draft's file, to be sent to precedents; neither stored nor logged."""
    library, _ = request.app.state.shelf.answering()
    return Answer(await _with_files(request, lambda files: library.draft(*files[0])))


@router.get("/status", responses={200: {"model": schemas.StatusAnswer}})
def status(request: Request) -> Answer:
    """What this caller may do here, and what answers."""
    return Answer(status_of(request, request.app.state.shelf, request.app.state.settings))


async def _with_files(request: Request, take: Callable[[list[tuple[str, Path]]], Any]) -> Any:
    """What ``take`` makes of a form's files, given as name and path."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise BadRequest("上传应是 multipart/form-data 表单，文件放在 files 里", "bad_upload")
    async with request.form(max_files=MOST_FILES) as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise BadRequest("表单里没有文件；请把文件放在 files 里", "bad_upload")
        return await run_in_threadpool(with_stored, files, take)


def _answer(request: Request, ask: Callable[[Library], Any]) -> Answer:
    """Ask the library that answers now; what it says of itself stands before the other warnings."""
    shelf: Shelf = request.app.state.shelf
    library, notes = shelf.answering()
    found = ask(library)
    return Answer({**found, "warnings": [*notes, *found["warnings"]]})
