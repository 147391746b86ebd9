"""How far is embedding from what the machine can do?  Its FLOP/s beside those of a bfloat16 matrix product.

The passages are counted token by token.  For n tokens, a layer of width h and inner width i multiplies

    attention's four projections   n × h × h, four times
    scores, and the mix of values  n × n × h, twice
    the two inner products         n × h × i, twice

and a multiplication with its addition counts as two operations.  Norms, softmax and GELU are not counted: they
are what keeps a model from the limit.  The limit is the best rate of ``torch.mm`` in bfloat16, of a large square
and of the shapes of the model's own layers, with as many threads as embedding has.  The bundled model multiplies
8-bit numbers where it can, of which a processor does up to twice as many, so its share may pass 100 %; in bfloat16
it is measured, too.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import torch

from nlp.bundled_encoder import BUDGET, BundledEncoder, threads
from nlp.encoder import own_prompts
from nlp.packed_bert import BFLOAT16

SQUARE = 2048
LEAST_SECONDS = 0.5
"""Each kind of product is repeated for so long."""
ROUNDS = 3
"""Products and passages are measured in turn: the machine drifts."""


def layer_shapes(config: Mapping[str, int], rows: int) -> list[tuple[int, int, int]]:
    """The products of one layer as rows, width in, width out; the projections of attention are one."""
    wide, inner = config["hidden_size"], config["intermediate_size"]
    return [(rows, wide, 3 * wide), (rows, wide, wide), (rows, wide, inner), (rows, inner, wide)]


def model_flops(config: Mapping[str, int], lengths: Iterable[int]) -> int:
    """Operations to embed texts of so many tokens each.

    >>> model_flops({"num_hidden_layers": 1, "hidden_size": 2, "intermediate_size": 8}, [3])
    360
    """
    layers, wide, inner = (config[name] for name in ("num_hidden_layers", "hidden_size", "intermediate_size"))
    return sum(
        2 * layers * (4 * length * wide**2 + 2 * length**2 * wide + 2 * length * wide * inner)
        for length in lengths
    )


def token_lengths(folder: Path, texts: Sequence[str]) -> list[int]:
    """Tokens of each passage as the model gets it, with its prompt."""
    from tokenizers import Tokenizer

    prompt = own_prompts(folder).get("document", "")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return [len(one.ids) for one in tokenizer.encode_batch([prompt + text for text in texts])]


def product_rate(shapes: Sequence[tuple[int, int, int]]) -> float:
    """FLOP/s of these products in bfloat16, one after the other, over and over."""
    pairs = [
        (torch.randn(rows, wide).bfloat16(), torch.randn(wide, out).bfloat16()) for rows, wide, out in shapes
    ]
    flops = sum(2 * rows * wide * out for rows, wide, out in shapes)
    for pair in pairs:
        torch.mm(*pair)
    turns, started = 0, time.perf_counter()
    while (taken := time.perf_counter() - started) < LEAST_SECONDS:
        for pair in pairs:
            torch.mm(*pair)
        turns += 1
    return flops * turns / taken


def compare_limit(encoder: BundledEncoder, texts: Sequence[str]) -> list[tuple[str, str]]:
    """The share of the limit that embedding these passages reaches, as it is computed here and in bfloat16."""
    folder = Path(encoder.path)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    lengths = [min(one, config["max_position_embeddings"]) for one in token_lengths(folder, texts)]
    encoders = {encoder.precision: encoder}
    encoders.setdefault(BFLOAT16, BundledEncoder(folder, precision=BFLOAT16))
    for one in encoders.values():
        one.encode_passages(texts[:1])
    square = layers = 0.0
    seconds = dict.fromkeys(encoders, 0.0)
    for start in range(ROUNDS):
        torch.set_num_threads(threads())
        square = max(square, product_rate([(SQUARE, SQUARE, SQUARE)]))
        layers = max(layers, product_rate(layer_shapes(config, BUDGET)))
        torch.set_num_threads(1)
        for precision, one in encoders.items():
            started = time.perf_counter()
            one.encode_passages(texts[start::ROUNDS])
            seconds[precision] += time.perf_counter() - started
    flops = model_flops(config, lengths)
    return limit_lines({name: flops / taken for name, taken in seconds.items()}, square, layers)


def limit_lines(reached: Mapping[str, float], square: float, layers: float) -> list[tuple[str, str]]:
    """Name and value of each figure; the shares, by precision, come first."""
    limit = max(square, layers)
    return [
        *(
            (f"算向量达到机器上限的（{precision}）", f"{rate / limit:.0%}，{rate / 1e9:.0f} GFLOP/s")
            for precision, rate in reached.items()
        ),
        (
            "机器上限：bfloat16 矩阵乘，大方阵、模型各层的形状",
            f"{square / 1e9:.0f}、{layers / 1e9:.0f} GFLOP/s，{threads()} 线程",
        ),
    ]
