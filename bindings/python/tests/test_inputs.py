"""Arguments: accepted forms, and the errors for everything else."""

from __future__ import annotations

import inspect
import pickle
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone, tzinfo
from types import MappingProxyType
from typing import Any

import kaltura_ks
import pytest
from kaltura_ks import SessionType, Signer, generate

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_700_000_000
SIGNER = Signer(102, SECRET)


def read(ks: str) -> kaltura_ks.Decoded:
    return kaltura_ks.decode(ks, SECRET)


def text_of(privileges: Any) -> str:
    return read(SIGNER.generate("u", privileges=privileges)).privileges_text


def test_the_official_order_and_keywords() -> None:
    nonce = bytes(16)
    by_place = generate(SECRET, "u", 2, 102, 60, "edit:1", now=NOW, nonce=nonce)
    by_name = generate(
        privileges="edit:1", expiry=60, partner_id=102, type=SessionType.ADMIN, user_id="u",
        secret=SECRET, now=NOW, nonce="00" * 16,
    )  # fmt: skip
    assert by_place == by_name == SIGNER.generate("u", 2, 60, "edit:1", now=NOW, nonce=nonce)
    assert type(by_place) is str


def test_signature_shows_the_defaults() -> None:
    for function in (generate, Signer.generate, kaltura_ks.renew):
        assert inspect.signature(function).parameters["expiry"].default == 86_400
    made = read(generate(SECRET, "u", partner_id=102, now=NOW))
    shown = inspect.signature(generate).parameters
    assert made.expires_at == NOW + shown["expiry"].default
    assert made.type == shown["type"].default
    assert made.version == shown["version"].default
    assert made.privileges_text == shown["privileges"].default


def test_every_input_is_returned() -> None:
    ks = generate(
        SECRET, "Ann ✓ & co", SessionType.ADMIN, "102", expires_at=NOW + 5, now=NOW,
        master_partner_id=-3, additional_data="a=b&c", privileges="sessionid:abc,edit:0_a/0_b",
    )  # fmt: skip
    made = kaltura_ks.verify(ks, SECRET, "102", now=NOW)
    assert made.as_dict() == {
        "version": 2,
        "partner_id": 102,
        "type": 2,
        "user_id": "Ann ✓ & co",
        "is_anonymous": False,
        "expires_at": NOW + 5,
        "privileges": [
            {"name": "sessionid", "values": ["abc"]},
            {"name": "edit", "values": ["0_a", "0_b"]},
        ],
        "privileges_text": "sessionid:abc,edit:0_a/0_b",
        "master_partner_id": -3,
        "additional_data": "a=b&c",
        "session_hash": made.session_hash,
        "group_hash": made.group_hash,
        "secret_index": 0,
    }
    assert made.type is SessionType.ADMIN


def test_type_and_partners_as_text() -> None:
    ks = generate(SECRET, "u", "admin", "102", master_partner_id="-3")
    made = kaltura_ks.verify(ks, SECRET, "102")
    assert (made.type, made.partner_id, made.master_partner_id) == (2, 102, -3)
    assert read(SIGNER.generate("u", "2")).type is SessionType.ADMIN


@pytest.mark.parametrize(
    "privileges",
    [
        "edit:0_a/0_b,list:*,enableentitlement",
        ["edit:0_a/0_b", "list:*", "enableentitlement"],
        ("edit:0_a/0_b", "list:*", "enableentitlement"),
        [("edit", ["0_a", "0_b"]), ("list", "*"), ("enableentitlement", [])],
        [("edit", ("0_a", "0_b")), ["list", "*"], ("enableentitlement", None)],
        [{"name": "edit", "values": ["0_a", "0_b"]}, "list:*", ("enableentitlement", True)],
        {"edit": ["0_a", "0_b"], "list": "*", "enableentitlement": True},
        OrderedDict(edit=["0_a", "0_b"], list="*", enableentitlement=None),
        MappingProxyType({"edit": ("0_a", "0_b"), "list": ["*"], "enableentitlement": ""}),
    ],
    ids=str,
)
def test_privileges_in_every_form(privileges: Any) -> None:
    assert text_of(privileges) == "edit:0_a/0_b,list:*,enableentitlement"


