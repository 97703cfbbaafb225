"""Copies the docstrings of the native module into its stub, where editors find them.

    python3 bindings/python/stub_docs.py           # updates the stub
    python3 bindings/python/stub_docs.py --check   # fails if the stub is not up to date

The Rust sources are the only place where the docstrings are written. The package
must be installed in the environment that runs this script.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Definition = ast.FunctionDef | ast.ClassDef
STUB = Path(__file__).parent / "python" / "kaltura_ks" / "_native.pyi"


def documented(stub: str) -> str:
    """Returns the stub with the docstrings of the module."""
    lines = stub.splitlines()
    module = importlib.import_module("kaltura_ks._native")
    # From the end, so that the line numbers before each change stay valid.
    for node, doc in reversed(list(definitions(ast.parse(stub).body, module))):
        set_docstring(lines, node, doc)
    return "\n".join(lines) + "\n"


def definitions(body: list[ast.stmt], owner: Any) -> Iterator[tuple[Definition, str]]:
    """Yields each public definition with its docstring. Of overloads, the first
    one has it."""
    seen: set[str] = set()
    for node in body:
        if not isinstance(node, Definition) or node.name.startswith("_") or node.name in seen:
            continue
        seen.add(node.name)
        thing = getattr(owner, node.name)
        doc = inspect.getdoc(thing)
        if doc is None:
            sys.exit(f"{node.name} has no docstring")
        yield node, doc
        if isinstance(node, ast.ClassDef):
            yield from definitions(node.body, thing)


def set_docstring(lines: list[str], node: Definition, doc: str) -> None:
    indent = " " * (node.col_offset + 4)
    text = [(indent + line).rstrip() for line in doc.replace("\\", "\\\\").splitlines()]
    text[0] = f'{indent}"""{doc.splitlines()[0]}'
    if len(text) == 1:
        text[0] += '"""'
    else:
        text.append(f'{indent}"""')
    first = node.body[0]
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
        decorators = getattr(first, "decorator_list", [])
        start = min(node.lineno for node in [first, *decorators]) - 1
        lines[start:start] = text
        return
    if first.value.value is not ...:  # There is a docstring already.
        assert first.end_lineno is not None
        lines[first.lineno - 1 : first.end_lineno] = text
        return
    # `def f() -> int: ...` on one line.
    lines[first.lineno - 1] = lines[first.lineno - 1][: first.col_offset].rstrip()
    lines[first.lineno : first.lineno] = text


if __name__ == "__main__":
    old = STUB.read_text("utf-8")
    new = documented(old)
    if "--check" not in sys.argv[1:]:
        STUB.write_text(new, "utf-8")
    elif new != old:
        sys.exit("the stub's docstrings are out of date: run bindings/python/stub_docs.py")
