"""What reading gives back, and the exceptions."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import kaltura_ks
import pytest
from kaltura_ks import SessionType, Signer

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_700_000_000
SIGNER = Signer(102, SECRET)


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
def test_frozen_hashable_comparable(version: int, inputs: dict[str, Any]) -> None:
    for first in made(version, nonce="00" * 16, **inputs):
        (second,) = (x for x in made(version, nonce="00" * 16, **inputs) if type(x) is type(first))
        (other,) = (x for x in made(version, **inputs) if type(x) is type(first))
        assert first == second and hash(first) == hash(second)
        assert first != other and first != "ann" and len({first, second, other}) == 2
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            pickled = pickle.dumps(first, protocol)
            assert SECRET.encode() not in pickled
            again = pickle.loads(pickled)
            assert again == first and again.as_dict() == first.as_dict()
        assert copy.copy(first) == copy.deepcopy(first) == first
        assert json.loads(json.dumps(first.as_dict())) == first.as_dict()
        assert SECRET not in repr(first)
        with pytest.raises(AttributeError):
            first.user_id = "bob"  # type: ignore[misc]
        with pytest.raises(TypeError):
            type(first)()


def test_fields() -> None:
    session, decoded = made()
    for seen in (session, decoded):
        assert seen.partner_id == 102 and seen.user_id == "ann" and seen.version == 2
        assert seen.type is SessionType.USER
        assert seen.expires_at == NOW + 60
        assert seen.expires == datetime.fromtimestamp(NOW + 60, timezone.utc)
        assert seen.privileges == [("edit", ["0_a", "0_b"]), ("sessionid", ["x"])]
        assert seen.session_id_hash is not None and len(seen.session_hash) == 40
        assert "2023-11-14 22:14:20+00:00" in repr(seen) and "'ann'" in repr(seen).replace('"', "'")
    assert decoded.as_dict()["server"] == decoded.server
    assert decoded.server["valid_until"] == str(NOW + 60)
    assert decoded.canonical and decoded.warnings == []
    assert [advice.code for advice in decoded.lint(now=NOW)] == ["playback_ignores_revocation"]


def test_ends_beyond_the_calendar() -> None:
    for end in (253_402_300_800, 2**63 - 1):
        for seen in made(expires_at=end, expiry=None):
            assert seen.expires_at == end and str(end) in repr(seen)
            with pytest.raises(OverflowError):
                seen.expires  # noqa: B018
    last, _ = made(expires_at=253_402_300_799, expiry=None)
    assert last.expires == datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)


def test_an_odd_ks_can_be_shown() -> None:
    ks = (
        "YmY2MDYxODYwYjBlOTFlNTA3ZDFiYTYxOTE2YTQyMWYzYWEzMWU3Y3wxMDI7MTAyO25ldmVyOzE7eDv/O2E7Yjtj"
    )
    with pytest.raises(kaltura_ks.KsError):
        kaltura_ks.verify(ks, SECRET, 102)
    seen = kaltura_ks.inspect(ks)
    assert (seen.version, seen.partner_id, seen.truncated) == (1, 102, False)
    assert seen.claims is not None and seen.claims["valid_until"] == "never"
    assert seen.as_dict()["partner_text"] == "102" and "102" in repr(seen)
    assert seen == kaltura_ks.inspect(ks)


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
    assert good.accepted and (good.status, good.status_number, good.api_error) == ("OK", 1, None)
    assert good.can == [("edit", "0_a", True), ("edit", "0_b", False), ("list", None, False)]
    assert good.decoded is not None and good.decoded.user_id == "u"
    assert good.as_dict()["status"] == {"number": 1, "name": "OK"}
    assert str(good) == good.reason and "accepted" in repr(good)
    late = kaltura_ks.explain(ks, SECRET, now=NOW + 60)
    assert (late.accepted, late.status, late.api_error) == (False, "EXPIRED", "INVALID_KS")
    far = kaltura_ks.explain(ks, SECRET, now=NOW, remote_addr="203.0.113.8")
    assert far.status == "EXCEEDED_RESTRICTED_IP"
    bad = kaltura_ks.explain(ks, "other")
    assert bad.status == "INVALID_STR" and bad.decoded is None
    for can in (5, b"edit", [5], [("edit",)], {"edit": "0_a"}):
        with pytest.raises(TypeError, match="can must be"):
            kaltura_ks.explain(ks, SECRET, can=can)  # type: ignore[arg-type]


def test_explanations_and_views_are_frozen_hashable_comparable() -> None:
    ks, other = (SIGNER.generate("u", privileges="edit:0_a", now=NOW, expiry=n) for n in (60, 70))
    v1 = SIGNER.generate("u", version=1)

    def explain(ks: str, **request: Any) -> kaltura_ks.Explanation:
        return kaltura_ks.explain(ks, SECRET, **{"now": NOW, "can": "edit:0_a", **request})

    pairs: list[tuple[Callable[[], Any], list[Any]]] = [
        (lambda: explain(ks), [explain(other), explain(ks, now=NOW + 1), explain(ks, can="list")]),
        (lambda: explain("no KS"), [explain(""), explain(ks)]),
        (lambda: kaltura_ks.inspect(ks), [kaltura_ks.inspect(v1), kaltura_ks.inspect(ks[:-8])]),
        (lambda: kaltura_ks.inspect(v1), [kaltura_ks.inspect(SIGNER.generate("v", version=1))]),
        (lambda: kaltura_ks.lint("u", 2)[0], kaltura_ks.lint("u", privileges="x")),
    ]
    for make, others in pairs:
        first, second = make(), make()
        assert first == second and hash(first) == hash(second) and first is not second
        assert others and all(first != other for other in others) and first != "OK"
        assert copy.copy(first) == copy.deepcopy([first])[0] == first
        with pytest.raises(AttributeError):
            first.reason = first.version = first.code = "x"
    advice = kaltura_ks.lint("u", 2)[0]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(advice, protocol)) == advice
        for unpickled in (explain(ks), kaltura_ks.inspect(ks)):
            with pytest.raises(TypeError, match="is not pickled"):
                pickle.dumps(unpickled, protocol)


REFUSALS: list[tuple[dict[str, Any], type[kaltura_ks.KsError], str]] = [
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


@pytest.mark.parametrize(("change", "kind", "code"), REFUSALS, ids=str)
def test_verify_refuses(change: dict[str, Any], kind: type[kaltura_ks.KsError], code: str) -> None:
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
    assert isinstance(caught.value, kaltura_ks.RefusedError) == (kind is not kaltura_ks.InputError)
    assert SECRET not in str(caught.value)


def test_required_as_text_may_have_blanks() -> None:
    ks = SIGNER.generate("u", privileges="sview:0_abc,edit:1", now=NOW)
    for good in ("sview:0_abc, edit:1", " sview:0_abc\t,\r\nedit:1\n", ["edit:1"], ""):
        kaltura_ks.verify(ks, SECRET, 102, now=NOW, required=good)
    for bad in ("sview:0_abc, edit:2", "sview: 0_abc", ["edit:1 "], "edit:1\v", " ", "edit:1,"):
        with pytest.raises(kaltura_ks.NotGrantedError):
            kaltura_ks.verify(ks, SECRET, 102, now=NOW, required=bad)
    answers = kaltura_ks.explain(ks, SECRET, now=NOW, can="sview:0_abc , list").can
    assert answers == [("sview", "0_abc", True), ("list", None, False)]


def test_what_is_asked_for_is_named() -> None:
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


def test_remote_addr_is_text_everywhere() -> None:
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


def test_revoked_is_asked_with_the_hashes() -> None:
    session, _ = made()
    asked: list[Any] = []
    ks = SIGNER.generate("ann", privileges="sessionid:x", expiry=60, now=NOW)
    seen = kaltura_ks.verify(ks, SECRET, 102, now=NOW, revoked=lambda *hashes: asked.append(hashes))
    assert asked == [(seen.session_hash, seen.session_id_hash)]
    assert seen.session_id_hash == session.session_id_hash

    def fails(_session: str, _group: str | None) -> bool:
        raise ConnectionError("the store is away")

    with pytest.raises(ConnectionError, match="the store is away"):
        kaltura_ks.verify(ks, SECRET, 102, now=NOW, revoked=fails)
    with pytest.raises(TypeError, match="revoked must be callable, not int"):
        kaltura_ks.verify("no KS", SECRET, 102, revoked=5)  # type: ignore[arg-type]
    with pytest.raises(kaltura_ks.RevokedError):  # not asked about a large KS in another way
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
    assert copy.copy(SIGNER) is SIGNER and copy.deepcopy([SIGNER])[0] is SIGNER
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="holds a secret"):
            pickle.dumps(SIGNER, protocol)
    with pytest.raises(AttributeError):
        SIGNER.partner_id = 5  # type: ignore[misc]


def test_the_clock_is_the_systems() -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    seen = kaltura_ks.decode(SIGNER.generate("u", expiry=60), SECRET)
    assert seen.expires is not None
    assert before <= seen.expires - timedelta(seconds=60) <= datetime.now(timezone.utc)
