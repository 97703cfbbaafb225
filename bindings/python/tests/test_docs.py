"""The README, the examples and the docstrings say what happens."""

from __future__ import annotations

import contextlib
import doctest
import importlib.metadata
import importlib.util
import inspect
import io
import json
import os
import pydoc
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import kaltura_ks
import kaltura_ks.compat
import pytest

SECRET = "0123456789abcdef0123456789abcdef"
HERE = Path(__file__).parents[1]
EXAMPLES = HERE.parents[1] / "examples" / "python"
ENVIRONMENT = {"KALTURA_PARTNER_ID": "1234567", "KALTURA_ADMIN_SECRET": SECRET}


def test_readme() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", (HERE / "README.md").read_text(), re.M | re.S)
    assert len(blocks) >= 6
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        for block in blocks:
            exec(compile(block, "README.md", "exec"), names)
    assert "admin@example.com" not in said.getvalue() and "sview" in said.getvalue()


def test_docstrings() -> None:
    assert doctest.testmod(kaltura_ks).attempted >= 5
    assert doctest.testmod(kaltura_ks).failed == 0
    shown = pydoc.plain(pydoc.render_doc(kaltura_ks))
    for name in kaltura_ks.__all__:
        thing = getattr(kaltura_ks, name)
        assert thing.__doc__, name
        assert name in shown
        if inspect.isfunction(thing) or inspect.isbuiltin(thing):
            for argument in inspect.signature(thing).parameters:
                told = thing.__doc__ + (kaltura_ks.generate.__doc__ or "")
                assert re.search(rf"\b{argument}\b", told), (name, argument)
        for attribute, value in vars(thing).items() if isinstance(thing, type) else ():
            if not attribute.startswith("_") and not isinstance(value, str):
                assert value.__doc__, (name, attribute)


def test_metadata() -> None:
    metadata = importlib.metadata.metadata("kaltura-ks")
    assert metadata["Version"] == kaltura_ks.__version__
    assert metadata["License-Expression"] == "MIT OR Apache-2.0"
    assert not metadata.get_all("Requires-Dist")
    assert (Path(kaltura_ks.__file__).parent / "py.typed").exists()


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for variable, value in ENVIRONMENT.items():
        monkeypatch.setenv(variable, value)
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(name: str, *arguments: str, text: str = "") -> str:
    command = [sys.executable, str(EXAMPLES / f"{name}.py"), *arguments]
    environment = {**os.environ, **ENVIRONMENT}
    done = subprocess.run(command, input=text, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_example_script() -> None:
    ks = run("make_a_ks", "ann", "sview:0_abc").strip()
    assert kaltura_ks.verify(ks, SECRET, 1234567, required="sview:0_abc").user_id == "ann"


def test_example_web_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    client = load("web_handler", monkeypatch).app.test_client()
    ks = client.get("/play/0_abc", headers={"X-Authenticated-User": "ann"}).get_json()["ks"]
    assert kaltura_ks.decode(ks, SECRET).privileges == [("sview", ["0_abc"])]
    me = client.get("/whoami", query_string={"ks": ks})
    assert me.status_code == 200 and me.get_json()["user_id"] == "ann"
    cut = client.get("/whoami", query_string={"ks": ks[:-4]})
    assert cut.status_code == 400 and cut.get_json()["code"] == "not_a_ks"
    forged = kaltura_ks.generate("another secret", "ann", partner_id=1234567)
    refused = client.get("/whoami", query_string={"ks": forged})
    assert refused.status_code == 401 and refused.get_json()["code"] == "bad_signature"
    none = client.get("/whoami")
    assert none.status_code == 400 and none.get_json()["code"] == "empty_ks"


def test_example_lti_playback(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = kaltura_ks.Signer(1234567, SECRET)
    launch = {"user_id": "student-7", "context_id": "physics-101"}
    module = load("lti_playback", monkeypatch)
    ks, sitting = module.playback_session(signer, launch, ["0_abc", "0_def"])
    session = kaltura_ks.verify(ks, SECRET, 1234567, required=["sview:0_def", "enableentitlement"])
    assert dict(session.privileges)["sessionid"] == [sitting]
    assert run("lti_playback").startswith("djJ8")


def test_example_log_line() -> None:
    ks = kaltura_ks.generate(SECRET, "ann", partner_id=1234567, privileges="edit:0_a")
    late = kaltura_ks.generate(SECRET, "bob", partner_id=1234567, now=5)
    other = kaltura_ks.generate("another secret", "eve", partner_id=99)
    lines = f"GET /x?ks={ks} 200\nGET /?ks={late}\nnothing here\n{json.dumps({'ks': other})}\n"
    said = run("explain_log_line", text=lines)
    for part in ("OK: valid", '"ann"', "expired", "no KS in this line", "of partner 99"):
        assert part in said, part


def test_example_bulk() -> None:
    said = run("bulk", text="user_id,entry_id\nann,0_a\n,0_b\n").splitlines()
    assert said[0].startswith("ann\tdjJ8") and said[1].startswith("\tuser_id: is empty")


def test_every_example_is_tested() -> None:
    tested = (HERE / "tests" / "test_docs.py").read_text()
    for example in EXAMPLES.glob("*.py"):
        assert f'"{example.stem}"' in tested, example
