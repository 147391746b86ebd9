from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from make_packed import WIDTH, packed

from nlp.bundle import build
from nlp.bundled_encoder import BUDGET, BundledEncoder, batches, open_encoder
from nlp.encoder import (
    BATCH,
    Encoder,
    ModelError,
    SentenceTransformerEncoder,
    cpu_has_bfloat16,
    family_prompts,
    unit_rows,
)
from nlp.packed_bert import int8_supported

SENTENCES = (
    "切实减轻中小学生过重的课业负担，落实“减负令”。",
    "全年为企业减税降费4000亿元，切实减轻企业负担。",
    "加强班主任队伍建设，提高班主任津贴。",
    "贯彻教育部减负要求，规范办学行为，严格控制作业量。",
    "推进高标准农田建设，保障粮食安全。",
)


def check_protocol(encoder: Encoder) -> None:
    """What the rest of the system relies on, for any encoder."""
    rows = encoder.encode_passages(SENTENCES)
    assert rows.dtype == np.float32
    assert rows.shape == (len(SENTENCES), encoder.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    for number, sentence in enumerate(SENTENCES):
        alone = encoder.encode_passages([sentence])[0]
        assert float(alone @ rows[number]) > 0.999, "the order of the texts is kept"
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)
    assert encoder.encode_queries(["减负"]).shape == (1, encoder.dimension)
    assert encoder.name
    assert len(encoder.fingerprint) == 16


def test_the_encoder_of_the_tests_keeps_the_protocol(encoder: FakeEncoder) -> None:
    check_protocol(encoder)
    assert np.array_equal(encoder.encode_queries(["减负"]), FakeEncoder().encode_queries(["减负"]))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_vector_is_an_error_that_names_the_model(bad: float) -> None:
    rows = np.ones((2, 3), np.float32)
    rows[1, 1] = bad
    with pytest.raises(ModelError, match=r"模型“坏模型”给出了 NaN 或无穷大.*CEJIAN_MODEL"):
        unit_rows(rows, "坏模型")


def test_a_row_of_zeros_stays_near_to_nothing() -> None:
    assert unit_rows(np.array([[0, 0], [3, 4]], np.float32), "").tolist() == [
        [0, 0],
        pytest.approx([0.6, 0.8]),
    ]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("intfloat/multilingual-e5-small", "query: "),
        ("/models/multilingual-E5-large", "query: "),
        ("/cache/hub/models--intfloat--e5-base-v2/snapshots/0a1b2c", "query: "),
        ("/home/e5/models/bge-small-zh", None),
        ("BAAI/bge-small-zh-v1.5", None),
        ("thenlper/gte5-small", None),
    ],
)
def test_e5_models_are_known_by_their_own_name(path: str, query: str | None) -> None:
    assert family_prompts(path).get("query") == query


def test_the_processor_is_asked_and_an_answer_comes() -> None:
    assert cpu_has_bfloat16() in (True, False)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["没有的目录", "empty"])
def test_a_path_that_holds_no_model_is_an_error_with_a_hint(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "empty").mkdir()
    encoder = open_encoder(str(tmp_path / name), tmp_path)
    with pytest.raises(ModelError, match=f"{name}”装不进来.*CEJIAN_MODEL.*safetensors"):
        encoder.encode_queries(["减负"])


