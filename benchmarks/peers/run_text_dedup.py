"""
text-dedup: ``text_dedup.minhash`` on a configuration file, whose clusters are read back.

It reads a dataset from a file. That file is written, and loaded into the cache of Hugging Face
datasets, before the clock.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path

PACKAGE = "text-dedup"
CONFIG = """
[input]
input_type = "local_files"
file_type = "parquet"
[input.read_arguments]
path = "parquet"
data_files = {data}
split = "train"
cache_dir = {cache}
[algorithm]
algorithm_name = "minhash"
text_column = "text"
num_proc = {threads}
num_perm = 128
bands = 16
rows = 8
threshold = 0.7
ngram_size = 5
check_false_positive = true
[output]
output_dir = {output}
save_clusters = true
keep_index_column = true
[debug]
enable_profiling = false
"""


def prepared(texts: list[str], threads: int, folder: Path) -> Callable[[], Iterable[Iterable[int]]]:
    """Write the dataset and the configuration; only a TOML file configures the library."""
    from datasets import Dataset, load_dataset
    from pydantic_settings import SettingsConfigDict
    from text_dedup.config import Config
    from text_dedup.minhash import main

    data, cache, output = (str(folder / name) for name in ("texts.parquet", "cache", "output"))
    Dataset.from_dict({"text": texts}).to_parquet(data)
    load_dataset("parquet", data_files=data, split="train", cache_dir=cache)
    settings = folder / "config.toml"
    quoted = {"data": json.dumps(data), "cache": json.dumps(cache), "output": json.dumps(output)}
    settings.write_text(CONFIG.format(**quoted, threads=threads), encoding="utf-8")

    def grouped() -> Iterable[list[int]]:
        Config.model_config = SettingsConfigDict(toml_file=str(settings))
        main(Config())
        clusters: dict[int, list[int]] = {}
        assigned = pickle.loads(Path(output, "clusters.pickle").read_bytes())  # noqa: S301 (just written)
        for at, cluster in assigned.items():
            clusters.setdefault(cluster, []).append(at)
        return clusters.values()

    return grouped
