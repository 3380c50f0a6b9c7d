"""What all tests share: hypothesis profiles and the folder of real data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cleannews.grouping.dedupe import dedupe
from cleannews.grouping.detailkernel import details_of
from cleannews.signatures.kernel import must_compile
from servers import RedisServer, need_java

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
def compiled_kernels() -> None:
    """Compile the kernels that a run tells of before anything counts lines on stderr."""
    story = "The harbour was closed on Friday after a storm tore two cranes from the quay at dawn."
    assert len(dedupe([story, f"{story} Ships wait."]).groups) == 1
    assert not must_compile()
    assert not must_compile(details_of)


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


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Start a Redis for all tests, or skip those that ask for it."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def java() -> None:
    """Skip those that need Java where there is none for Spark."""
    need_java()