# -- another model, made by the test ----------------------------------------------------------


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of another width, with random weights."""
    folder = tmp_path_factory.mktemp("models")
    build(packed(folder / "tiny.bin"), folder / "tiny-model")
    return folder / "tiny-model"


def changed(source: Path, target: Path, file: str, **values: object) -> Path:
    """A copy of the model with other values in one of its JSON files."""
    shutil.copytree(source, target)
    path = target / file
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")
    return target


@pytest.mark.slow
def test_any_sentence_transformers_model_will_do(another: Path, tmp_path: Path) -> None:
    encoder = open_encoder(str(another), tmp_path)
    assert (encoder.dimension, encoder.name) == (WIDTH, "tiny-model")
    check_protocol(encoder)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_queries_and_passages_get_the_prompts_of_the_model(another: Path, tmp_path: Path) -> None:
    prompted = SentenceTransformerEncoder(str(another))
    settings = "config_sentence_transformers.json"
    plain = SentenceTransformerEncoder(str(changed(another, tmp_path / "plain", settings, prompts={})))
    named = {"query": "query: ", "passage": "passage: "}
    other = SentenceTransformerEncoder(str(changed(another, tmp_path / "named", settings, prompts=named)))
    text = "query: 减负"
    assert plain.encode_queries([text]) == pytest.approx(prompted.encode_queries(["减负"]), abs=1e-5)
    assert plain.encode_queries(["减负"]) == pytest.approx(plain.encode_passages(["减负"]), abs=1e-5)
    assert other.encode_passages(["减负"]) == pytest.approx(prompted.encode_passages(["减负"]), abs=1e-5)
    assert not np.allclose(prompted.encode_queries(["减负"]), prompted.encode_passages(["减负"]), atol=1e-3)


@pytest.mark.slow
def test_the_fingerprint_is_of_weights_tokenizer_pooling_and_prompts(another: Path, tmp_path: Path) -> None:
    def fingerprint(folder: Path) -> str:
        return SentenceTransformerEncoder(str(folder)).fingerprint

    settings = "config_sentence_transformers.json"
    first = fingerprint(another)
    shutil.copytree(another, tmp_path / "moved")
    assert fingerprint(tmp_path / "moved") == first
    version = changed(another, tmp_path / "version", settings, __version__={"sentence_transformers": "9.0"})
    assert fingerprint(version) == first
    prompts = changed(another, tmp_path / "prompts", settings, prompts={"query": "问："})
    pooling = changed(another, tmp_path / "pooling", "1_Pooling/config.json", pooling_mode="cls")
    tokens = changed(another, tmp_path / "tokens", "tokenizer.json", version="1.1")
    build(packed(tmp_path / "other.bin", seed=1), tmp_path / "weights")
    others = [fingerprint(folder) for folder in (prompts, pooling, tokens, tmp_path / "weights")]
    assert len({first, *others}) == 5


@pytest.mark.slow
def test_a_model_with_a_spoilt_weight_is_an_error(tmp_path: Path) -> None:
    build(packed(tmp_path / "tiny.bin", nan=True), tmp_path / "spoilt")
    with pytest.raises(ModelError, match="spoilt”给出了 NaN"):
        SentenceTransformerEncoder(str(tmp_path / "spoilt")).encode_queries(["减负"])


@pytest.mark.slow
def test_progress_counts_every_passage_and_more_than_a_batch_keeps_its_order(another: Path) -> None:
    encoder = SentenceTransformerEncoder(str(another))
    texts = ["学生减负" * (number % 7 + 1) + str(number) for number in range(2 * BATCH + 5)]
    told: list[int] = []
    rows = encoder.encode_passages(texts, told.append)
    assert sum(told) == len(texts)
    assert max(told) <= BATCH
    for number in (0, 1, BATCH, len(texts) - 1):
        assert encoder.encode_passages([texts[number]])[0] == pytest.approx(rows[number], abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["", " ", "\ud800减负", "\x00", "减负" * 20_000, "😀𫖯", "query: ", "\u200b\ufeff"]
)
def test_any_text_has_a_vector(another: Path, text: str) -> None:
    row = SentenceTransformerEncoder(str(another)).encode_queries([text])[0]
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)


@pytest.mark.slow
def test_threads_may_share_one_encoder(another: Path) -> None:
    encoder = SentenceTransformerEncoder(str(another))
    expected = encoder.encode_passages(SENTENCES)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: encoder.encode_passages(SENTENCES), range(30)))
    for rows in found:
        assert rows == pytest.approx(expected, abs=1e-5)


# -- the bundled model ------------------------------------------------------------------------


@pytest.mark.slow
def test_the_bundled_model_keeps_the_protocol(bundled: BundledEncoder) -> None:
    check_protocol(bundled)
    assert bundled.dimension == 384
    assert bundled.name == "intfloat/multilingual-e5-small (bundled)"


@pytest.mark.slow
def test_the_bundled_model_tells_what_a_sentence_is_about(bundled: BundledEncoder) -> None:
    similarities = bundled.encode_passages(SENTENCES) @ bundled.encode_queries(["学生课业负担太重"])[0]
    assert int(similarities.argmax()) == 0
    assert similarities[[0, 3]].min() > similarities[4]


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["int8", "bfloat16", "float32"])
def test_the_fast_path_has_the_vectors_of_sentence_transformers(
    bundled: BundledEncoder, precision: str
) -> None:
    if precision == "int8" and not int8_supported():
        pytest.skip("this processor has no 8-bit products (VNNI)")
    texts = [*SENTENCES, "减负", "GDP 5.5% in 2019", "關於減輕學生負擔", "减轻学生负担。" * 120]
    hardly_texts = ["\ud800", ""]
    exact = SentenceTransformerEncoder(bundled.path, precision="float32")
    fast = BundledEncoder(Path(bundled.path), precision=precision)
    least = {"int8": 0.999, "bfloat16": 0.9999, "float32": 0.99999}[precision]
    for before, after in (
        (exact.encode_passages(texts), fast.encode_passages(texts)),
        (exact.encode_queries(texts), fast.encode_queries(texts)),
    ):
        assert (before * after).sum(axis=1).min() > least
    assert (exact.encode_queries(hardly_texts) * fast.encode_queries(hardly_texts)).sum(axis=1).min() > 0.995
    assert fast.fingerprint == exact.fingerprint, "a library may move between machines"


@pytest.mark.slow
def test_a_text_has_one_vector_whatever_stands_beside_it(bundled: BundledEncoder) -> None:
    many = [sentence * (number % 5 + 1) for number in range(60) for sentence in SENTENCES]
    told: list[int] = []
    rows = bundled.encode_passages(many, told.append)
    assert sum(told) == len(many)
    assert len(told) > 1
    for number in (0, 7, 150, len(many) - 1):
        assert float(bundled.encode_passages([many[number]])[0] @ rows[number]) > 0.9999


@pytest.mark.slow
def test_a_damaged_bundled_model_is_an_error_with_a_hint(bundled: BundledEncoder, tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(bundled.path, copy)
    (copy / "ranges.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match=r"读不出来.*会重新生成"):
        BundledEncoder(copy).encode_queries(["减负"])


ALL_LENGTHS_TWICE = """
import sys
from pathlib import Path
from nlp.bundled_encoder import BundledEncoder
encoder = BundledEncoder(Path(sys.argv[1]))
for turn in "first", "second":
    print(turn, flush=True)
    for length in range(1, 60):
        encoder.encode_queries(["学" * length])
"""


@pytest.mark.slow
def test_few_products_of_ever_other_shapes_are_kept(bundled: BundledEncoder) -> None:
    def made_again(**given: str) -> int:
        environment = {**os.environ, "ONEDNN_VERBOSE": "profile_create", **given}
        command = [sys.executable, "-c", ALL_LENGTHS_TWICE, bundled.path]
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        first, second = told.split("second")
        if "create:cache_miss" not in first:
            pytest.skip("this processor computes without oneDNN")
        return second.count("create:cache_miss")

    assert made_again()
    assert not made_again(ONEDNN_PRIMITIVE_CACHE_CAPACITY="1024"), "what the user sets holds"


def test_passes_hold_at_most_the_budget_and_every_text_once() -> None:
    lengths = [BUDGET + 7, 3, BUDGET - 3, 1, 500, 500, 501]
    runs = batches(range(len(lengths)), lengths)
    assert sorted(number for run in runs for number in run) == list(range(len(lengths)))
    assert all(sum(lengths[number] for number in run) <= BUDGET for run in runs if len(run) > 1)
    assert batches([], []) == []
