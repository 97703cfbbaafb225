"""The Python code of the guide in docs/ runs as shown."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[3] / "docs"
NOT_RUN = "<!-- not run: needs the official client -->\n"
BLOCK = re.compile(rf"^({re.escape(NOT_RUN)})?```python\n(.*?)^```$", re.M | re.S)
PAGES = sorted(page.name for page in DOCS.glob("*.md") if "```python\n" in page.read_text())


@pytest.mark.parametrize("page", PAGES)
def test_page(page: str) -> None:
    """Runs the blocks of a page one after another, with shared variables."""
    names: dict[str, Any] = {"__name__": "guide"}
    for mark, block in BLOCK.findall((DOCS / page).read_text()):
        code = compile(block, page, "exec")
        if not mark:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(code, names)


def test_pages_are_found() -> None:
    assert len(PAGES) >= 5
