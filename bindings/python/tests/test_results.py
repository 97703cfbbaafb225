"""Results and exceptions."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import kaltura_ks
import pytest
from kaltura_ks import SessionType, Signer, _errors, _native

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_700_000_000
SIGNER = Signer(102, SECRET)
README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def made(version: int = 2, **inputs: Any) -> tuple[kaltura_ks.Session, kaltura_ks.Decoded]:
    defaults: dict[str, Any] = {"user_id": "ann", "privileges": "edit:0_a/0_b,sessionid:x"}
    ks = SIGNER.generate(**{**defaults, "expiry": 60, "now": NOW, "version": version, **inputs})
    return kaltura_ks.verify(ks, SECRET, 102, now=NOW), kaltura_ks.decode(ks, SECRET)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"user_id": None, "anonymous": True, "privileges": ""},
        {"type": 2, "master_partner_id": -1, "additional_data": "✓", "expires_at": 2**62, "expiry": None},
    ],
    ids=str,
)
def test_results_are_immutable_and_comparable(version: int, inputs: dict[str, Any]) -> None:
    for first in made(version, nonce="00" * 16, **inputs):
        (second,) = (x for x in made(version, nonce="00" * 16, **inputs) if type(x) is type(first))
        (other,) = (x for x in made(version, **inputs) if type(x) is type(first))
        assert first == second and hash(first) == hash(second)
        assert first != other and first != "ann" and len({first, second, other}) == 2
        assert json.loads(json.dumps(first.as_dict())) == first.as_dict()
        assert SECRET not in repr(first)
        with pytest.raises(AttributeError):
            first.user_id = "bob"  # type: ignore[misc]
        with pytest.raises(TypeError):
            type(first)()


def test_pickling() -> None:
    ks = SIGNER.generate("u", privileges="edit:0_a")
    session, decoded = made()
    advice = kaltura_ks.lint("u", 2)[0]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for picklable in (session, advice):
            pickled = pickle.dumps(picklable, protocol)
            assert SECRET.encode() not in pickled and pickle.loads(pickled) == picklable
        assert pickle.loads(pickle.dumps(session, protocol)).as_dict() == session.as_dict()
        fields = decoded.as_dict()
        assert pickle.loads(pickle.dumps(fields, protocol)) == fields
        # A Decoded can only be created from a KS with a valid signature, and a
        # secret must not be stored.
        for unpicklable in (
            decoded, kaltura_ks.explain(ks, SECRET), kaltura_ks.inspect(ks),
            SIGNER, kaltura_ks.Keyring(SECRET),
        ):  # fmt: skip
            with pytest.raises(TypeError):
                pickle.loads(pickle.dumps(unpicklable, protocol))
    assert copy.copy(session) == copy.deepcopy(session) == session


def test_fields() -> None:
    session, decoded = made()
    for seen in (session, decoded):
        assert seen.partner_id == 102 and seen.user_id == "ann" and seen.version == 2
        assert seen.type is SessionType.USER
        assert seen.expires_at == NOW + 60
        assert seen.expires == datetime.fromtimestamp(NOW + 60, timezone.utc)
        assert seen.privileges == seen.as_dict()["privileges"] == [
            {"name": "edit", "values": ["0_a", "0_b"]},
            {"name": "sessionid", "values": ["x"]},
        ]
        assert seen.group_hash is not None and len(seen.group_hash) == len(seen.session_hash) == 40
        assert "2023-11-14 22:14:20+00:00" in repr(seen) and "'ann'" in repr(seen).replace('"', "'")
    assert decoded.as_dict()["raw_fields"] == decoded.raw_fields
    assert decoded.raw_fields["valid_until"] == str(NOW + 60)
    assert decoded.is_canonical and decoded.warnings == []
    assert not (decoded.is_admin or decoded.is_widget or decoded.is_anonymous)
    assert b"_u=ann" in decoded.signed_text
    assert [advice.code for advice in decoded.lint(now=NOW)] == ["playback_ignores_revocation"]


def test_expiry_after_the_year_9999() -> None:
    for end in (253_402_300_800, 2**62, 2**63 - 1):
        for seen in made(expires_at=end, expiry=None):
            assert seen.expires_at == end and str(end) in repr(seen)
            with pytest.raises(OverflowError):
                seen.expires  # noqa: B018
    last, _ = made(expires_at=253_402_300_799, expiry=None)
    assert last.expires == datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)


def test_inspect_a_malformed_v1_ks() -> None:
    ks = (
        "YmY2MDYxODYwYjBlOTFlNTA3ZDFiYTYxOTE2YTQyMWYzYWEzMWU3Y3wxMDI7MTAyO25ldmVyOzE7eDv/O2E7Yjtj"
    )
    with pytest.raises(kaltura_ks.KsError):
        kaltura_ks.verify(ks, SECRET, 102)
    seen = kaltura_ks.inspect(ks)
    assert (seen.version, seen.partner_id, seen.truncated) == (1, 102, False)
    assert seen.claims is not None and seen.claims["valid_until"] == "never"
    assert seen.as_dict()["partner_text"] == "102" and "102" in repr(seen)


def test_inspect_v2() -> None:
    seen = kaltura_ks.inspect(SIGNER.generate("u"))
    assert seen.claims is None and (seen.encrypted_bytes or 0) % 16 == 0
    assert kaltura_ks.inspect(SIGNER.generate("u")[:-8]).truncated


def test_find() -> None:
    ks = SIGNER.generate("u")
    escaped = ks.replace("=", "%3D")
    for text in (ks, f"/p/102/ks/{ks}/x.m3u8", f"?a=1&ks={escaped}&b=2", f'{{"ks": "{ks}"}}'):
        assert kaltura_ks.find(text) == ks
        assert kaltura_ks.find(text.encode()) == ks
    assert kaltura_ks.find("no KS here") is None
    with pytest.raises(TypeError, match="text must be"):
        kaltura_ks.find(5)  # type: ignore[arg-type]


def test_explain() -> None:
    ks = SIGNER.generate("u", privileges="edit:0_a,iprestrict:203.0.113.7", expiry=60, now=NOW)
    good = kaltura_ks.explain(
        ks, SECRET, now=NOW, remote_addr="203.0.113.7", can=["edit:0_a", ("edit", "0_b"), "list"]
    )
    assert good.is_accepted and (good.status, good.status_number, good.api_error) == ("OK", 1, None)
    assert good.grants == good.as_dict()["grants"]
    assert [(grant["name"], grant["value"], grant["granted"]) for grant in good.grants] == [
        ("edit", "0_a", True), ("edit", "0_b", False), ("list", None, False),
    ]  # fmt: skip
    for grant in good.grants:
        assert grant["rule"] == "verify_privileges" and " " in grant["reason"]
    assert good.as_dict()["is_accepted"] is True
    assert [str(advice) for advice in good.advice] == [
        f"{advice['code']}: {advice['message']}" for advice in good.as_dict()["advice"]
    ]
    assert good.decoded is not None and good.decoded.user_id == "u"
    assert good.as_dict()["status"] == {"number": 1, "name": "OK"}
    assert str(good) == good.reason and "accepted" in repr(good)
    late = kaltura_ks.explain(ks, SECRET, now=NOW + 60)
    assert (late.is_accepted, late.status, late.api_error) == (False, "EXPIRED", "INVALID_KS")
    far = kaltura_ks.explain(ks, SECRET, now=NOW, remote_addr="203.0.113.8")
    assert far.status == "EXCEEDED_RESTRICTED_IP"
    bad = kaltura_ks.explain(ks, "other")
    assert bad.status == "INVALID_STR" and bad.decoded is None
    assert good.answer is None is good.as_dict()["answer"]
    answer = '{"code": "MISSING_KS", "message": "Missing KS", "objectType": "KalturaAPIException"}'
    explained = kaltura_ks.explain(answer, SECRET)
    assert explained.answer is not None and explained.answer["code"] == "MISSING_KS"
    assert explained.answer == explained.as_dict()["answer"] and explained.status is None
    for can in (5, b"edit", [5], [("edit",)], {"edit": "0_a"}):
        with pytest.raises(TypeError, match="can must be"):
            kaltura_ks.explain(ks, SECRET, can=can)  # type: ignore[arg-type]


REJECTIONS: list[tuple[dict[str, Any], type[kaltura_ks.KsError], str]] = [
    ({"secret": "other"}, kaltura_ks.SignatureError, "bad_signature"),
    ({"partner_id": 103}, kaltura_ks.PartnerError, "wrong_partner"),
    ({"now": NOW + 60}, kaltura_ks.ExpiredError, "expired"),
    ({"remote_addr": "203.0.113.8"}, kaltura_ks.RestrictionError, "restricted_ip"),
    ({"remote_addr": None}, kaltura_ks.RestrictionError, "missing_remote_addr"),
    ({"remote_addr": "localhost"}, kaltura_ks.InputError, "invalid_remote_addr"),
    ({"remote_addr": "\udc80"}, kaltura_ks.InputError, "invalid_remote_addr"),
    ({"request_uri": "/other"}, kaltura_ks.RestrictionError, "restricted_uri"),
    ({"request_uri": "\udc80"}, kaltura_ks.RestrictionError, "restricted_uri"),
    ({"request_uri": None}, kaltura_ks.RestrictionError, "missing_request_uri"),
    ({"required": "edit:0_b"}, kaltura_ks.NotGrantedError, "not_granted"),
    ({"required": ["edit:0_a", "list"]}, kaltura_ks.NotGrantedError, "not_granted"),
    ({"required": [("edit", "0_b")]}, kaltura_ks.NotGrantedError, "not_granted"),
    ({"revoked": lambda *_: True}, kaltura_ks.RevokedError, "revoked"),
]


@pytest.mark.parametrize(("change", "kind", "code"), REJECTIONS, ids=str)
def test_verify_rejects(change: dict[str, Any], kind: type[kaltura_ks.KsError], code: str) -> None:
    privileges = "edit:0_a,iprestrict:203.0.113.7,urirestrict:/api_v3/*"
    ks = SIGNER.generate("u", privileges=privileges, expiry=60, now=NOW)
    good: dict[str, Any] = {
        "ks": ks, "secret": SECRET, "partner_id": 102, "now": NOW,
        "remote_addr": "203.0.113.7", "request_uri": "/api_v3/x",
        "required": [("edit", "0_a"), ("iprestrict", None)], "revoked": lambda *_: False,
    }  # fmt: skip
    assert kaltura_ks.verify(**good).user_id == "u"
    with pytest.raises(kaltura_ks.KsError) as caught:
        kaltura_ks.verify(**{**good, **change})
    assert type(caught.value) is kind and caught.value.code == code
    assert isinstance(caught.value, kaltura_ks.RejectedError) == (kind is not kaltura_ks.InputError)
    assert SECRET not in str(caught.value)


def test_blanks_in_required_text() -> None:
    ks = SIGNER.generate("u", privileges="sview:0_abc,edit:1", now=NOW)
    for good in ("sview:0_abc, edit:1", " sview:0_abc\t,\r\nedit:1\n", ["edit:1"], ""):
        kaltura_ks.verify(ks, SECRET, 102, now=NOW, required=good)
    for bad in ("sview:0_abc, edit:2", "sview: 0_abc", ["edit:1 "], "edit:1\v", " ", "edit:1,"):
        with pytest.raises(kaltura_ks.NotGrantedError):
            kaltura_ks.verify(ks, SECRET, 102, now=NOW, required=bad)
    grants = kaltura_ks.explain(ks, SECRET, now=NOW, can="sview:0_abc , list").grants
    assert [(grant["name"], grant["value"], grant["granted"]) for grant in grants] == [
        ("sview", "0_abc", True), ("list", None, False),
    ]  # fmt: skip


def test_requested_privileges_are_named_in_errors() -> None:
    ks: Any = SIGNER.generate("u")
    calls: dict[str, Callable[[Any], object]] = {
        "required": lambda asked: kaltura_ks.verify(ks, SECRET, 102, required=asked),
        "can": lambda asked: kaltura_ks.explain(ks, SECRET, can=asked),
    }
    for name, call in calls.items():
        wrong: Any
        for wrong in ([(5, "x")], [("edit", 5)], [("edit", b"x")], [None], 5, [["edit", "x"]]):
            with pytest.raises(TypeError, match=f"^{name} must be str, or a list"):
                call(wrong)
        for wrong in ("\ud800", ["\ud800"], [("edit", "\ud800")], [("\ud800", None)]):
            with pytest.raises(kaltura_ks.PrivilegeError, match=name) as caught:
                call(wrong)
            assert caught.value.code == "invalid_privilege"


def test_remote_addr_must_be_text() -> None:
    ks: Any = SIGNER.generate("u")
    calls: list[Callable[[Any], object]] = [
        lambda address: kaltura_ks.verify(ks, SECRET, 102, remote_addr=address),
        lambda address: kaltura_ks.explain(ks, SECRET, remote_addr=address),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="remote_addr must be str, not bytes"):
            call(b"203.0.113.7")
        with pytest.raises(kaltura_ks.InputError, match="^remote_addr"):
            call("\udc80")


def test_revoked_is_called_with_the_hashes() -> None:
    session, _ = made()
    asked: list[Any] = []
    ks = SIGNER.generate("ann", privileges="sessionid:x", expiry=60, now=NOW)
    seen = kaltura_ks.verify(ks, SECRET, 102, now=NOW, revoked=lambda *hashes: asked.append(hashes))
    assert asked == [(seen.session_hash, seen.group_hash)]
    assert seen.group_hash == session.group_hash

    def fails(_session: str, _group: str | None) -> bool:
        raise ConnectionError("the store is unavailable")

    with pytest.raises(ConnectionError, match="the store is unavailable"):
        kaltura_ks.verify(ks, SECRET, 102, now=NOW, revoked=fails)
    with pytest.raises(TypeError, match="revoked must be callable, not int"):
        kaltura_ks.verify("no KS", SECRET, 102, revoked=5)  # type: ignore[arg-type]
    with pytest.raises(kaltura_ks.RevokedError):  # A large KS is verified without the GIL.
        large = SIGNER.generate("u" * 100_000, now=NOW)
        kaltura_ks.verify(large, SECRET, 102, now=NOW, revoked=lambda *_: True)


def test_exceptions() -> None:
    for kind in vars(kaltura_ks).values():
        if isinstance(kind, type) and issubclass(kind, Exception):
            assert issubclass(kind, kaltura_ks.KsError) and kind.__doc__
            assert kind.__module__ == "kaltura_ks" and kind.__name__ in kaltura_ks.__all__
    with pytest.raises(kaltura_ks.ExpiredError) as caught:
        kaltura_ks.verify(SIGNER.generate("u", now=5), SECRET, 102)
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is kaltura_ks.ExpiredError
    assert (str(again), again.code) == (str(caught.value), "expired")
    assert copy.copy(caught.value).code == "expired"


def test_session_type() -> None:
    assert [(kind.name, kind.value) for kind in SessionType] == [("USER", 0), ("ADMIN", 2)]
    assert pickle.loads(pickle.dumps(SessionType.ADMIN)) is SessionType.ADMIN
    assert "SessionType" in dir(kaltura_ks)
    with pytest.raises(AttributeError):
        kaltura_ks.sessiontype  # type: ignore[attr-defined]  # noqa: B018


def test_signer() -> None:
    assert repr(SIGNER) == "<Signer partner_id=102>" and SIGNER.partner_id == 102
    with pytest.raises(AttributeError):
        SIGNER.partner_id = 5  # type: ignore[misc]


def test_default_clock() -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    seen = kaltura_ks.decode(SIGNER.generate("u", expiry=60), SECRET)
    assert seen.expires is not None
    assert before <= seen.expires - timedelta(seconds=60) <= datetime.now(timezone.utc)


def test_error_codes_have_a_class_and_a_row_in_the_readme() -> None:
    rows = re.findall(r"^\| `(\w+)`(?: \(.*?\))? \| (.*) \|$", README, re.M)
    listed = {code: row for row, codes in rows for code in re.findall(r"`([a-z][a-z0-9_]*)`", codes)}
    for code, is_rejection in _native._error_codes():
        if code == "unknown_option":  # An unknown keyword is a TypeError.
            assert listed[code] == "TypeError"
            continue
        raised = _errors.exception(code, "message", is_rejection)
        assert listed[code] == type(raised).__name__ and raised.code == code
        assert isinstance(raised, kaltura_ks.RejectedError) or not is_rejection
    assert set(_errors._CLASSES) <= {code for code, _ in _native._error_codes()}