def test_empty_values_are_rejected() -> None:
    for privileges in ({"limitentry": ""}, {"sview": [""]}, [("custom", "")]):
        with pytest.raises(kaltura_ks.PrivilegeError, match="an empty value"):
            text_of(privileges)
    with pytest.raises(kaltura_ks.PrivilegeError, match="only `name` and `values`"):
        text_of([{"name": "sview", "values": [], "value": "0_a"}])


def test_privileges_round_trip() -> None:
    text = "edit:0_a/0_b,list:*,enableentitlement,actionslimit:4"
    made = kaltura_ks.verify(SIGNER.generate("u", privileges=text), SECRET, 102)
    assert text_of(made.privileges) == text
    assert text_of(made.as_dict()["privileges"]) == text
    assert text_of(None) == text_of([]) == text_of({}) == text_of("") == ""
    assert text_of({"actionslimit": 4, "reftime": 2**63 - 1}) == f"actionslimit:4,reftime:{2**63 - 1}"
    for huge in (2**63, 10**5000):
        with pytest.raises(kaltura_ks.PrivilegeError, match="must fit 64 bits"):
            text_of({"actionslimit": huge})


def test_expiry_as_timedelta() -> None:
    for delta, seconds in [
        (timedelta(hours=1), 3600),
        (timedelta(days=400, seconds=1.9), 400 * 86_400 + 1),
    ]:
        made = read(SIGNER.generate("u", expiry=delta, now=NOW))
        assert made.expires_at == NOW + seconds
    for delta in (timedelta(0), timedelta(microseconds=999_999), timedelta(days=-1)):
        with pytest.raises(kaltura_ks.InputError, match="at least 1 second"):
            SIGNER.generate("u", expiry=delta)


def test_secrets() -> None:
    old, new = "old-secret", b"new-\xff-secret"
    ks = generate([new, old], "u", partner_id=102)
    assert kaltura_ks.decode(ks, new).secret_index == 0
    assert kaltura_ks.verify(ks, (old, new), 102).secret_index == 1
    with pytest.raises(kaltura_ks.SignatureError):
        kaltura_ks.decode(ks, old)


def test_times_as_datetime() -> None:
    utc = datetime.fromtimestamp(NOW, timezone.utc)
    paris = utc.astimezone(timezone(timedelta(hours=2)))
    for now in (utc, paris, utc + timedelta(microseconds=999_999)):
        end = now + timedelta(seconds=60)
        (many,) = SIGNER.generate_many(["u"], expires_at=end, now=now)
        (row,) = SIGNER.generate_many([{"user_id": "u", "expires_at": end}], now=now)
        renewed = SIGNER.renew(many, expires_at=end, now=now)
        for ks in (SIGNER.generate("u", expires_at=end, now=now), many, row, renewed):
            session = kaltura_ks.verify(ks, SECRET, 102, now=now)
            assert session.expires_at == NOW + 60
            assert session.expires == utc + timedelta(seconds=60)
            assert kaltura_ks.explain(ks, SECRET, now=end).status == "EXPIRED"
            assert "expired" in [advice.code for advice in read(ks).lint(now=end)]
    before_1970 = datetime(1969, 12, 31, 23, 59, 58, 500_000, timezone.utc)
    assert read(SIGNER.generate("u", expiry=60, now=before_1970)).expires_at == 58

    class Broken(tzinfo):
        def utcoffset(self, _: datetime | None) -> timedelta:
            raise LookupError("no such zone")

        def dst(self, _: datetime | None) -> None:
            return None

        def tzname(self, _: datetime | None) -> None:
            return None

    with pytest.raises(LookupError, match="no such zone"):
        SIGNER.generate("u", expires_at=datetime(2030, 1, 1, tzinfo=Broken()))
    naive = datetime(2030, 1, 1)
    for name in ("expires_at", "now"):
        with pytest.raises(TypeError, match=f"{name} must be an aware datetime"):
            SIGNER.generate("u", **{name: naive})  # type: ignore[arg-type]
    wrong: Any
    for wrong in (date(2030, 1, 1), timedelta(1), "2030-01-01", 1.5):
        for name in ("expires_at", "now"):
            with pytest.raises(TypeError, match=name):
                SIGNER.generate("u", **{name: wrong})
    with pytest.raises(TypeError, match="expiry"):
        SIGNER.generate("u", expiry=utc)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expiry"):
        SIGNER.generate_many([{"user_id": "u", "expiry": utc}])


