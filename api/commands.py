"""What does each command do?  One function a command: settings in, output, exit code out."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api import render
from api.asking import FILTERS
from api.checks import BadRequest, read_filters
from api.diagnosis import diagnose
from api.draft_files import read_draft
from api.errors import FAILED, OK
from api.evaluate import evaluate, read_cases
from api.library import Library
from api.precedents import check_draft
from api.prose import Writer
from api.running import ask_service
from api.samples import open_sample
from api.saving import save
from api.settings import Settings
from api.showing import show, show_as
from api.taking_in import ingest, watch
from api.terminal import Bar, Page, print_json
from index.filters import Filters

DEMO_QUESTION = "历年计划怎么说减负"


def search(options: Namespace, settings: Settings) -> int:
    """The passages that answer a question."""
    library = Library(settings)
    answer = library.search(
        options.query, filters_of(options), options.mode, options.limit, options.offset, not options.no_expand
    )
    return _tell(options, library, answer)


def themes(options: Namespace, settings: Settings) -> int:
    """What plans said over the years."""
    writer = Writer(settings)
    if options.prose:
        writer.check()
    library = Library(settings)
    answer = library.themes(options.query, filters_of(options), options.per_year, options.max_themes)
    if options.prose:
        if options.export:
            save(options, library, answer)
        prose = writer.whole(answer)
        return _show_as(options, prose, lambda page: render.prose(prose, page))
    return _tell(options, library, answer)


def compare(options: Namespace, settings: Settings) -> int:
    """Two years, periods or issuers side by side."""
    library = Library(settings)
    answer = library.compare(options.a, options.b, options.query, filters_of(options))
    return _tell(options, library, answer)


def formulation(options: Namespace, settings: Settings) -> int:
    """The life of a wording."""
    library = Library(settings)
    answer = library.formulations(options.term, filters_of(options), options.limit, options.offset)
    return _tell(options, library, answer)


def precedents(options: Namespace, settings: Settings) -> int:
    """What was said before, for each piece of a draft."""
    text = sys.stdin.read() if options.file == "-" else read_draft(Path(options.file))
    check_draft(text)  # before the model is loaded and the library prepared
    if not options.export and (answered := _by_service(options, settings, text)):
        show(options, answered)
        return OK
    library = Library(settings)
    with Bar(options.json) as bar:
        library.prepare_precedents(bar.begin)
    answer = library.precedents(text, options.limit, filters_of(options))
    return _tell(options, library, answer)


def lineage(options: Namespace, settings: Settings) -> int:
    """A plan beside the one before it."""
    library = Library(settings)
    answer = library.lineage(options.id)
    return _tell(options, library, answer)


def targets(options: Namespace, settings: Settings) -> int:
    """Figures promised and reported."""
    library = Library(settings)
    answer = library.targets(options.query, filters_of(options), options.limit, options.offset)
    return _tell(options, library, answer)


def concept(options: Namespace, settings: Settings) -> int:
    """One concept of the store."""
    show(options, Library(settings).concept(options.name))
    return OK


def citations(options: Namespace, settings: Settings) -> int:
    """What plans cite, or who cites it."""
    library = Library(settings)
    answer = library.citations(options.title, filters_of(options), options.limit, options.offset)
    return _tell(options, library, answer)


def duties(options: Namespace, settings: Settings) -> int:
    """Who has to do what."""
    library = Library(settings)
    answer = library.duties(options.query, filters_of(options), options.unit, options.limit, options.offset)
    return _tell(options, library, answer)


def documents(options: Namespace, settings: Settings) -> int:
    """List, show, remove, restore or correct documents."""
    library = Library(settings)
    if options.action in (None, "list"):
        show(options, library.documents(filters_of(options), options.limit, options.offset))
        return OK
    if options.action == "remove":
        removed = library.remove(options.id)
        return _show_as(options, removed, lambda page: render.removed(removed))
    if options.action == "restore":
        shown = library.restore(options.id)
    elif options.action == "set":
        shown = library.set_fields(options.id, dict(read_change(change) for change in options.changes))
    else:
        shown = library.document(options.id)
    show(options, shown)
    return OK


def evaluation(options: Namespace, settings: Settings) -> int:
    """Score the search against cases."""
    cases = read_cases(options.file)
    answer = evaluate(Library(settings), cases, concepts=not options.no_concepts)
    return _show_as(options, answer, lambda page: render.evaluation(answer, page))


def serve(options: Namespace, settings: Settings) -> int:
    """The API, until it is stopped."""
    from api.serving import run

    return run(settings, options.host, options.port)


def mcp(options: Namespace, settings: Settings) -> int:
    """The answers as tools for an AI assistant, on standard input and output."""
    from api.mcp_server import run_stdio

    return run_stdio(settings)


def doctor(options: Namespace, settings: Settings) -> int:
    """Check everything; 1 when something is wrong."""
    checks = []
    for check in diagnose(settings):
        checks.append(check)
        if not options.json:
            print(render.check(check), flush=True)
    good = all(check.good for check in checks)
    if options.json:
        print_json({"good": good, "checks": [asdict(check) for check in checks]})
    else:
        print("都好。" if good else f"有 {sum(not check.good for check in checks)} 项要处理。")
    return OK if good else FAILED


def rebuild(options: Namespace, settings: Settings) -> int:
    """Make the index anew."""
    library = Library(settings)
    with Bar(options.json) as bar:
        done = library.rebuild(all_vectors=options.vectors, progress=bar.begin)
    return _show_as(options, asdict(done), lambda page: render.rebuilt(done))


def backup(options: Namespace, settings: Settings) -> int:
    """Copy the library out."""
    done = Library(settings).back_up(options.file, options.force)
    return _show_as(options, asdict(done), lambda page: render.copied(done, "已备份到"))


def restore(options: Namespace, settings: Settings) -> int:
    """Copy a backup in."""
    done = Library.bring_back(settings, options.file, options.force)
    return _show_as(options, asdict(done), lambda page: render.copied(done, "已恢复"))


def demo(options: Namespace, settings: Settings) -> int:
    """What the sample plans say on 减负."""
    with Bar(options.json) as bar:
        sample = open_sample(Library(settings), bar.tell, bar.begin)
    answer = sample.themes(DEMO_QUESTION)
    return _show_as(options, answer, lambda page: f"{DEMO_QUESTION}？\n\n{render.themes(answer, page)}")


COMMANDS: Mapping[str, Callable[[Namespace, Settings], int]] = {
    "ingest": ingest,
    "watch": watch,
    "search": search,
    "themes": themes,
    "compare": compare,
    "formulation": formulation,
    "precedents": precedents,
    "lineage": lineage,
    "targets": targets,
    "concept": concept,
    "citations": citations,
    "duties": duties,
    "documents": documents,
    "eval": evaluation,
    "serve": serve,
    "mcp": mcp,
    "doctor": doctor,
    "rebuild": rebuild,
    "backup": backup,
    "restore": restore,
    "demo": demo,
}


def filters_of(options: Namespace) -> Filters:
    """The filters among the options."""
    given = {name: getattr(options, name) or () for name in FILTERS}
    return read_filters({name: [value] if isinstance(value, str) else value for name, value in given.items()})


def read_change(text: str) -> tuple[str, Any]:
    """A correction as written: ``year=2013``, ``stage=义务,高中``, ``issuer=`` for nothing.

    >>> read_change("year=2013"), read_change("stage=义务,高中"), read_change("issuer=")
    (('year', 2013), ('stage', ['义务', '高中']), ('issuer', None))
    """
    name, separator, value = text.partition("=")
    if not separator:
        raise BadRequest(f"更正应写成 字段=值，收到“{text[:40]}”；例如 year=2013", "bad_field")
    if name == "stage":
        return name, [part for part in value.replace("、", ",").replace("，", ",").split(",") if part]
    if name == "year_conflict":
        return name, {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    if value == "":
        return name, None
    if (
        name in ("year", "period_from", "period_to")
        and value.isascii()
        and value.isdigit()
        and len(value) <= 6
    ):
        return name, int(value)
    return name, value


def _by_service(options: Namespace, settings: Settings, text: str) -> Any:
    """What a service over the same data answers to a draft; None where the command has to answer itself."""
    filters = {name: given for name in FILTERS if (given := getattr(options, name))}
    return ask_service(settings, "precedents", {"text": text, "limit": options.limit, "filters": filters})


def _tell(options: Namespace, library: Library, answer: Any) -> int:
    """An answer to a question: shown, or saved where that is wanted."""
    if options.export and not options.json:
        print(save(options, library, answer))
        return OK
    if options.export:
        save(options, library, answer)
    show(options, answer)
    return OK


def _show_as(options: Namespace, answer: Any, rendered: Callable[[Page], str]) -> int:
    show_as(options, answer, rendered)
    return OK
