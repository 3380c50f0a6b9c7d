"""
Articles to what is compared of them, on an executor: texts go from Arrow's memory into the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cleannews.article import Article
from cleannews.cleaning.shells import LONGEST_SHELL
from cleannews.grouping.dedupe import cuts_of
from cleannews.grouping.origins import Origin, OriginColumns, Origins
from cleannews.grouping.sources import without
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.kernel import NOTHING, SAMPLES, sign_texts
from cleannews.signatures.minhash import permutations
from cleannews.signatures.signing import encoded, shingle_sets, starts_of
from cleannews.signatures.stopwords import stop_table
from cleannews.spark.arrays import binary, table, utf8
from cleannews.spark.articles import Reader
from cleannews.spark.shipping import ShippedCleaner

__all__ = ["SIGNED", "Signing"]

SIGNED = (
    "id string, instant double, url long, site long, outlet long, first long, own boolean,"
    " key0 long, key1 long, size long, fullness long, signature binary, sample binary, text string"
)
"""The columns of signed articles: those of :class:`~cleannews.grouping.origins.Origin` and of
:class:`~cleannews.signatures.signing.SignedTexts`, the sampled hashes whole; the shingles of the set
where "fullest" asks for them; and the text as it is compared."""

_READER = Reader()

_ROWS = 1000
"""Articles that are signed at once."""


@dataclass(frozen=True, slots=True)
class Signing:
    """
    Signs the rows of a partition.

    Args:
        cleaner: Cleans each text before it is compared.
        firsts: Read in each text in which outlet it was first.
        sets: Count the shingles of the set.
        cuts: Take samples, by which texts are found that are cut or reworded.
    """

    cleaner: ShippedCleaner | None = None
    firsts: bool = False
    sets: bool = False
    cuts: bool = True

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """
        Sign articles.

        Args:
            batches: Record batches of articles, as :func:`~cleannews.spark.frames.article_columns`
                chooses their columns.

        Yields:
            Record batches of :data:`SIGNED`.
        """
        for batch in batches:
            for at in range(0, batch.num_rows, _ROWS):
                yield self._signed(batch.slice(at, _ROWS))

    def _signed(self, batch: Any) -> Any:
        found = batch.column("text")
        if self.cleaner is None and not self.firsts:
            articles = _READER.articles(batch, texts=False)
            compared = _without_shells(found, articles)
            data, starts = utf8(compared)
        else:
            articles = _READER.articles(batch)
            cleaner = None if self.cleaner is None else self.cleaner.cleaner()
            texts = [without(it.text, cuts_of(it, cleaner)) for it in articles]
            data, starts = encoded(texts)
            compared = pa.array(texts, pa.string())
        keys, counts, sizes, hashes, signatures = sign_texts(
            data,
            starts,
            fold_arrays(),
            stop_table(),
            *permutations(),
            SAMPLES if self.cuts else NOTHING,
        )
        fullness = shingle_sets(compared.to_pylist())[1] if self.sets else counts
        origins = _origins(articles, read=self.firsts)
        return table(
            id=pa.array([it.id for it in articles], pa.string()),
            **origins._asdict(),
            key0=keys[:, 0].copy(),
            key1=keys[:, 1].copy(),
            size=counts,
            fullness=fullness,
            signature=binary(signatures, np.arange(len(counts) + 1) * signatures.shape[1]),
            sample=binary(hashes, starts_of(sizes)),
            text=compared,
        )


def _without_shells(texts: Any, articles: Sequence[Article]) -> Any:
    """Return texts, of pages that are no article the empty one."""
    texts = texts.cast(pa.string()).fill_null("")
    flagged = np.array([bool(it.flags) for it in articles], np.bool_)
    short = pc.utf8_length(texts).to_numpy() <= LONGEST_SHELL
    shells: NDArray[np.bool_] = np.zeros(len(articles), np.bool_)
    for at in np.flatnonzero(short | flagged).tolist():
        shells[at] = bool(cuts_of(replace(articles[at], text=texts[at].as_py()), None))
    return pc.if_else(pa.array(shells), "", texts) if shells.any() else texts


def _origins(articles: Sequence[Article], *, read: bool) -> Origins:
    columns = OriginColumns()
    for article in articles:
        columns.add(Origin.of(article, read=read))
    return columns.origins()
