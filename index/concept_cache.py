"""Where are the concepts' vectors kept?  In the cache folder, by model and store; built when missing."""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from nlp.concept_vectors import ConceptVectors
from nlp.concepts import ConceptStore
from nlp.encoder import Encoder


def concept_vectors(cache: Path, store: ConceptStore, encoder: Encoder) -> ConceptVectors:
    """The vectors of the concepts' terms; encoded once for each model and concept store."""
    path = cache / "concepts" / f"{encoder.fingerprint}-{store.fingerprint}.npz"
    try:
        with np.load(path, allow_pickle=False) as held:
            return ConceptVectors(
                tuple(held["terms"].tolist()),
                tuple(held["owners"].tolist()),
                held["matrix"].astype(np.float32),
                float(held["likely"]),
            )
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        pass  # missing or damaged: both are mended by building it
    print("正在为概念库计算向量（每个模型一次）……", file=sys.stderr, flush=True)
    built = ConceptVectors.build(store, encoder)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
        np.savez(
            file,
            terms=np.array(built.terms),
            owners=np.array(built.owners),
            matrix=built.matrix.astype(np.float16),
            likely=built.likely,
        )
    Path(file.name).replace(path)
    return built
