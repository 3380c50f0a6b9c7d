"""Folding, tokens, shingle hashes and signatures against oracles, datasketch and pinned values."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tracemalloc
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash, MinHashLSH
from hypothesis import example, given
from hypothesis import strategies as st

import oracles
from cleannews.errors import SchemeError
from cleannews.signatures.batch import BatchBuilder, SignatureBatch, sign
from cleannews.signatures.fold import SCHEME, fold, fold_table
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.minhash import (
    PERMUTATIONS,
    SEED,
    from_datasketch,
    permutations,
    to_datasketch,
)
from cleannews.signatures.sets import set_sizes, sets_of
from cleannews.signatures.signing import SignedTexts, shingle_sets, sign_chunk
from cleannews.signatures.stopwords import stop_table, stop_words
from cleannews.signatures.tokenkernel import token_hashes

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/signatures.json").read_bytes())

MIXED = st.text(
    st.sampled_from(
        "aZé1 -港カか\u3099\u0301\u0323\u0302ไทยก็한각\u1100\u1161़हि\u200bßﬁ½²ǅ٣ע\u05b8"
    ),
    max_size=40,
)
"""Texts in which scripts, marks and separators meet."""

same_unicode = pytest.mark.skipif(
    unicodedata.unidata_version != fold_table().unicode_version,
    reason="the oracle folds by this Python's Unicode database, which is another version",
)


def hashes(text: str) -> list[int]:
    """Return the token hashes of a text."""
    data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    found: list[int] = token_hashes(data, fold_arrays()).tolist()
    return found


def shingles(text: str) -> list[int]:
    """Return the shingle set of a text."""
    found: list[int] = shingle_sets([text])[0].tolist()
    return found


@pytest.mark.parametrize("case", GOLDEN["texts"], ids=lambda case: case["name"])
def test_pinned_values(case: dict[str, Any]) -> None:
    """Tokens, key, shingle hashes and signature of a text are what they were from the start."""
    batch = sign([case["text"]])
    assert hashes(case["text"]) == [oracles.token_hash(token) for token in case["tokens"]]
    assert [f"{value:016x}" for value in batch.keys[0].tolist()] == case["key"]
    assert [f"{value:016x}" for value in shingles(case["text"])] == case["shingles"]
    assert batch.signatures[0].tolist() == case["signature"]


def test_the_pinned_values_are_of_this_scheme() -> None:
    """Whoever changes the arithmetic must name a new scheme and pin new values."""
    assert GOLDEN["scheme"] == SCHEME


@same_unicode
@given(st.text() | MIXED)
@example("Ǆ ﬁ ½ e\u0323\u0302 가각힣 이것")
@example("港は閉鎖カ\u3099キ港 a\u0301港\u0301b 2024年")
def test_tokens_agree_with_the_oracle(text: str) -> None:
    """The shipped table gives the tokens that Python's own Unicode database gives."""
    assert hashes(text) == [oracles.token_hash(token) for token in oracles.tokens(text)]


@same_unicode
def test_every_code_point_folds_as_the_oracle_says() -> None:
    """No code point of Unicode is folded or classed otherwise than the oracle does."""
    every = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    expected = [oracles.token_hash(token) for char in every for token in oracles.tokens(char)]
    assert hashes("\n".join(every)) == expected


@same_unicode
@given(st.text() | MIXED)
def test_keys_and_shingles_agree_with_the_oracle(text: str) -> None:
    """The compiled arithmetic gives the oracle's keys and hashes, each once, in ascending order."""
    assert sign([text * 5]).keys[0].tolist() == oracles.text_key(text * 5)
    assert shingles(text * 5) == sorted(oracles.shingle_hashes(text * 5))


@same_unicode
@given(st.text() | MIXED)
def test_fold_agrees_with_the_oracle(text: str) -> None:
    """The folding that headlines are compared by is the folding of the signatures."""
    assert fold(text).split() == oracles.folded(text).split()


