"""compat compared with Kaltura's own client, for the inputs that both accept."""

from __future__ import annotations

import inspect
import json
import pickle
from itertools import product
from typing import Any

import kaltura_ks
import pytest
from Crypto.Cipher import AES  # noqa: F401  The client needs it for v2.
from kaltura_ks import compat
from KalturaClient import KalturaClient
from KalturaClient.Plugins.Core import KalturaSessionType

SECRETS = ["0123456789abcdef0123456789abcdef", "short", "päss wörd"]
USERS = ["user@example.com", "Ann & Bob", "日本語", "a/b?c=d%20e+f", "", "0"]
PRIVILEGES = [
    "",
    "sview:0_abcdefgh,list:*,disableentitlement",
    "*",
    "edit:0_a/0_b,privacycontext:a b&c",
    "urirestrict:/api_v3/*|/p/1/*,sessionid:1-2-3",
]
CASES = list(product(SECRETS, USERS, [0, 2], [1234567, -1], [1, 86_400], PRIVILEGES))


@pytest.mark.parametrize("name", ["generateSession", "generateSessionV2"])
def test_the_signatures_are_the_official_ones(name: str) -> None:
    def shape(function: Any) -> list[tuple[str, Any]]:
        parameters = inspect.signature(function).parameters.values()
        return [(parameter.name, parameter.default) for parameter in parameters]

    official = getattr(KalturaClient, name)
    assert shape(getattr(compat, name)) == shape(official)
    assert shape(getattr(compat.KalturaClient, name)) == shape(official)


def content(ks: str, secret: str) -> dict[str, Any]:
    """Returns what the server reads, except the fields that differ in each call."""
    server = kaltura_ks.decode(ks, secret).raw_fields
    for field in ("rand", "hash"):
        del server[field]
    # The official client writes seven parts in v1, this library all nine.
    for field in ("master_partner_id", "additional_data"):
        server[field] = server[field] or None
    server["valid_until"] = int(server["valid_until"]) // 10
    return server


@pytest.mark.parametrize("name", ["generateSession", "generateSessionV2"])
def test_same_content(name: str) -> None:
    ours, theirs = getattr(compat, name), getattr(KalturaClient, name)
    compared = 0
    for secret, user, kind, partner, expiry, privileges in CASES:
        inputs = (secret, user, kind, partner, expiry, privileges)
        for _ in range(3):  # The clock may advance between the two calls.
            mine, other = ours(*inputs), theirs(*inputs)
            assert isinstance(mine, compat.Ks) and isinstance(other, bytes)
            a, b = content(mine, secret), content(other.decode(), secret)
            if name == "generateSessionV2" and user == "":
                # Both are anonymous: one omits the field, the other leaves it empty.
                assert (a["user"], b["user"]) == (None, "")
                b["user"] = None
            if a == b:
                break
        assert a == b, inputs
        compared += 1
    assert compared == len(CASES) == 720


def test_keywords_and_partner_as_text() -> None:
    ks = compat.generateSessionV2(
        adminSecretForSigning="s", userId="u", type=2, partnerId="102", privileges="edit:1"
    )
    seen = kaltura_ks.decode(ks, "s")
    assert (seen.partner_id, seen.type, seen.version) == (102, 2, 2)
    ks = compat.generateSession("s", "u", type_=0, partnerId=102)
    assert kaltura_ks.decode(ks, "s").version == 1


@pytest.mark.parametrize("name", ["generateSession", "generateSessionV2"])
def test_number_as_user_and_text_as_type(name: str) -> None:
    ours, theirs = getattr(compat, name), getattr(KalturaClient, name)
    for user, kind in [(5, "2"), (0, "0"), (-7, 2), ("u", "2")]:
        inputs = ("s", user, kind, 102, 2**33)
        assert content(ours(*inputs), "s") == content(theirs(*inputs).decode(), "s")
    wrong: list[tuple[Any, Any]] = [(b"u", 2), ("u", 2.0), ("u", b"2"), ("u", True)]
    for user, kind in wrong:
        with pytest.raises(TypeError):
            ours("s", user, kind, 102)
    for text in ("2.0", "x", "", "\u0662", "1"):
        with pytest.raises(kaltura_ks.InputError) as caught:
            ours("s", "u", text, 102)
        assert caught.value.code == "invalid_type"


def test_repeated_list_is_merged() -> None:
    """The official v2 KS grants only the last one."""
    inputs = ("s", "u", 0, 102, 60, "sview:1,sview:2")
    official = kaltura_ks.decode(KalturaClient.generateSessionV2(*inputs), "s")
    assert official.privileges_text == "sview:2"
    merged = kaltura_ks.decode(compat.generateSessionV2(*inputs), "s")
    assert merged.privileges_text == "sview:1/2"


def test_errors_where_the_official_client_signs() -> None:
    """It signs a missing user as "None", and keeps the last of two privileges."""
    official = KalturaClient.generateSessionV2("s", None, 0, 102).decode()
    assert kaltura_ks.decode(official, "s").user_id == "None"
    with pytest.raises(kaltura_ks.InputError) as caught:
        compat.generateSessionV2("s", None, 0, 102)  # type: ignore[arg-type]
    assert caught.value.code == "invalid_user_id"
    for privileges in ("setrole:1,setrole:2", "_u:root", "a b:c"):
        with pytest.raises(kaltura_ks.PrivilegeError):
            compat.generateSessionV2("s", "u", 0, 102, 60, privileges)


def test_programs_that_decode_the_result() -> None:
    for make in (compat.generateSession, compat.KalturaClient.generateSessionV2):
        ks = make("s", "u", compat.KalturaSessionType.ADMIN, 102)
        for text in (ks.decode(), ks.decode("utf-8"), ks.decode("ascii", errors="ignore")):
            assert type(text) is str and text == ks
        assert kaltura_ks.decode(ks, "s").type == kaltura_ks.SessionType.ADMIN
        assert (f"{ks}", ks + "x", json.dumps(ks)) == (str(ks), f"{ks}x", f'"{ks}"')
        assert pickle.loads(pickle.dumps(ks)) == ks


def test_session_type_is_the_official_one() -> None:
    for name in ("USER", "ADMIN"):
        assert getattr(compat.KalturaSessionType, name) == getattr(KalturaSessionType, name)
    assert compat.KalturaSessionType(2).getValue() == KalturaSessionType(2).getValue() == 2
