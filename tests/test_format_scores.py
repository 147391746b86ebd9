"""Does every format give the text that was typed?  Prints the figures; ``score_formats`` says what they mean."""

from __future__ import annotations

import pytest
from make_office import FILES
from score_formats import MADE, scores

from corpus.documents import build_documents
from corpus.readers import read
from corpus.types import RawDocument


@pytest.mark.slow
def test_files_of_other_programs_come_out_as_they_were_typed(capsys: pytest.CaptureFixture[str]) -> None:
    found = dict(scores())
    with capsys.disabled():
        for name, figures in found.items():
            print(
                f"\n{name:18} characters {figures.characters:.4f} invented {figures.invented:.4f} "
                f"numbers {figures.numbers:.3f} rows {figures.rows:.3f}",
                end="",
            )
    assert len(found) == len(MADE) + 14
    assert {name for name, s in found.items() if s.characters < 0.99} == set()
    assert {name for name, s in found.items() if s.invented > 0} == set()
    assert {name for name, s in found.items() if s.numbers < 1 or s.rows < 1} == set()


NOTICES = sorted(path.name for path in FILES.glob("notice*"))


@pytest.mark.parametrize("name", NOTICES)
def test_a_red_head_document_is_the_same_in_every_format(name: str) -> None:
    (found,) = read((FILES / name).read_bytes(), name, name)
    assert isinstance(found, RawDocument)
    (document,) = build_documents(found)
    said = [document.found[field] for field in ("number", "issued", "addressee", "publicity", "copied_to")]
    assert said == [
        "望教发〔2024〕8号",
        "2024-03-01",
        "各乡镇（街道）中心校，县直各学校，各民办学校",
        "公开发布",
        "县委办公室，县人大办公室，县政府办公室，县政协办公室",
    ]
    headings = [one.number + one.title for one in document.outline]
    assert [one for one in headings if one.startswith(("第", "附"))] == [
        "第一章总则",
        "第二章服务内容",
        "第三章附则",
        "附件2：2024年重点任务清单",
    ]
    last = document.passages[-1]
    assert (last.text, last.heading_path[0]) == (
        "60\t望湖县第60小学\t16\t1420",
        "附件2：2024年重点任务清单",
    ), "a row of the table on its last page is a passage, and no imprint behind it is"
    assert not any("抄送" in one.text or "印发" in one.text[-4:] for one in document.passages)


def test_every_program_has_written_one() -> None:
    assert {name.rpartition(".")[2] for name in NOTICES} == {"doc", "docx", "odt", "pdf", "rtf"}