@given(st.text())
def test_normal_forms_of_a_text_fold_alike(text: str) -> None:
    """NFC and NFD forms have the same tokens."""
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert hashes(composed) == hashes(decomposed)


def test_fold_keeps_marks_and_digits() -> None:
    """A letter with a mark is another letter, and figures count."""
    assert fold("résumé") != fold("resume")
    assert len(hashes("rose 3.5 percent")) == len(["rose", "3", "5", "percent"])


@given(st.lists(st.text(max_size=40) | MIXED, max_size=6))
def test_a_batch_is_its_texts(texts: list[str]) -> None:
    """Signing together and signing alone give the same."""
    together = sign(texts)
    for at, text in enumerate(texts):
        alone = sign([text])
        assert np.array_equal(together.keys[at], alone.keys[0])
        assert np.array_equal(together.signatures[at], alone.signatures[0])


def test_threads_sign_alike() -> None:
    """Signing from several threads at once gives what one thread gives."""
    texts = [" ".join(f"word{n * at}" for n in range(200)) for at in range(40)]
    expected = sign(texts).signatures
    with ThreadPoolExecutor(4) as pool:
        for batch in pool.map(sign, [texts] * 8):
            assert np.array_equal(batch.signatures, expected)


@given(st.text(alphabet="abcde ", max_size=3000))
def test_signatures_are_datasketch_bit_for_bit(text: str) -> None:
    """A signature is the MinHash of scheme affine32 and seed 1 over the low 32 bits."""
    expected = MinHash(128, seed=1, scheme="affine32", hashfunc=lambda value: value & 0xFFFFFFFF)
    for value in shingles(text):
        expected.update(value)
    assert np.array_equal(sign([text]).signatures[0], expected.hashvalues)


def test_the_permutations_are_those_of_datasketch() -> None:
    """They are drawn without loading datasketch, and are the same."""
    theirs = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme="affine32").permutations
    assert np.array_equal(np.array(permutations()), theirs)


def test_datasketch_takes_signatures_and_gives_them_back() -> None:
    """Values survive the way to a MinHash or LeanMinHash and back."""
    (values,) = sign(["one two three four five six seven"]).signatures
    assert np.array_equal(from_datasketch(to_datasketch(values)), values)
    assert np.array_equal(from_datasketch(LeanMinHash(to_datasketch(values))), values)


@pytest.mark.parametrize(
    "sketch",
    [
        MinHash(128, seed=2, scheme="affine32"),
        MinHash(64, seed=1, scheme="affine32"),
        MinHash(128, seed=1, scheme="legacy"),
        MinHash(128, seed=1, scheme="affine32"),
    ],
    ids=["seed", "length", "scheme", "hash function"],
)
def test_a_sketch_that_means_something_else_is_refused(sketch: MinHash) -> None:
    """Values of another scheme, seed, length or hash function are not compared in silence."""
    with pytest.raises(SchemeError, match="affine32, seed 1, 128 values"):
        from_datasketch(sketch)


def test_signatures_convert_to_datasketch() -> None:
    """The LSH of datasketch finds a text by its converted signature."""
    batch = sign(["one two three four five six seven", "eight nine ten eleven twelve thirteen"])
    lsh = MinHashLSH(num_perm=128, params=(32, 4))
    for at in range(2):
        lsh.insert(at, LeanMinHash(to_datasketch(batch.signatures[at])))
    assert lsh.query(to_datasketch(batch.signatures[1])) == [1]


def test_the_estimate_of_jaccard_is_unbiased() -> None:
    """Over many pairs the mean error is near 0 and its spread that of 128 permutations."""
    texts, exact = [], []
    for pair in range(400):
        shared = 20 * (pair % 20)
        words = [f"w{pair}x{at}" for at in range(400 + shared)]
        first, second = (
            words[:400],
            words[: shared + 4] + [f"v{pair}x{at}" for at in range(396 - shared)],
        )
        texts += [" ".join(first), " ".join(second)]
        exact.append(oracles.jaccard(oracles.shingles(texts[-2]), oracles.shingles(texts[-1])))
    signatures = sign(texts).signatures
    estimates = (signatures[::2] == signatures[1::2]).mean(axis=1)
    errors = estimates - np.array(exact)
    spread = np.sqrt(np.mean([value * (1 - value) / 128 for value in exact]))
    assert abs(errors.mean()) < 3 * spread / np.sqrt(len(exact))
    assert 0.85 * spread < errors.std() < 1.15 * spread


