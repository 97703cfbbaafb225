"""The golden vectors, in tests/vectors/ of the repository (see the README there)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import kaltura_ks

FOLDER = Path(
    os.environ.get("KALTURA_KS_VECTORS", Path(__file__).parents[3] / "tests" / "vectors")
)

NOW = 1_700_000_000
"""Earlier than every expiry in the generate files, except the rejected ones."""


def load(file: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((FOLDER / file).read_text("utf-8"))
    return entries


def plain(value: Any) -> Any:
    """Converts a value in the vectors' notation to the closest Python value."""
    if isinstance(value, dict) and "$hex" in value:
        raw = bytes.fromhex(value["$hex"])
        return raw
    if isinstance(value, dict) and "$float" in value:
        return float(value["$float"])
    return value


def secrets_for(ks: str | bytes, secrets: dict[str, str]) -> list[str] | None:
    """Returns the secrets of the partner that the KS names, or None if it is unknown."""
    listed = secrets.get(kaltura_ks.inspect(ks).partner_text)
    return listed.split(",") if listed and listed != "0" else None