def test_renew() -> None:
    ks = SIGNER.generate("u", 2, 60, "edit:0_a", additional_data="x", now=NOW)
    for renewed in (
        kaltura_ks.renew(ks, ["new", SECRET], 102, 100, now=NOW * 2),
        Signer(102, ["new", SECRET]).renew(ks.encode(), expires_at=NOW * 2 + 100, now=NOW * 2),
        kaltura_ks.Keyring(["new", SECRET]).signer("102").renew(ks, 100, now=NOW * 2),
    ):
        made = kaltura_ks.verify(renewed, "new", 102, now=NOW * 2)
        assert (made.expires_at, made.user_id, made.additional_data) == (NOW * 2 + 100, "u", "x")
    with pytest.raises(kaltura_ks.PartnerError):
        Signer(103, SECRET).renew(ks)
    with pytest.raises(kaltura_ks.PartnerError):
        kaltura_ks.renew(ks, SECRET, 103)
    with pytest.raises(kaltura_ks.InputError, match="expires_at"):
        SIGNER.renew(ks, 60, expires_at=NOW)
    assert SIGNER.renew(ks) != SIGNER.renew(ks)


def test_generate_many() -> None:
    sessions: list[str | Mapping[str, Any]] = [
        "ann",
        {"user_id": "bob", "type": 2, "expiry": timedelta(60)},
        {"anonymous": True, "privileges": {"widget": 1}},
        MappingProxyType({"user_id": "eve", "expires_at": NOW + 1}),
    ]
    made = SIGNER.generate_many(iter(sessions), expiry=60, privileges="sview:*", now=NOW)
    seen = [
        (d.user_id, d.type, d.expires_at, d.privileges_text) for d in map(read, made)
    ]
    assert seen == [
        ("ann", 0, NOW + 60, "sview:*"),
        ("bob", 2, NOW + 60 * 86_400, "sview:*"),
        (None, 0, NOW + 60, "widget:1"),
        ("eve", 0, NOW + 1, "sview:*"),
    ]
    assert SIGNER.generate_many([]) == []


def test_none_in_a_row_means_not_given() -> None:
    names = ["type", "expiry", "expires_at", "privileges", "version", "master_partner_id"]
    row = {"user_id": "u", **dict.fromkeys(names)}
    common: Any = {"type": 2, "expiry": 60, "privileges": "iprestrict:10.0.0.1", "now": NOW}
    (made,) = map(read, SIGNER.generate_many([row], **common))
    assert (made.type, made.expires_at) == (2, NOW + 60)
    assert made.privileges_text == "iprestrict:10.0.0.1"


def test_common_user() -> None:
    sessions: list[Any] = [{"privileges": "edit:0_a"}, "bob", {"anonymous": True}]
    made = [read(ks).user_id for ks in SIGNER.generate_many(sessions, user_id="ann")]
    assert made == ["ann", "bob", None]
    made = [read(ks).user_id for ks in SIGNER.generate_many([{}, "bob"], anonymous=True)]
    assert made == [None, "bob"]


def test_values_are_split_as_the_privilege_requires() -> None:
    ks = SIGNER.generate("u", privileges="urirestrict:/a/*|/b/*,sview:0_a/0_b,privacycontext:a/b")
    assert read(ks).privileges == [
        {"name": "urirestrict", "values": ["/a/*", "/b/*"]},
        {"name": "sview", "values": ["0_a", "0_b"]},
        {"name": "privacycontext", "values": ["a/b"]},
    ]


def test_lint_rejects_what_generate_rejects() -> None:
    for inputs in [{"user_id": ""}, {"user_id": "a\0b"}, {"user_id": "u", "expiry": 0}]:
        with pytest.raises(kaltura_ks.InputError):
            kaltura_ks.lint(**inputs)  # type: ignore[arg-type]


