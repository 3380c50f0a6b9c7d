"""
datatrove: its three MinHash stages with 16 buckets of 8, whose clusters are read back.

Its threshold follows from the buckets, (1/16)^(1/8) = 0.71, and nothing is verified.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

PACKAGE = "datatrove"
BUCKETS = 16


def prepared(texts: list[str], threads: int, folder: Path) -> Callable[[], Iterable[Iterable[int]]]:
    """Run the stages through the local executor, each with as many workers as threads."""
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import minhash
    from loguru import logger

    logger.remove()
    config = minhash.MinhashConfig(n_grams=5, num_buckets=BUCKETS, hashes_per_bucket=8)

    def documents(_data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        for at in range(rank, len(texts), world_size):
            yield Document(text=texts[at], id=str(at))

    def run(name: str, *steps: Any, tasks: int) -> None:
        LocalPipelineExecutor(
            list(steps),
            tasks=tasks,
            workers=min(tasks, threads),
            logging_dir=str(folder / "logs" / name),
            start_method="fork",
        ).run()

    def linked() -> Iterable[Iterable[int]]:
        signatures, pairs, clusters = (str(folder / name) for name in ("sigs", "pairs", "clusters"))
        run("1", documents, minhash.MinhashDedupSignature(signatures, config), tasks=threads)
        run("2", minhash.MinhashDedupBuckets(signatures, pairs, config=config), tasks=BUCKETS)
        run(
            "3", minhash.MinhashDedupCluster(pairs, clusters, config, save_cluster_id=True), tasks=1
        )
        return read_clusters(Path(clusters), threads)

    return linked


def read_clusters(folder: Path, tasks: int) -> Iterable[list[int]]:
    """Collect the positions of each cluster; task t of n has the positions t, t + n, ..."""
    clusters: dict[int, list[int]] = {}
    for path in folder.glob("*.clusters"):
        for document, cluster in struct.iter_unpack("<2I", path.read_bytes()):
            clusters.setdefault(cluster, []).append(document * tasks + int(path.stem))
    return clusters.values()