def test_parts_are_a_batch() -> None:
    """Texts that are signed part by part are signed as if together."""
    texts = ["one two three four five six", "", "short", "six five four three two one"]
    builder = BatchBuilder()
    for part in map(sign_chunk, (texts[:3], [], texts[3:])):
        builder.add(part)
    batch = builder.batch()
    for item in fields(SignatureBatch):
        assert np.array_equal(getattr(batch, item.name), getattr(sign(texts), item.name))


def test_nothing_is_signed_as_it_is_announced() -> None:
    """Types and shapes of no texts are those of some."""
    none, some = SignedTexts.none(), sign_chunk(["one two three four five"])
    for name in SignedTexts._fields:
        assert getattr(none, name).dtype == getattr(some, name).dtype
        assert getattr(none, name).shape[1:] == getattr(some, name).shape[1:]
        assert len(getattr(none, name)) == 0


@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=8), data=st.data())
def test_any_sets_are_made(texts: list[str], data: st.DataObject) -> None:
    """Shingle sets come in the order asked for, neighbours or not, again or not."""
    texts = [text * 3 for text in texts]
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=9))
    found, starts = sets_of(texts, np.array(chosen, np.int64))
    parts = [found[begin:end].tolist() for begin, end in pairwise(starts)]
    assert parts == [shingles(texts[at]) for at in chosen]
    assert set_sizes(texts).tolist() == [len(shingles(text)) for text in texts]


STOPS = frozenset().union(*stop_words().values())


@given(st.text() | MIXED | st.lists(st.sampled_from(["the", "of", "και", "wa", "x"])).map(" ".join))
def test_samples_and_sizes_are_those_of_the_oracle(text: str) -> None:
    """A sample takes hashes that begin with zeros, of shingles three and of stop words two."""
    text = f"{text} the " * 20
    batch = sign([text])
    shingled = {hash >> 29 for hash in shingles(text) if hash < 1 << 61}
    stopped = {hash >> 30 for hash in oracles.stop_grams(text, STOPS) if hash < 1 << 62}
    assert set(batch.samples.tolist()) == shingled | stopped
    assert batch.samples.tolist() == sorted(batch.samples.tolist())
    assert batch.sizes.tolist() == [max(0, len(hashes(text)) - 4)]
    assert sign([text], cuts=False).samples.tolist() == []


def test_stop_words_are_found_in_their_table() -> None:
    """Every stop word is at its place or behind it, and there is room for more."""
    table = stop_table()
    assert set(table[table > 0].tolist()) == set(map(oracles.token_hash, STOPS))
    assert (table == 0).mean() > 0.5


@pytest.mark.parametrize("language", sorted(stop_words()))
def test_a_language_has_enough_stop_words(language: str) -> None:
    """Fewer would not hold a sentence together, and none is a long word."""
    words = stop_words()[language]
    assert len(words) >= 30
    assert max(map(len, words)) <= 12


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("texts", [0, 1, 2, 3, 7])
def test_chunks_keep_their_order(texts: int, threads: int) -> None:
    """Texts of more than a chunk are signed as those of one are, by any number of threads."""
    some = [f"{' '.join(f'w{at}x{n}' for n in range(9))} " * 20_000 for at in range(texts)]
    batch = sign(iter(some), threads=threads)
    assert len(batch) == texts
    for at, text in enumerate(some):
        assert np.array_equal(batch.signatures[at], sign([text]).signatures[0])


