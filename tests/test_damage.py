"""Damage to any file on disk: the doctor names it, or the answers are the same; never a wrong answer."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import pytest
from conftest import put, take_in, write_plans
from fake_encoder import FakeEncoder
from nursery import document
from test_cli import Run as Run
from test_cli import run as run

from api.diagnosis import diagnose
from api.library import Library
from api.samples import PLANS
from corpus.errors import CejianError
from index.doctor import examine
from index.reader import SNAPSHOT
from index.sentences import FILE as SENTENCES
from index.store import StoreError

QUESTIONS = ("课业负担", "幼儿园", "教师工资", "校舍")
DRAFT = "新建幼儿园12所。减轻学生课业负担。"

Damage = Callable[[Path, random.Random], str]


def flip(path: Path, chance: random.Random) -> str:
    """One bit."""
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return f"flipped at {at}"


def cut(path: Path, chance: random.Random) -> str:
    """The end is missing."""
    data = path.read_bytes()
    length = chance.randrange(len(data))
    path.write_bytes(data[:length])
    return f"cut to {length} of {len(data)}"


def zero(path: Path, chance: random.Random) -> str:
    """A run of zeros, as a lost block gives."""
    data = bytearray(path.read_bytes())
    start, length = chance.randrange(len(data)), chance.choice([1, 16, 512, 4096])
    data[start : start + length] = bytes(len(data[start : start + length]))
    path.write_bytes(data)
    return f"{length} zeros at {start}"


def delete(path: Path, chance: random.Random) -> str:
    """Gone."""
    path.unlink()
    return "deleted"


def swap(path: Path, chance: random.Random) -> str:
    """Two blocks in each other's place, or the same file of another library or of an earlier day."""
    data = bytearray(path.read_bytes())
    kind = chance.randrange(3)
    if kind < 2:
        shutil.copyfile(path.parents[1] / ("other", "earlier")[kind] / path.name, path)
        return f"that of {('another library', 'an earlier day')[kind]}"
    size = chance.choice([8, 64, 4096])
    one, two = (chance.randrange(max(1, len(data) // size)) * size for _ in range(2))
    data[one : one + size], data[two : two + size] = data[two : two + size], data[one : one + size]
    path.write_bytes(data)
    return f"{size} bytes at {one} and {two} exchanged"


DAMAGES: dict[str, Damage] = {f.__name__: f for f in (flip, cut, zero, delete, swap)}
FILES = ("library.db", "library.db-wal", "library.mark", SNAPSHOT, SENTENCES)


@dataclass
class Whole:
    """A library as a kill left it (with its log), the same on an earlier day, another one, and its answers."""

    base: Library
    home: Path
    answers: str


def ask(library: Library) -> str:
    """What a user sees, without times and numbers of generations."""
    said: list[Any] = []
    for question in QUESTIONS:
        for answer in (library.search(question), library.themes(question), library.targets(question)):
            said.append({k: v for k, v in dict(answer).items() if k not in ("took_ms", "provenance")})
    said.append(library.precedents(DRAFT)["segments"])
    said.append(library.documents()["documents"])
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def keep(library: Library, folder: Path) -> None:
    """Copy the files as they are now, the log too, as a killed process leaves them."""
    folder.mkdir()
    for name in FILES:
        with suppress(FileNotFoundError):
            shutil.copyfile(library.parts.folder / name, folder / name)


@pytest.fixture(scope="module")
def whole(base: Library, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    home = tmp_path_factory.mktemp("damage")
    plans = write_plans(home / "plans")
    other = base.beside(home / "live-other")
    for number in (1, 2):
        put(other, document(number))
    ask(other)
    keep(other, home / "other")
    library = take_in(base.beside(home / "live"), plans)
    ask(library)
    keep(library, home / "earlier")
    library.set_fields(library.documents()["documents"][0]["id"], {"year": 2017, "issuer": "澄南区教育局"})
    put(library, document(7))
    library.parts.sentences.fill(library.parts.reader().catalogue.keys)
    answers = ask(library)
    keep(library, home / "whole")
    library.parts.store.close()  # the log is worked in: what is in the file counts
    keep(library, home / "closed")
    assert not (home / "closed" / "library.db-wal").exists()
    return Whole(base, home, answers)


def looked_at(whole: Whole, folder: Path) -> tuple[list[str], str]:
    """What the doctor finds wrong, and what is answered (or said instead)."""
    found = [
        check.name for check in examine(folder / "library.db", whole.base.parts.preparer) if not check.good
    ]
    try:
        library = whole.base.beside(folder)
    except (CejianError, apsw.Error) as error:
        return found, f"refused: {error}"
    try:
        return found, ask(library)
    except (CejianError, apsw.Error) as error:
        return found, f"refused: {error}"
    finally:
        library.parts.store.close()


def test_an_undamaged_copy_has_nothing_wrong_and_the_same_answers(whole: Whole, tmp_path: Path) -> None:
    for state in ("whole", "closed"):
        shutil.copytree(whole.home / state, tmp_path / state)
        assert looked_at(whole, tmp_path / state) == ([], whole.answers)


@pytest.mark.parametrize(
    "times", [pytest.param(2, marks=pytest.mark.slow), pytest.param(50, marks=pytest.mark.hard)]
)
@pytest.mark.parametrize("name", FILES)
def test_damage_is_named_or_changes_no_answer(whole: Whole, tmp_path: Path, name: str, times: int) -> None:
    chance = random.Random(f"{name} {times}")
    named, same = 0, 0
    for kind, damage in DAMAGES.items():
        for number in range(times):
            home = tmp_path / f"{kind}{number}"
            home.mkdir()
            for part in ("whole", "other", "earlier"):
                (home / part).symlink_to(whole.home / part)
            folder = home / "damaged"
            shutil.copytree(whole.home / ("closed" if name == "library.db" else "whole"), folder)
            what = damage(folder / name, chance)
            found, said = looked_at(whole, folder)
            if found:
                named += 1
            else:
                same += 1
                assert said == whole.answers, f"{name} {what}: a wrong answer, and nothing wrong is found"
            shutil.rmtree(home)
    print(f"{name}: {5 * times} damages, {named} named, {same} without consequence, 0 wrong answers")


# -- everything derived is lost -----------------------------------------------------------------------


def lose_the_derived(library: Library) -> None:
    """Every derived file, and every derived row."""
    for path in sorted(library.parts.folder.iterdir()):
        if path.name not in ("library.db", "library.db-wal", "library.db-shm"):
            path.unlink()
    with library.parts.store.writing() as connection:
        connection.execute("DELETE FROM mentions; DELETE FROM findings; DELETE FROM lexicon")
        library.parts.store.advance(connection)


def first_ten(library: Library, questions: list[str]) -> list[list[str]]:
    return [[hit["id"] for hit in library.search(question)["hits"]] for question in questions]


def test_a_rebuild_brings_all_that_is_derived_back(filled: Library) -> None:
    before = ask(filled)
    lose_the_derived(filled)
    assert ask(filled) != before
    filled.rebuild()
    assert ask(filled) == before


@pytest.mark.hard
def test_a_rebuild_gives_the_same_first_ten_for_a_hundred_questions(root: Library, tmp_path: Path) -> None:
    library = root.beside(tmp_path / "data")
    library.ingest([PLANS])
    questions = sorted(library.parts.reader().catalogue.mentioned)[:100]
    before = first_ten(library, questions)
    assert sum(map(bool, before)) == 100
    lose_the_derived(library)
    assert first_ten(library, questions) != before
    library.rebuild()
    assert first_ten(library, questions) == before
    library.parts.store.close()


# -- a damaged library in use -------------------------------------------------------------------------


def test_a_damaged_database_ends_commands_with_1_and_a_hint(
    run: Run, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.commands.diagnose", lambda settings: diagnose(settings, FakeEncoder()))
    run("ingest", plans)
    path = tmp_path / "data" / "library.db"
    whole = path.read_bytes()
    for number, content in enumerate((whole[:5000], whole[:100] + b"\xff" * (len(whole) - 100), b"")):
        path.write_bytes(content)
        commands = (["search", "幼儿园"], ["documents"], ["backup", str(tmp_path / "b.db")], ["doctor"])
        for command in commands[: 3 + (number == 0)]:  # the doctor once: it loads the concepts
            code, out, err = run(*command)
            assert code == 1, (command, out, err)
            assert "doctor" in out + err or "恢复" in out + err
            assert "Traceback" not in out + err
    assert not (tmp_path / "b.db").exists()


@pytest.mark.parametrize(
    ("sql", "ask"),
    [
        ("UPDATE passages SET heading_path = '[\"' WHERE pk = 1", lambda lib: lib.search("课业负担")),
        ("UPDATE passages SET text = x'ff'", lambda lib: lib.search("课业负担")),
        ("UPDATE documents SET stage = '{'", lambda lib: lib.documents()),
        ("UPDATE documents SET id = CAST(id AS BLOB) WHERE pk = 1", lambda lib: lib.documents()),
        ("UPDATE documents SET successor = x'00ff' WHERE pk = 1", lambda lib: lib.documents()),
        ("UPDATE documents SET title = CAST(x'ff' AS TEXT)", lambda lib: lib.documents()),
        ("UPDATE documents SET outline = '[{\"level\": 1}]'", lambda lib: lib.documents()),
        ("UPDATE findings SET found = '['", lambda lib: lib.targets()),
        ("UPDATE meta SET value = 'x' WHERE key = 'generation'", lambda lib: lib.search("课业负担")),
        ("UPDATE meta SET value = '{}' WHERE key = 'stamps'", lambda lib: lib.search("课业负担")),
    ],
)
def test_damage_that_sqlite_does_not_see_is_an_error_of_the_library(
    filled: Library, base: Library, sql: str, ask: Callable[[Library], Any]
) -> None:
    filled.search("课业负担")
    behind = apsw.Connection(str(filled.parts.store.path))
    behind.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    behind.execute(sql)
    behind.close()
    with pytest.raises(StoreError, match="cejian doctor"):
        ask(base.beside(filled.parts.folder))


def test_a_repaired_vector_is_not_hidden_by_an_older_snapshot(filled: Library, base: Library) -> None:
    """Also when another process writes the old snapshot again while the rebuild commits."""
    before = ask(filled)
    with filled.parts.store.writing() as connection:
        other = connection.execute("SELECT vector FROM passages WHERE pk = 3").get
        connection.execute("UPDATE passages SET vector = ? WHERE pk = 1", (other,))
        filled.parts.store.advance(connection)
    path = filled.parts.folder / SNAPSHOT
    path.unlink()
    damaged = base.beside(filled.parts.folder)
    assert ask(damaged) != before
    old = path.read_bytes()
    assert filled.rebuild().embedded == 1
    path.write_bytes(old)
    damaged.parts.store.close()
    again = base.beside(filled.parts.folder)
    assert ask(again) == before
    again.parts.store.close()


def test_another_model_dictionary_or_concept_store_says_what_to_run(filled: Library) -> None:
    stamps = filled.parts.store.stamps
    assert stamps is not None
    for name in ("model", "segmenter", "concepts", "findings"):
        with filled.parts.store.writing() as connection:
            changed = {**json.loads(filled.parts.store.meta("stamps") or ""), name: "another"}
            filled.parts.store.set_meta(connection, "stamps", json.dumps(changed))
            filled.parts.store.advance(connection)
        with pytest.raises(StoreError, match=r"another.*cejian rebuild"):
            filled.search("课业负担")
        filled.rebuild()
        assert filled.parts.store.stamps == stamps
        filled.search("课业负担")