def test_unknown_names_are_rejected() -> None:
    calls: list[Any] = [
        lambda: SIGNER.generate("u", privilege="edit:1"),  # type: ignore[call-arg]
        lambda: SIGNER.generate_many(["u"], nonce=bytes(16)),  # type: ignore[call-overload]
        lambda: SIGNER.generate_many([{"user_id": "u", "now": 5}]),
        lambda: SIGNER.generate_many([{"user_id": "u", "nonce": bytes(16)}]),
        lambda: kaltura_ks.lint("u", nonce=bytes(16)),  # type: ignore[call-arg]
    ]
    for call in calls:
        with pytest.raises(TypeError, match="unknown option|does not take a nonce"):
            call()


def test_a_secret_as_a_keyword_is_not_repeated() -> None:
    calls: list[Callable[[Any], object]] = [
        lambda wrong: SIGNER.generate("u", **wrong),
        lambda wrong: SIGNER.generate_many([{"user_id": "u", **wrong}]),
        lambda wrong: SIGNER.generate_many(["u"], **wrong),
        lambda wrong: SIGNER.generate("u", privileges={SECRET: wrong}),
    ]
    for call in calls:
        for wrong in (1, {None: 1}, "\udc80", datetime(2030, 1, 1)):
            with pytest.raises(TypeError) as caught:
                call({SECRET: wrong})
            assert SECRET not in str(caught.value)


def test_generate_many_reports_the_position() -> None:
    sessions: list[Any] = ["ann", "", {"user_id": "bob", "privileges": "_e:1"}, {"user": "x"}, 5]
    with pytest.raises(kaltura_ks.InputError, match=r"^sessions\[1\]: user_id: ") as caught:
        SIGNER.generate_many(sessions)
    assert caught.value.code == "invalid_user_id"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    with pytest.raises(kaltura_ks.PrivilegeError, match=r"^sessions\[0\]: privileges: "):
        SIGNER.generate_many(sessions[2:])
    with pytest.raises(TypeError, match=r"^sessions\[0\]: unknown option .user."):
        SIGNER.generate_many(sessions[3:])
    with pytest.raises(TypeError, match=r"^sessions\[0\]: a session must be a user id"):
        SIGNER.generate_many(sessions[4:])
    made = SIGNER.generate_many(sessions, return_exceptions=True)
    assert [type(one) for one in made] == [
        str, kaltura_ks.InputError, kaltura_ks.PrivilegeError, TypeError, TypeError,
    ]  # fmt: skip
    wrong: list[Any] = ["ann", {"user_id": "ann"}, 5, None]
    for one in wrong:
        with pytest.raises(TypeError, match="^sessions must be an iterable"):
            SIGNER.generate_many(one)

    def broken() -> Any:
        yield "ann"
        raise LookupError("the source failed")

    with pytest.raises(LookupError):
        SIGNER.generate_many(broken(), return_exceptions=True)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError, LookupError])
@pytest.mark.parametrize("return_exceptions", [True, False])
def test_other_exceptions_end_generate_many(
    error: type[BaseException], return_exceptions: bool
) -> None:
    class Row(dict[str, Any]):
        def items(self) -> Any:
            raise error("not about the input")

    with pytest.raises(error, match="^not about the input$"):
        SIGNER.generate_many(["ann", Row()], return_exceptions=return_exceptions)


