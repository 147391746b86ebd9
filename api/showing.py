"""How does a command show its answer?  As JSON, which is what the endpoint answers, or set for people."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import Any

from api import render
from api.terminal import Page, print_json, visible

Rendered = Callable[[Any, Page], str]

_QUESTIONS: Mapping[str, Rendered] = {
    "themes": render.themes,
    "compare": render.compare,
    "formulation": render.formulation,
    "precedents": render.precedents,
    "lineage": render.lineage,
    "targets": render.targets,
    "concept": render.concept,
    "citations": render.citations,
    "duties": render.duties,
}


def show(options: Namespace, answer: Any) -> None:
    """An answer to a question, whoever answered it."""
    show_as(options, answer, lambda page: _rendered(options, answer, page))


def show_as(options: Namespace, answer: Any, rendered: Callable[[Page], str]) -> None:
    """What a command found, set for people by ``rendered``."""
    if options.json:
        print_json(answer)
    else:
        print(visible(rendered(Page.of(sys.stdout))))


def _rendered(options: Namespace, answer: Any, page: Page) -> str:
    if options.command == "search":
        return render.search(answer, page, options.explain)
    if options.command == "documents":
        listed = options.action in (None, "list")
        return render.documents(answer, page) if listed else render.document(answer, page)
    return _QUESTIONS[options.command](answer, page)
