"""The README, the examples and the docstrings are correct."""

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


@pytest.mark.parametrize("package", ["bindings/python", "crates/ks-cli"])
def test_links_have_the_address_of_the_workspace(package: str) -> None:
    """Every package names the repository by the address in Cargo.toml."""
    workspace = (HERE.parents[1] / "Cargo.toml").read_text("utf-8")
    (address,) = re.findall(r'^repository = "(.*)"$', workspace, re.M)
    project = (HERE.parents[1] / package / "pyproject.toml").read_text("utf-8")
    links = dict(re.findall(r'^(\w+) = "(https://.*)"$', project, re.M))
    assert sorted(links) == ["Changelog", "Homepage", "Issues", "Repository"]
    assert links["Homepage"] == links["Repository"] == address
    assert all(link.startswith(address) for link in links.values())


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for variable, value in ENVIRONMENT.items():
        monkeypatch.setenv(variable, value)
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(name: str, *arguments: str, text: str = "", fails: bool = False) -> str:
    command = [sys.executable, str(EXAMPLES / f"{name}.py"), *arguments]
    environment = {**os.environ, **ENVIRONMENT}
    done = subprocess.run(
        command, input=text, env=environment, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode != 0) == fails, done.stderr
    return done.stderr if fails else done.stdout


def test_example_quickstart() -> None:
    lines = dict(line.split(maxsplit=1) for line in run("quickstart").splitlines())
    session = kaltura_ks.verify(lines["KS"], SECRET, 1234567, required="sview:0_abcdefgh")
    assert lines["inspect"] == "v2 of partner 1234567"
    assert lines["decode"] == f"ann@example.com until {session.expires}"
    assert lines["verify"] == f"session {session.session_hash}"
    assert lines["rejected"].startswith("not_granted: ")
    renewed = kaltura_ks.verify(lines["renewed"], SECRET, 1234567)
    assert 3590 <= renewed.expires_at - session.expires_at <= 3610


def test_example_web_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    client = load("web_handler", monkeypatch).app.test_client()
    ks = client.get("/play/0_abc", headers={"X-Authenticated-User": "ann"}).get_json()["ks"]
    assert kaltura_ks.decode(ks, SECRET).privileges_text == "sview:0_abc"
    me = client.get("/whoami", query_string={"ks": ks})
    assert me.status_code == 200 and me.get_json()["user_id"] == "ann"
    cut = client.get("/whoami", query_string={"ks": ks[:-4]})
    assert cut.status_code == 400 and cut.get_json()["code"] == "not_a_ks"
    forged = kaltura_ks.generate("another secret", "ann", partner_id=1234567)
    rejected = client.get("/whoami", query_string={"ks": forged})
    assert rejected.status_code == 401 and rejected.get_json()["code"] == "bad_signature"
    none = client.get("/whoami")
    assert none.status_code == 400 and none.get_json()["code"] == "empty_ks"
    for entry in ("*", "0_abc,edit:*", "0_a%2f0_b", "0_a%0a", "0_A", "2_a", "0_", "x", "%E2%9C%93"):
        wrong = client.get(f"/play/{entry}", headers={"X-Authenticated-User": "ann"})
        assert wrong.status_code in (400, 404) and b"djJ8" not in wrong.data, entry
    star = client.get("/play/*", headers={"X-Authenticated-User": "ann"})
    assert star.status_code == 400 and star.get_json()["code"] == "invalid_entry_id"
    for headers in ({}, {"X-Authenticated-User": ""}):
        assert client.get("/play/0_abc", headers=headers).status_code == 401

    def whoami(environ: dict[str, str] | None = None, **inputs: Any) -> tuple[int, Any]:
        ks = kaltura_ks.generate(SECRET, partner_id=1234567, **inputs)
        got = client.get(f"/whoami?ks={ks}", environ_overrides=environ)
        return got.status_code, got.get_json()

    assert whoami(anonymous=True)[1]["code"] == "anonymous"
    assert whoami(anonymous=True)[0] == whoami(user_id="0")[0] == 401
    far: Any = {"user_id": "ann", "expires_at": 2**62}
    assert whoami(**far) == (200, far)
    # A restricted KS is accepted only for the URI that the client sent.
    escaped: Any = {"user_id": "ann", "privileges": "urirestrict:/%77hoami?*"}
    plain: Any = {"user_id": "ann", "privileges": "urirestrict:/whoami?ks=djJ8*"}
    for sent, unsent in (("REQUEST_URI", "RAW_URI"), ("RAW_URI", "REQUEST_URI")):
        environ = {sent: "/%77hoami?ks=x", unsent: ""}
        assert whoami(environ, **escaped)[0] == 200
        assert whoami(environ, **plain)[1]["code"] == "restricted_uri"
    for unknown in (None, {"REQUEST_URI": "", "RAW_URI": ""}):
        assert whoami(unknown, **plain)[0] == 200
        assert whoami(unknown, **escaped)[1]["code"] == "restricted_uri"
    assert whoami(user_id="ann", privileges="iprestrict:203.0.113.7")[1]["code"] == "restricted_ip"


def test_example_lti_playback(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = kaltura_ks.Signer(1234567, SECRET)
    launch = {"user_id": "student-7", "context_id": "physics-101"}
    module = load("lti_playback", monkeypatch)
    ks, session_id = module.playback_session(signer, launch, ["0_abc", "0_def"])
    session = kaltura_ks.verify(ks, SECRET, 1234567, required=["sview:0_def", "enableentitlement"])
    assert {"name": "sessionid", "values": [session_id]} in session.privileges
    assert run("lti_playback").startswith("djJ8")


def test_example_log_line() -> None:
    ks = kaltura_ks.generate(SECRET, "ann", partner_id=1234567, privileges="edit:0_a")
    late = kaltura_ks.generate(SECRET, "bob", partner_id=1234567, now=5)
    other = kaltura_ks.generate("another secret", "eve", partner_id=99)
    lines = f"GET /x?ks={ks} 200\nGET /?ks={late}\nnothing here\n{json.dumps({'ks': other})}\n"
    said = run("explain_log_line", text=lines)
    for part in ("OK: ", '"ann"', "expired", "no KS in this line", "of partner 99"):
        assert part in said, part


def test_example_bulk() -> None:
    said = run("bulk", text="user_id,entry_id\nann,0_a\n,0_b\n").splitlines()
    assert said[0].startswith("ann\tdjJ8") and said[1].startswith("\tuser_id: is empty")
    # As a spreadsheet writes it, with an entry id that would play every entry.
    rows = "\ufeffuser_id,entry_id\r\nann,*\r\nbob,1_b\r\neve\r\nfay,0_a/0_b\r\ngil,0_c\r\n"
    made = [line.split("\t") for line in run("bulk", text=rows).splitlines()]
    assert [user for user, _ in made] == ["ann", "bob", "eve", "fay", "gil"]
    wrong = "entry_id: not a valid entry id"
    assert [ks for _, ks in made if not ks.startswith("djJ8")] == [wrong] * 3
    for (_, ks), entry in zip((made[1], made[4]), ("1_b", "0_c"), strict=True):
        assert kaltura_ks.decode(ks, SECRET).privileges_text == f"sview:{entry},actionslimit:4"


def test_every_example_is_tested() -> None:
    tests = [*HERE.glob("tests/test_*.py"), *HERE.glob("engines/test_*.py")]
    tested = "".join(test.read_text() for test in tests)
    for example in EXAMPLES.glob("*.py"):
        assert re.search(rf'"{example.stem}(\.py)?"', tested), example
