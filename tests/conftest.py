"""What all tests share: hypothesis profiles and the folder of real data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cleannews.signatures.batch import sign

settings.register_profile("dev", max_examples=60, deadline=None)
settings.register_profile(
    "ci",
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session", autouse=True)
def compiled_kernel() -> None:
    """Compile the signature kernel before anything counts lines on stderr."""
    sign(["one two three four five"])


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real articles and labels, or skip."""
    folder = os.environ.get("CLEANNEWS_DATA")
    if not folder:
        pytest.skip("CLEANNEWS_DATA is not set: it names the folder of real articles")
    return Path(folder)


@pytest.fixture(scope="session")
def corpus_samples() -> Path:
    """Return the folder of the sample corpus."""
    return Path(__file__).parents[1] / "corpus_samples"