WRONG_TYPES: list[dict[str, Any]] = [
    {"user_id": 5}, {"user_id": b"u"}, {"user_id": True},
    {"type": True}, {"type": 2.0}, {"type": b"2"},
    {"expiry": True}, {"expiry": 1.5}, {"expiry": float("nan")}, {"expiry": "60"},
    {"expires_at": True}, {"expires_at": 1e18}, {"expires_at": "2030"},
    {"version": False}, {"version": 2.0},
    {"master_partner_id": True}, {"master_partner_id": b"5"}, {"master_partner_id": 1.0},
    {"additional_data": 5}, {"additional_data": b"x"},
    {"now": True}, {"now": 1.5}, {"now": float("inf")},
    {"nonce": 5}, {"nonce": bytearray(16)},
    {"privileges": 5}, {"privileges": True}, {"privileges": b"edit:1"}, {"privileges": 1.5},
    {"privileges": [5]}, {"privileges": [1.5]}, {"privileges": [None]}, {"privileges": [b"x"]},
    {"privileges": {1: "x"}}, {"privileges": {"edit": 1.5}}, {"privileges": {"edit": b"x"}},
    {"privileges": {"edit": [[1]]}}, {"privileges": {"edit": {}}},
    {"privileges": {"a", "b"}}, {"privileges": [("a", "b", "c")]}, {"privileges": object()},
    {"privileges": [["a"]]}, {"privileges": [[["a"], "b"]]},
    {"privileges": {"edit": [None]}}, {"privileges": [(1, "x")]},
    {"anonymous": 1}, {"anonymous": "yes"},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_TYPES, ids=str)
def test_wrong_types_are_type_errors(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError) as caught:
        SIGNER.generate(**{"user_id": "u", **wrong})
    (name,) = wrong
    said = str(caught.value) + "".join(getattr(caught.value, "__notes__", []))
    assert name in said, said


@pytest.mark.parametrize(
    ("privileges", "actual"),
    [
        (5, "an integer"), (b"edit", "bytes"), (object(), "object"), ({"a"}, "set"),
        ([None], "null"), ([5], "an integer"), ([True], "true"), ([("a", "b", "c")], "a list"),
        ([(1, "x")], "a pair without a name"), ([{"values": ["x"]}], "a map without a name"),
        ({None: "x"}, "NoneType"), ({5: "x"}, "int"),
        ({"edit": 1.5}, "a number with a fraction"), ({"edit": {}}, "a map"),
        ({"edit": [True]}, "true"), ({"edit": [[]]}, "a list"), ({"edit": [None]}, "null"),
    ],
    ids=str,
)  # fmt: skip
def test_privilege_type_errors_name_the_type(privileges: Any, actual: str) -> None:
    with pytest.raises(TypeError, match=f"^privileges: .* must be .*, not {actual}$|^privileges: must be .*, not {actual}$"):
        SIGNER.generate("u", privileges=privileges)


def test_privileges_that_look_like_flags() -> None:
    assert text_of([{"name": "edit"}]) == "edit"
    for privileges in ({"edit": False}, [("edit", False)], [{"edit": "0_a"}]):
        with pytest.raises(kaltura_ks.PrivilegeError):
            SIGNER.generate("u", privileges=privileges)  # type: ignore[arg-type]


def test_recursive_privileges() -> None:
    endless: list[Any] = []
    endless.append(endless)
    pair: list[Any] = ["edit"]
    pair.append(pair)
    mapping: dict[str, Any] = {}
    mapping["edit"] = mapping
    deep: Any = "edit"
    for _ in range(100_000):
        deep = [deep]
    wrong: list[Any] = [endless, [pair], mapping, deep, {"edit": deep}, [("edit", deep)]]
    for privileges in wrong:
        with pytest.raises(TypeError, match="^privileges"):
            SIGNER.generate("u", privileges=privileges)
    while isinstance(deep, list):  # Freed one by one, because Python's own recursion would overflow.
        (deep,) = deep


@pytest.mark.parametrize("partner_id", [True, 1.5, None, b"102", [102]])
def test_wrong_partner_types(partner_id: Any) -> None:
    for call in (
        lambda: Signer(partner_id, SECRET),
        lambda: generate(SECRET, "u", partner_id=partner_id),
        lambda: kaltura_ks.verify("x", SECRET, partner_id),
    ):
        with pytest.raises(TypeError, match="partner_id"):
            call()


@pytest.mark.parametrize("secret", [None, 5, True, [None], [5], {"a": 1}, bytearray(b"x"), object()])
def test_wrong_secret_types(secret: Any) -> None:
    for call in (
        lambda: Signer(1, secret),
        lambda: generate(secret, "u", partner_id=1),
        lambda: kaltura_ks.decode("x", secret),
    ):
        with pytest.raises(TypeError, match="secret must be str, bytes or a list of them"):
            call()