def test_what_goes_wrong_in_the_texts_is_raised() -> None:
    """An iterator that fails ends the signing with its own error."""

    def failing() -> Iterator[str]:
        yield "some words " * 200_000
        yield "other words " * 200_000
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sign(failing(), threads=2)


def test_a_batch_is_lean() -> None:
    """A batch of many texts holds signatures and samples, not the shingle sets of all."""
    words = [f"word{number}" for number in range(5000)]
    chance = random.Random(1)  # noqa: S311 (no secret)
    tracemalloc.start()
    batch = sign(" ".join(chance.choices(words, k=600)) for _ in range(2000))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 1500 * len(batch) < 8 * batch.sizes.sum()


def test_texts_without_words_have_no_key() -> None:
    """Empty texts and mere marks share a key of zeros; short texts have one of their own."""
    batch = sign(["", " \t—…", "one", "One!", "two"])
    assert not batch.keys[:2].any()
    assert np.array_equal(batch.keys[2], batch.keys[3])
    assert not np.array_equal(batch.keys[2], batch.keys[4])
    assert batch.sizes.tolist() == [0] * 5


SIGN = "print(must_compile(), sign(['one two three four five']).sizes, must_compile())"
"""Signs a text and tells whether the kernel was compiled before and after."""

FIRST_RUN, LATER_RUN = "True [1] False\n", "False [1] False\n"


def started(folder: Path, before: str = "", **settings: str) -> subprocess.Popen[str]:
    """Start a process that signs a text with a cache of its own."""
    imports = (
        "from cleannews.signatures.kernel import must_compile\n"
        "from cleannews.signatures.batch import sign\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", before + imports + SIGN],
        env={**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(folder), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_several_processes_may_compile_at_once(tmp_path: Path) -> None:
    """Processes that start together on a new machine do not hurt each other."""
    together = [started(tmp_path, NUMBA_CACHE_DIR=str(tmp_path)) for _ in range(3)]
    for process in together:
        said, told = process.communicate()
        assert (said in {FIRST_RUN, LATER_RUN}, told) == (True, "")
    assert started(tmp_path, NUMBA_CACHE_DIR=str(tmp_path)).communicate() == (LATER_RUN, "")


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
def test_a_damaged_compilation_is_made_anew(tmp_path: Path, suffix: str) -> None:
    """What another version kept, or what was cut off, counts as nothing kept."""
    assert started(tmp_path, NUMBA_CACHE_DIR=str(tmp_path)).communicate() == (FIRST_RUN, "")
    kept = list(tmp_path.rglob(f"*.{suffix}"))
    assert kept
    for path in kept:
        path.write_bytes(b"\x80\x04cnowhere\nnothing\n.")
    said, told = started(tmp_path, NUMBA_CACHE_DIR=str(tmp_path)).communicate()
    assert (said.split()[1], told) == ("[1]", "")


READ_ONLY = """
from numba.core import caching
def refuse(self):
    raise PermissionError(13, "read-only")
for name in dir(caching):
    if name.strip("_") == "{locator}":
        getattr(caching, name).ensure_cache_path = refuse
"""
"""Lets numba find that a folder for compiled code cannot be written, as root may write anywhere."""


def test_a_read_only_install_keeps_what_it_compiles_elsewhere(tmp_path: Path) -> None:
    """Where the package's folder cannot be written, the user's cache takes the compiled code."""
    for expected in (FIRST_RUN, LATER_RUN):
        process = started(tmp_path, READ_ONLY.format(locator="InTreeCacheLocator"))
        assert process.communicate() == (expected, "")
    assert list(tmp_path.rglob("*.nbc"))


def test_without_any_folder_each_process_compiles(tmp_path: Path) -> None:
    """Where nothing can be written, signing works all the same."""
    for _ in range(2):
        process = started(tmp_path, READ_ONLY.format(locator="CacheLocator"))
        assert process.communicate() == (FIRST_RUN, "")
    assert not list(tmp_path.rglob("*.nbc"))
