"""
Pin the signatures of tests/golden/signatures.json anew, from the oracle and from datasketch.

    python tools/pin_signatures.py

Only for a new scheme: raise SCHEME in src/cleannews/signatures/fold.py first.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from datasketch import MinHash

from cleannews.signatures import SCHEME

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "tests/golden/signatures.json"


def pinned(name: str, text: str) -> dict[str, Any]:
    """Return all that is pinned of one text."""
    import oracles

    shingles = sorted(oracles.shingle_hashes(text))
    sketch = MinHash(128, seed=1, scheme="affine32", hashfunc=lambda value: value & 0xFFFFFFFF)
    for value in shingles:
        sketch.update(value)
    return {
        "name": name,
        "text": text,
        "tokens": oracles.tokens(text),
        "key": [f"{value:016x}" for value in oracles.text_key(text)],
        "shingles": [f"{value:016x}" for value in shingles],
        "signature": sketch.hashvalues.tolist(),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    texts = [(case["name"], case["text"]) for case in json.loads(TARGET.read_bytes())["texts"]]
    golden = {"scheme": SCHEME, "texts": [pinned(name, text) for name, text in texts]}
    lines = json.dumps(golden, separators=(",", ":")).replace('{"name"', '\n{"name"')
    TARGET.write_text(f"{lines}\n", encoding="ascii")
