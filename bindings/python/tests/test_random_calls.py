"""Random calls, by the harness of the fuzz target."""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))

import harness  # noqa: E402

CALLS = 20_000


def test_random_calls() -> None:
    seed = random.randrange(2**32)
    source = random.Random(seed)
    for _ in range(CALLS):
        data = source.randbytes(source.choice([8, 32, 100, 300]))
        try:
            harness.one_call(data)
        except BaseException as error:
            raise AssertionError(f"bytes {data.hex()} (seed {seed})") from error


def test_seeds() -> None:
    """Inputs that once failed."""
    seeds = sorted((Path(__file__).parents[1] / "fuzz" / "seeds").glob("*"))
    assert seeds
    for seed in seeds:
        harness.one_call(seed.read_bytes())