def test_missing_arguments() -> None:
    # The ignored errors show that a type checker rejects these calls too.
    with pytest.raises(TypeError, match="partner_id must be given"):
        generate(SECRET, "u")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="partner_id must be given"):
        generate(SECRET, "u", partner_id=None)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="unknown option|does not take a nonce"):
        generate(SECRET, "u", partner_id=1, partnerId=5)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        kaltura_ks.decode("x")  # type: ignore[call-arg]


WRONG_VALUES: list[tuple[dict[str, Any], str]] = [
    ({"user_id": None}, "invalid_user_id"),
    ({"user_id": ""}, "invalid_user_id"),
    ({"user_id": "a\0b"}, "invalid_user_id"),
    ({"user_id": "\udc80"}, "invalid_user_id"),
    ({"user_id": "a;b", "version": 1}, "invalid_user_id"),
    ({"anonymous": True}, "invalid_user_id"),
    ({"type": 1}, "invalid_type"),
    ({"type": 2**70}, "invalid_type"),
    ({"expiry": 0}, "invalid_expiry"),
    ({"expiry": -5}, "invalid_expiry"),
    ({"expiry": 2**63 - 1}, "invalid_expiry"),
    ({"expiry": 2**64}, "invalid_expiry"),
    ({"expiry": -(10**4000)}, "invalid_expiry"),
    ({"expires_at": 5}, "invalid_expiry"),
    ({"expires_at": 2**64}, "invalid_expiry"),
    ({"expiry": 60, "expires_at": 2**40}, "invalid_expiry"),
    ({"now": 2**64}, "invalid_expiry"),
    ({"now": 2**63 - 1}, "invalid_expiry"),
    ({"version": 3}, "invalid_version"),
    ({"version": 2**64}, "invalid_version"),
    ({"master_partner_id": 2**31}, "invalid_master_partner_id"),
    ({"master_partner_id": 2**64}, "invalid_master_partner_id"),
    ({"additional_data": "\0"}, "invalid_additional_data"),
    ({"additional_data": "\ud800"}, "invalid_additional_data"),
    ({"nonce": b""}, "invalid_nonce"),
    ({"nonce": bytes(17)}, "invalid_nonce"),
    ({"nonce": "00"}, "invalid_nonce"),
    ({"nonce": "\ud800"}, "invalid_nonce"),
    ({"nonce": "a;b", "version": 1}, "invalid_nonce"),
    ({"privileges": "_e:1"}, "invalid_privilege"),
    ({"privileges": "\ud800"}, "invalid_privilege"),
    ({"privileges": ["\ud800"]}, "invalid_privilege"),
    ({"privileges": ["a,b"]}, "invalid_privilege"),
    ({"privileges": {"a b": 1}}, "invalid_privilege"),
    ({"privileges": {"edit": ["0_a/0_b", "0_c"]}}, "invalid_privilege"),
    ({"privileges": "setrole:1,setrole:2"}, "repeated_privilege"),
    ({"privileges": [("setrole", 1), ("setrole", 2)]}, "repeated_privilege"),
    ({"privileges": [f"p{i}" for i in range(201)]}, "too_many_privileges"),
]


@pytest.mark.parametrize(("wrong", "code"), WRONG_VALUES, ids=lambda value: str(value)[:60])
def test_wrong_values_have_a_code(wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(kaltura_ks.InputError) as caught:
        SIGNER.generate(**{"user_id": "u", **wrong})
    assert caught.value.code == code
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, kaltura_ks.PrivilegeError) == ("privilege" in code)


@pytest.mark.parametrize("partner_id", [2**31, -(2**31) - 1, 2**64, "", "0102", " 102", "1e3", "\ud800"])
def test_wrong_partner_values(partner_id: Any) -> None:
    with pytest.raises(kaltura_ks.InputError) as caught:
        Signer(partner_id, SECRET)
    assert caught.value.code == "invalid_partner_id"


@pytest.mark.parametrize("secret", ["", b"", "0", "a,b", "se\udc80cret", [], (), ["ok", ""]])
def test_invalid_secrets_are_not_shown(secret: Any) -> None:
    with pytest.raises(kaltura_ks.InputError) as caught:
        generate(secret, "u", partner_id=1)
    error = caught.value
    assert error.code == "invalid_secret"
    assert "cret" not in str(error).replace("secret", "") and error.__cause__ is None
    assert error.__context__ is None


