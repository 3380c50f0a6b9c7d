"""Folding, tokens, shingle hashes and signatures against oracles, datasketch and pinned values."""

from __future__ import annotations

import json
import sys
import unicodedata
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
from cleannews.signatures.fold import SCHEME, fold, fold_table, tokens
from cleannews.signatures.minhash import signature, to_datasketch
from cleannews.signatures.shingles import shingle_set, token_hash

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/signatures.json").read_bytes())

same_unicode = pytest.mark.skipif(
    unicodedata.unidata_version != fold_table().unicode_version,
    reason="the oracle folds by this Python's Unicode database, which is another version",
)


@pytest.mark.parametrize("case", GOLDEN["texts"], ids=lambda case: case["name"])
def test_pinned_values(case: dict[str, Any]) -> None:
    """Tokens, key, shingle hashes and signature of a text are what they were from the start."""
    batch = sign([case["text"]])
    assert tokens(case["text"]) == case["tokens"]
    assert batch.keys[0].tobytes().hex() == case["key"]
    assert [f"{value:016x}" for value in batch.shingles_of(0)] == case["shingles"]
    assert batch.signatures[0].tolist() == case["signature"]


def test_the_pinned_values_are_of_this_scheme() -> None:
    """Whoever changes the arithmetic must name a new scheme and pin new values."""
    assert GOLDEN["scheme"] == SCHEME


@same_unicode
@given(st.text())
@example("Ǆ ﬁ ½ e\u0323\u0302 가각힣 이것")
def test_tokens_agree_with_the_oracle(text: str) -> None:
    """The shipped table gives the tokens that Python's own Unicode database gives."""
    assert tokens(text) == oracles.tokens(text)


@same_unicode
def test_every_code_point_folds_as_the_oracle_says() -> None:
    """No code point of Unicode is folded or classed otherwise than the oracle does."""
    wrong = [
        code
        for code in range(sys.maxunicode + 1)
        if not 0xD800 <= code <= 0xDFFF and tokens(chr(code)) != oracles.tokens(chr(code))
    ]
    assert wrong == []


@same_unicode
@given(st.text())
def test_shingle_hashes_agree_with_the_oracle(text: str) -> None:
    """The vectorised arithmetic gives the oracle's hashes, each once, in ascending order."""
    found = shingle_set(tokens(text * 5)).tolist()
    assert found == sorted(oracles.shingle_hashes(text * 5))


@given(st.text(max_size=30))
def test_token_hash_agrees_with_the_oracle(token: str) -> None:
    """FNV-1a over code points."""
    assert token_hash(token) == oracles.token_hash(token)


@given(st.text())
def test_normal_forms_of_a_text_fold_alike(text: str) -> None:
    """NFC and NFD forms have the same tokens."""
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert tokens(composed) == tokens(decomposed)


def test_fold_keeps_marks_and_digits() -> None:
    """A letter with a mark is another letter, and figures count."""
    assert fold("résumé") != fold("resume")
    assert tokens("rose 3.5 percent") == ["rose", "3", "5", "percent"]


@given(st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=9000))
def test_signatures_are_datasketch_bit_for_bit(values: list[int]) -> None:
    """A signature is the MinHash of scheme affine32 and seed 1 over the low 32 bits."""
    shingles = np.array(sorted(values), np.uint64)
    expected = MinHash(
        128, seed=1, scheme="affine32", hashfunc=lambda value: int(value) & 0xFFFFFFFF
    )
    for value in values:
        expected.update(value)
    assert np.array_equal(signature(shingles), expected.hashvalues)


def test_signatures_convert_to_datasketch() -> None:
    """The LSH of datasketch finds a text by its converted signature."""
    batch = sign(["one two three four five six seven", "eight nine ten eleven twelve thirteen"])
    lsh = MinHashLSH(num_perm=128, params=(32, 4))
    for at in range(2):
        lsh.insert(at, LeanMinHash(to_datasketch(batch.signatures[at])))
    assert lsh.query(to_datasketch(batch.signatures[1])) == [1]


def test_the_estimate_of_jaccard_is_unbiased() -> None:
    """Over many pairs the mean error is near 0 and its spread that of 128 permutations."""
    generator = np.random.default_rng(5)
    errors = []
    for share in np.linspace(0.1, 0.9, 9):
        for _ in range(60):
            union = np.unique(generator.integers(0, 2**64 - 1, 800, np.uint64))
            shared = int(share * len(union))
            half = shared + (len(union) - shared) // 2
            first, second = union[:half], np.r_[union[:shared], union[half:]]
            agree = np.mean(signature(np.sort(first)) == signature(np.sort(second)))
            errors.append(float(agree) - shared / len(union))
    assert abs(np.mean(errors)) < 0.006
    assert np.std(errors) < 1.25 * np.sqrt(0.25 / 128)


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
