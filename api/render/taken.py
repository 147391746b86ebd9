"""How does what was read look in a terminal?  Documents of a dry run, and what became of each file."""

from __future__ import annotations

from api import schemas
from api.render.asked import facts
from api.terminal import Page

STATUS = {
    "added": "收录",
    "updated": "更新",
    "unchanged": "已有",
    "would_add": "可收录",
    "would_join": "已有这一份，只添来源",
}


def would_be(document: schemas.ReadDocument, page: Page) -> str:
    """One document of a dry run: what would become of it, what is known of it and how."""
    heading = page.strong(document["title"]) + page.quiet(f"　{STATUS[document['status']]}")
    return "\n".join([heading, *facts(document, page), ""])
