"""A picture of the library that is carried on is the same as one that is read anew, whatever changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from api.library import Library
from index.catalogue import Catalogue
from index.reader import Reader

PLAN = "望湖区教育局{year}年工作要点\n1．减轻学生过重课业负担。\n2．改造危房{year}处，发展学前教育。\n"


def write(folder: Path, year: int) -> Path:
    path = folder / f"{year}.txt"
    path.write_text(PLAN.format(year=year), encoding="utf-8")
    return path


def ids(library: Library) -> list[str]:
    return [record.id for record in library.parts.store.records()]


def remove(library: Library, folder: Path) -> None:
    library.remove(ids(library)[1])


def restore(library: Library, folder: Path) -> None:
    removed = ids(library)[1]
    library.remove(removed)
    library.parts.reader(with_model=False)
    library.restore(removed)


def correct(library: Library, folder: Path) -> None:
    library.set_fields(ids(library)[0], {"year": 1999})


def replace(library: Library, folder: Path) -> None:
    path = folder / "2001.txt"
    path.write_text(PLAN.format(year=2001) + "3．办好特殊教育。\n", encoding="utf-8")
    library.ingest([path])


def add(library: Library, folder: Path) -> None:
    library.ingest([write(folder, 2009)])


def another_source(library: Library, folder: Path) -> None:
    (folder / "copy.txt").write_bytes((folder / "2001.txt").read_bytes())
    library.ingest([folder / "copy.txt"])


def rebuild(library: Library, folder: Path) -> None:
    library.rebuild()


def nothing(library: Library, folder: Path) -> None:
    pass


@pytest.mark.parametrize("change", [nothing, add, remove, restore, correct, replace, another_source, rebuild])
def test_what_is_carried_on_is_what_is_read_anew(
    library: Library, tmp_path: Path, change: Callable[[Library, Path], None]
) -> None:
    library.ingest([write(tmp_path, year) for year in (2001, 2002, 2003)])
    parts = library.parts
    before = parts.reader()
    change(library, tmp_path)
    carried = Reader.open(parts.store, parts.folder, parts.concept_vectors, before)
    anew = Reader.open(parts.store, parts.folder, parts.concept_vectors)
    same_catalogue(carried.catalogue, anew.catalogue)
    keys = anew.catalogue.keys
    assert np.array_equal(carried.vectors.matrix(keys), anew.vectors.matrix(keys))


def same_catalogue(one: Catalogue, other: Catalogue) -> None:
    assert (one.generation, one.records, one.rebuilt, one.facts) == (
        other.generation,
        other.records,
        other.rebuilt,
        other.facts,
    )
    for name in ("keys", "document", "start", "length", "identities", "years", "identity_rank"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert one.mentioned.keys() == other.mentioned.keys()
    for concept, (at, counts) in one.mentioned.items():
        assert np.array_equal(at, other.mentioned[concept][0])
        assert np.array_equal(counts, other.mentioned[concept][1])


def test_a_document_that_is_as_it_was_is_not_read_again(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, year) for year in (2001, 2002)])
    before = library.parts.reader(with_model=False)
    add(library, tmp_path)
    after = library.parts.reader(with_model=False)
    assert [id(one) for one in after.catalogue.records[:2]] == [id(one) for one in before.catalogue.records]
    assert after.vectors.snapshot is before.vectors.snapshot
