"""Folding, tokens, shingle hashes and signatures against oracles, datasketch and pinned values."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash, MinHashLSH
from hypothesis import example, given
from hypothesis import strategies as st

import oracles
from cleannews.errors import SchemeError
from cleannews.signatures.batch import SignatureBatch, sign
from cleannews.signatures.fold import SCHEME, fold, fold_table
from cleannews.signatures.kernel import fold_arrays, token_hashes
from cleannews.signatures.minhash import from_datasketch, to_datasketch

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
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    found: list[int] = token_hashes(codes, fold_arrays()).tolist()
    return found


def shingles(text: str) -> list[int]:
    """Return the shingle set of a text."""
    found: list[int] = sign([text]).shingles_of(0).tolist()
    return found


@pytest.mark.parametrize("case", GOLDEN["texts"], ids=lambda case: case["name"])
def test_pinned_values(case: dict[str, Any]) -> None:
    """Tokens, key, shingle hashes and signature of a text are what they were from the start."""
    batch = sign([case["text"]])
    assert hashes(case["text"]) == [oracles.token_hash(token) for token in case["tokens"]]
    assert [f"{value:016x}" for value in batch.keys[0].tolist()] == case["key"]
    assert [f"{value:016x}" for value in batch.shingles_of(0).tolist()] == case["shingles"]
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
        assert np.array_equal(together.shingles_of(at), alone.shingles_of(0))
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


def test_batches_survive_a_file(tmp_path: Path) -> None:
    """What is loaded is what was saved."""
    batch = sign(["one two three four five six", "", "short"])
    batch.save(tmp_path / "signatures.npz")
    loaded = SignatureBatch.load(tmp_path / "signatures.npz")
    for name in ("keys", "starts", "shingles", "signatures"):
        assert np.array_equal(getattr(batch, name), getattr(loaded, name))


def test_another_scheme_is_refused_by_name(tmp_path: Path) -> None:
    """A file of another scheme is not read, and the message names both."""
    path = tmp_path / "signatures.npz"
    sign(["one two three four five six"]).save(path)
    with np.load(path) as data:
        arrays = {**data, "scheme": np.array("cleannews-0")}
    np.savez(path, **arrays)
    with pytest.raises(SchemeError, match=f"cleannews-0.*{SCHEME}"):
        SignatureBatch.load(path)


def test_texts_without_words_have_no_key() -> None:
    """Empty texts and mere marks share a key of zeros; short texts have one of their own."""
    batch = sign(["", " \t—…", "one", "One!", "two"])
    assert not batch.keys[:2].any()
    assert np.array_equal(batch.keys[2], batch.keys[3])
    assert not np.array_equal(batch.keys[2], batch.keys[4])
    assert batch.sizes.tolist() == [0] * 5


def test_a_first_run_is_told_from_others(tmp_path: Path) -> None:
    """A machine that has no compiled kernel is told so once, and a second process is not."""
    code = (
        "from cleannews.signatures.kernel import must_compile\n"
        "from cleannews.signatures.batch import sign\n"
        "print(must_compile(), len(sign(['one two three four five'])), must_compile())"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for _ in range(2)
    ]
    assert said == [["True", "1", "False"], ["False", "1", "False"]]
