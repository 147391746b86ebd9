"""BERTopic on texts and vectors that are handed to it; run by the Python of ``.venv-peers``, which has no 策鉴.

    .venv-peers/bin/python bench/peer_topics.py CASES.npz  →  JSON on stdout

The archive holds ``vectors0``, ``texts0``, ``vectors1`` …; the answer has, for each case, each smallest topic
size and each seed, the topic of every text (-1 for an outlier) and the seconds that it took.  A first run, which
compiles what numba compiles, isn't counted.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

SEEDS = (0, 1, 2)
SIZES = (10, 5)
"""Smallest topics: BERTopic's default, and one that suits so few passages better."""


def main(path: str) -> None:
    warnings.simplefilter("ignore")
    import jieba
    import numpy as np
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    jieba.setLogLevel(60)
    held = np.load(path)

    def run(case: int, size: int, seed: int) -> dict[str, object]:
        model = BERTopic(
            umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed),
            vectorizer_model=CountVectorizer(tokenizer=jieba.lcut, token_pattern=None),
            min_topic_size=size,
        )
        vectors, texts = held[f"vectors{case}"], held[f"texts{case}"].tolist()
        started = time.perf_counter()
        topics, _ = model.fit_transform(texts, vectors)
        seconds = time.perf_counter() - started
        labels = [name for topic, name in sorted(model.topic_labels_.items()) if topic >= 0]
        return {
            "case": case,
            "size": size,
            "topics": [int(topic) for topic in topics],
            "labels": labels,
            "seconds": seconds,
        }

    run(0, SIZES[0], SEEDS[0])
    cases = range(len(held.files) // 2)
    answer = [run(case, size, seed) for case in cases for size in SIZES for seed in SEEDS]
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