class Index:
    def __index__(self) -> int:
        return 102


def test_subclasses_and_index() -> None:
    class Int(int):
        pass

    made = Signer(Index(), SECRET).generate("u", Int(2), expiry=Int(60))  # type: ignore[arg-type]
    assert read(made).type == 2

    class Str(str):
        pass

    assert read(SIGNER.generate(Str("u"), privileges=Str("edit:1"))).user_id == "u"


@pytest.mark.parametrize(
    ("ks", "code"),
    [
        ("", "empty_ks"),
        ("\udc80", "not_base64"),
        (b"\xff\xfe", "not_base64"),
        ("a.b.c", "not_base64"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "not_a_ks"),
        ("aGVsbG8=", "not_a_ks"),
        ("djJ8MTAy", "not_a_ks"),
        ("a\0b", "not_base64"),
    ],
)
def test_text_that_is_not_a_ks(ks: Any, code: str) -> None:
    for call in (
        lambda: kaltura_ks.decode(ks, SECRET),
        lambda: kaltura_ks.inspect(ks),
        lambda: kaltura_ks.verify(ks, SECRET, 102),
        lambda: kaltura_ks.renew(ks, SECRET, 102),
    ):
        with pytest.raises(kaltura_ks.FormatError) as caught:
            call()
        assert caught.value.code == code
    assert kaltura_ks.explain(ks, SECRET).api_error == "INVALID_KS"


def test_invalid_byte_is_reported() -> None:
    ks = b"djJ8\xff"
    for call in (
        lambda: kaltura_ks.decode(ks, SECRET),
        lambda: kaltura_ks.inspect(ks),
        lambda: kaltura_ks.verify(ks, SECRET, 102),
        lambda: kaltura_ks.renew(ks, SECRET, 102),
        lambda: SIGNER.renew(ks),
        lambda: kaltura_ks.app_token_hash(ks, "token"),
    ):
        with pytest.raises(kaltura_ks.FormatError, match="byte 0xff at position 4"):
            call()
    # find accepts any bytes around a KS.
    good = SIGNER.generate("u")
    assert kaltura_ks.find(b"\xff " + good.encode() + b" \xff") == good


@pytest.mark.parametrize("ks", [None, 5, bytearray(b"x"), ["x"]])
def test_wrong_ks_types(ks: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: kaltura_ks.decode(ks, SECRET),
        lambda: kaltura_ks.explain(ks, SECRET),
        lambda: kaltura_ks.renew(ks, SECRET, 102),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="ks must be str or bytes"):
            call()


def test_app_token_hash() -> None:
    ks = SIGNER.generate("u")
    assert len(kaltura_ks.app_token_hash(ks, "token")) == 40
    assert kaltura_ks.app_token_hash(ks.encode(), "token", "sha256") == (
        kaltura_ks.app_token_hash(ks, "token", hash_type="SHA256")
    )
    for arguments, code in [
        ((ks, "token", "SHA3"), "invalid_hash_type"),
        ((ks, "to\udc80ken"), "invalid_app_token"),
        ((ks, ""), "invalid_app_token"),
        (("AAAA", "token"), "not_a_ks"),
        (("\udc80", "token"), "not_base64"),
        (("\ufffd", "token"), "not_base64"),
    ]:
        with pytest.raises(kaltura_ks.KsError) as caught:
            kaltura_ks.app_token_hash(*arguments)
        assert caught.value.code == code


def test_lint() -> None:
    advice = kaltura_ks.lint("u", SessionType.ADMIN, 10 * 86_400, "appId:x", now=NOW)
    assert [one.code for one in advice] == [
        "admin_session", "admin_long_lived", "unknown_privilege",
    ]  # fmt: skip
    assert "appid" in advice[2].message and str(advice[2]).startswith("unknown_privilege: ")
    assert kaltura_ks.lint("u", privileges="sview:0_a") == []
    with pytest.raises(kaltura_ks.PrivilegeError):
        kaltura_ks.lint("u", privileges="_e:1")
