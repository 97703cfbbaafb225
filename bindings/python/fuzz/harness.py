"""Random calls of the package, and what must be true of each result.

`one_call` derives a call from bytes, so that a fuzzer can search for bytes that
reach new code. The tests run it with random bytes.
"""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import kaltura_ks

SECRET = "0123456789abcdef0123456789abcdef"
OTHER_SECRET = "fedcba9876543210fedcba9876543210"
PARTNER_ID = 102
NOW = 1_700_000_000
SIGNER = kaltura_ks.Signer(PARTNER_ID, [SECRET, OTHER_SECRET])
KEYRING = kaltura_ks.Keyring([SECRET, OTHER_SECRET])


class Expected(Exception):
    """An exception of the caller's own object, which must reach the caller."""


class Source:
    """Values that are derived from bytes. When the bytes are used up, it returns
    zeros and short texts."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def byte(self) -> int:
        self.position += 1
        return self.data[self.position - 1] if self.position <= len(self.data) else 0

    def choice(self, options: Any) -> Any:
        return options[self.byte() % len(options)]

    def bytes(self) -> bytes:
        start = self.position + 1
        self.position = start + self.byte_at(start - 1)
        return self.data[start : self.position]

    def byte_at(self, position: int) -> int:
        return self.data[position] if position < len(self.data) else 0

    def text(self) -> str:
        raw = self.bytes()
        errors = self.choice(["replace", "surrogateescape"])
        return raw.decode("utf-8", errors)


PRIVILEGES = [
    "sview", "edit", "list:*", "*", "all:*", "setrole", "iprestrict", "urirestrict",
    "actionslimit", "privacycontext", "disableentitlement", "sessionid", "_e", "",
]  # fmt: skip
TEXTS = ["ann", "", "0", "a;b", "a\0b", "\udc80", "✓", "x" * 300, SECRET]


def value(source: Source, depth: int = 3) -> Any:
    """Returns any Python value."""
    kind = source.byte() % (18 if depth else 14)
    if kind == 0:
        return None
    if kind == 1:
        return source.choice([True, False])
    if kind in (2, 3):
        return source.choice([0, 1, 2, 60, 86_400, -1, NOW, NOW + 60, 2**31, 2**40])
    if kind == 4:
        return int.from_bytes(source.bytes(), "little", signed=True)
    if kind == 5:
        return source.choice([0.0, 1.5, float("nan"), float("inf"), -1e300])
    if kind in (6, 7):
        return source.text()
    if kind == 8:
        return source.choice(TEXTS)
    if kind == 9:
        return source.choice(PRIVILEGES)
    if kind == 10:
        return source.bytes()
    if kind == 11:
        return timedelta(seconds=source.byte(), microseconds=source.byte())
    if kind == 12:
        zone = source.choice([timezone.utc, timezone(timedelta(hours=5)), None])
        return datetime(1960 + source.byte(), 1, 1, tzinfo=zone)
    if kind == 13:
        return source.choice([object(), Raising(), Text("ann"), Number(2), bytearray(b"x")])
    values = [value(source, depth - 1) for _ in range(source.byte() % 5)]
    if kind == 14:
        return values
    if kind == 15:
        return tuple(values)
    pairs = {name(source): element for element in values}
    return pairs if kind == 16 else UserDict(pairs)


class Raising:
    """An object whose conversion to a number fails."""

    def __index__(self) -> int:
        raise Expected


class Text(str):
    """A subclass of str."""


class Number(int):
    """A subclass of int."""


def name(source: Source) -> Any:
    kind = source.byte() % 8
    if kind == 0:
        return source.choice(["name", "values"])
    if kind == 1:
        return source.choice([1, None, b"edit"])
    return source.choice(PRIVILEGES) if kind < 5 else source.text()


OPTIONS = [
    "user_id", "type", "expiry", "expires_at", "privileges", "version",
    "master_partner_id", "additional_data", "anonymous", "now", "nonce", "unknown", SECRET,
]  # fmt: skip


def options(source: Source) -> dict[str, Any]:
    """Returns keyword arguments of generate. Half of them are usual ones."""
    given: dict[str, Any] = {"user_id": "ann", "now": NOW}
    for _ in range(source.byte() % 4):
        given[source.choice(OPTIONS)] = value(source)
    return given


def ks(source: Source) -> Any:
    """Returns a KS that is valid, modified, or anything else."""
    kind = source.byte() % 6
    if kind == 0:
        return value(source)
    if kind == 1:
        return source.text()
    valid = SIGNER.generate(
        source.choice(["ann", "0", "b" * 200]),
        source.choice([0, 2]),
        3600,
        source.choice(["", "*", "sview:0_a,edit:0_b", "iprestrict:203.0.113.7", "actionslimit:0"]),
        version=source.choice([1, 2]),
        now=NOW - 60,
    )
    if kind == 2:
        position = source.byte() % len(valid)
        return valid[:position] + source.text() + valid[position + source.byte() % 8 :]
    if kind == 3:
        return valid.encode() + source.bytes()
    return valid


def read_arguments(source: Source, names: list[str]) -> dict[str, Any]:
    given: dict[str, Any] = {"now": NOW}
    for _ in range(source.byte() % 3):
        given[source.choice(names)] = value(source)
    return given


def generate(source: Source) -> None:
    given = options(source)
    if source.byte() % 2:
        text = SIGNER.generate(**given)
    else:
        text = kaltura_ks.generate(SECRET, partner_id=value(source) or PARTNER_ID, **given)
        if kaltura_ks.inspect(text).partner_id != PARTNER_ID:
            return
    decoded = KEYRING.decode(text)
    assert decoded.is_canonical, decoded.warnings
    assert decoded.user_id == given["user_id"]
    check_decoded(decoded)


def generate_many(source: Source) -> None:
    rows = [source.choice([value(source), options(source)]) for _ in range(source.byte() % 4)]
    results = SIGNER.generate_many(rows, now=NOW, return_exceptions=True)
    assert len(results) == len(rows)
    for result in results:
        if isinstance(result, str):
            check_decoded(KEYRING.decode(result))
        else:
            check_exception(result)


def lint(source: Source) -> None:
    for advice in kaltura_ks.lint(**options(source)):
        assert advice.code and advice.message and SECRET not in str(advice)


def decode(source: Source) -> None:
    check_decoded(KEYRING.decode(ks(source)))


def verify(source: Source) -> None:
    text = ks(source)
    names = ["remote_addr", "request_uri", "required", "revoked"]
    session = KEYRING.verify(text, PARTNER_ID, **read_arguments(source, names))
    decoded = KEYRING.decode(text)
    assert decoded.is_canonical and decoded.partner_id == session.partner_id == PARTNER_ID
    for field in ("user_id", "type", "expires_at", "privileges", "session_hash", "group_hash"):
        assert getattr(session, field) == getattr(decoded, field), field
    assert session.expires_at > NOW
    repr(session), session.as_dict()


def explain(source: Source) -> None:
    text = ks(source)
    names = ["can", "remote_addr", "request_uri"]
    given = read_arguments(source, names)
    answer = KEYRING.explain(text, **given)
    plain = answer.as_dict()
    for field in ("api_error", "reason", "is_accepted", "grants", "answer"):
        assert plain[field] == getattr(answer, field), field
    assert answer.is_accepted or not any(grant["granted"] for grant in answer.grants)
    assert SECRET not in repr(answer)
    (again,) = KEYRING.explain_many([text], **given)
    assert isinstance(again, kaltura_ks.Explanation) and again.as_dict() == plain


def inspect(source: Source) -> None:
    seen = kaltura_ks.inspect(ks(source))
    assert seen.version in (1, 2) and seen.as_dict()["partner_text"] == seen.partner_text
    repr(seen)


def find(source: Source) -> None:
    text = source.choice([source.text(), source.bytes(), ks(source)])
    found = kaltura_ks.find(text)
    if found is not None:
        kaltura_ks.inspect(found)


def renew(source: Source) -> None:
    given = read_arguments(source, ["expiry", "expires_at"])
    renewed = SIGNER.renew(ks(source), **given)
    assert KEYRING.decode(renewed).is_canonical


def read_many(source: Source) -> None:
    kss = [ks(source) for _ in range(source.byte() % 4)]
    for verb in (KEYRING.decode_many, lambda kss, **given: KEYRING.verify_many(kss, 102, **given)):
        results = verb(kss, return_exceptions=True)
        assert len(results) == len(kss)
        for result in results:
            if isinstance(result, Exception):
                check_exception(result)


def app_token_hash(source: Source) -> None:
    digest = kaltura_ks.app_token_hash(
        ks(source), value(source), source.choice(["SHA1", "MD5", "sha256", "SHA512", None, "x"])
    )
    assert set(digest) <= set("0123456789abcdef")


CALLS: list[Callable[[Source], None]] = [
    generate, generate, generate_many, lint, decode, verify, verify, explain, inspect, find,
    renew, read_many, app_token_hash,
]  # fmt: skip


def check_decoded(decoded: kaltura_ks.Decoded) -> None:
    """Every attribute can be read, and the attributes agree with the plain data."""
    plain = decoded.as_dict()
    for field in (
        "version", "partner_id", "type", "user_id", "expires_at", "privileges", "privileges_text",
        "master_partner_id", "additional_data", "session_hash", "group_hash", "is_canonical",
        "raw_fields",
    ):  # fmt: skip
        assert plain[field] == getattr(decoded, field), field
    assert len(decoded.warnings) == len(plain["warnings"])
    decoded.lint(now=NOW)
    assert SECRET not in repr(decoded) or SECRET in decoded.signed_text.decode("latin-1")
    try:
        decoded.expires  # noqa: B018
    except OverflowError:
        assert decoded.expires_at is not None and decoded.expires_at > 253_402_300_799


def check_exception(error: BaseException) -> None:
    """An error is a KsError or a TypeError, and contains no secret."""
    assert isinstance(error, (kaltura_ks.KsError, TypeError)), repr(error)
    if isinstance(error, kaltura_ks.KsError):
        assert error.code and str(error)
    assert OTHER_SECRET not in str(error) and SECRET not in str(error), str(error)


def one_call(data: bytes) -> None:
    """Makes the call that the bytes describe."""
    source = Source(data)
    call = source.choice(CALLS)
    try:
        call(source)
    except Expected:
        pass
    except (kaltura_ks.KsError, TypeError) as error:
        check_exception(error)
