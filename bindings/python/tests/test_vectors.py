"""Golden vectors: each is reproduced exactly, or listed with the error that a
stricter rule of this library raises (docs/ks-format.md 11)."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from hashlib import sha1
from typing import Any

import kaltura_ks
import pytest
from vectors import NOW, load, plain, secrets_for

# The entries that this library treats differently from the server.
DEPARTURES = {entry["id"]: entry for entry in load("departures.json")}

# The inputs of these have a type that PHP converts and Python does not: a bool, a
# float, bytes, or text that is not a number.
TYPE_ERRORS = set("""
    v1g-006 v1g-007 v1g-025 v1g-046 v1g-047 v2g-009 v2g-010 v2g-012 v2g-030 v2g-031
    v2g-093 v2g-111 v2g-112 v2g-113 v2g-114
""".split())

# None means "not given" in Python. In PHP, null is a value of its own.
NOT_GIVEN = {"v1g-008": "type", "v2g-011": "type", "v2g-110": "expiry"}


def number(value: Any) -> Any:
    """Converts text that PHP treats as a number."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


def text(value: Any) -> Any:
    """Converts a number that PHP treats as text."""
    return str(value) if type(value) is int else value


def generate(inputs: dict[str, Any], version: int, nonce: str, **end: Any) -> str:
    given = {name: plain(value) for name, value in inputs.items()}
    return kaltura_ks.generate(
        given["secret"],
        text(given["user_id"]),
        number(given["type"]),
        given["partner_id"],
        privileges=given["privileges"],
        anonymous=given["user_id"] is None,
        version=version,
        master_partner_id=given["master_partner_id"],
        additional_data=text(given["additional_data"]),
        nonce=nonce,
        **end,
    )


def outcome(make: Any) -> tuple[str, str]:
    try:
        return "ks", make()
    except kaltura_ks.KsError as error:
        return error.code, str(error)
    except TypeError as error:
        return "TypeError", str(error)


@pytest.mark.parametrize(
    ("file", "version", "total"), [("v1_generate.json", 1, 56), ("v2_generate.json", 2, 139)]
)
def test_generate(file: str, version: int, total: int) -> None:
    tally: Counter[str] = Counter()
    for entry in load(file):
        id, inputs, expected = entry["id"], entry["inputs"], entry["expected"]
        if version == 2:
            nonce = inputs["random_hex"]
        elif isinstance(inputs["rand"], dict):
            nonce = plain(expected["decoded"]).split(";")[4]  # PHP's spelling of a float
        else:
            nonce = "" if inputs["rand"] is None else str(inputs["rand"])
        end = number(plain(inputs["expiry"]))
        code, result = outcome(
            lambda: generate(inputs, version, nonce, expires_at=end, now=NOW)
        )
        if id in NOT_GIVEN:
            made = kaltura_ks.decode(result, inputs["secret"])
            assert made.type == kaltura_ks.SessionType.USER
            assert made.expires_at == (NOW + 86_400 if NOT_GIVEN[id] == "expiry" else end)
            tally["not given"] += 1
        elif id in TYPE_ERRORS:
            assert code == "TypeError" and "error" in DEPARTURES[id], (id, result)
            tally["type errors"] += 1
        elif id in DEPARTURES and "privileges" in DEPARTURES[id]:
            made = kaltura_ks.decode(result, inputs["secret"])
            assert made.privileges_text == DEPARTURES[id]["privileges"]
            tally["merged"] += 1
        elif id in DEPARTURES:
            assert code == DEPARTURES[id]["error"], (id, entry["note"], result)
            tally["rejected"] += 1
        else:
            assert result == expected["ks"], (id, entry["note"])
            tally["exact"] += 1
    print(file, dict(tally))
    assert sum(tally.values()) == total


def test_generate_session() -> None:
    entries = load("generate_session.json")
    for entry in entries:
        id, inputs, expected = entry["id"], entry["inputs"], entry["expected"]
        version = inputs["ks_version"] or 0  # PHP treats 0 as 1
        now = inputs["now"] if isinstance(inputs["now"], int) else NOW
        lifetime = inputs["expiry_seconds"]
        if "downloadasset" in (inputs["privileges"] or ""):
            end = -(-(now + lifetime) // 300) * 300  # the server rounds up to five minutes
            ending = {"expires_at": end}
            if end >= 10**14:
                assert DEPARTURES[id]["error"] == "invalid_expiry"
                continue
        else:
            ending = {"expiry": lifetime}
        ks = expected.get("ks")
        nonce = expected.get("random_hex") or "07" * 16
        if ks and not expected.get("random_hex"):
            claims = kaltura_ks.inspect(ks).claims
            assert claims is not None
            nonce = claims["rand"] or ""
        code, result = outcome(lambda: generate(inputs, version, nonce, now=now, **ending))
        if id in DEPARTURES:
            assert code == DEPARTURES[id]["error"], (id, result)
        elif ks:
            assert result == ks, (id, entry["note"])
        else:
            made = kaltura_ks.decode(result, inputs["secret"])
            assert made.signed_text == expected["fields"].encode(), id
    assert len(entries) == 46


def read(entry: dict[str, Any]) -> dict[str, Any]:
    """Returns the result of decode in the vectors' notation."""
    ks = plain(entry["inputs"]["ks"])
    labels = {"bad_signature": "signature", "not_a_ks": entry["expected"].get("reason")}
    try:
        secrets = secrets_for(ks, entry["inputs"]["secrets"])
        if secrets is None:
            return {"result": None, "reason": "unknown_partner"}
        decoded = kaltura_ks.decode(ks, secrets)
    except kaltura_ks.NotCanonicalError as error:
        assert error.code == "array_privilege"
        return {"result": "php_type_error"}
    except kaltura_ks.FormatError as error:
        return {"result": False, "reason": labels.get(error.code, "base64")}
    except kaltura_ks.KsError as error:
        return {"result": False, "reason": labels.get(error.code, error.code)}
    signed: Any = decoded.signed_text
    try:
        signed = signed.decode()
    except UnicodeDecodeError:
        signed = {"$hex": signed.hex()}
    # The attributes and the JSON form are two conversions of the same fields.
    fields = decoded.as_dict()
    for name in (
        "raw_fields", "privileges", "is_admin", "is_widget", "is_anonymous", "group_hash",
    ):  # fmt: skip
        assert fields[name] == getattr(decoded, name)
    return {
        "result": True,
        "is_admin": decoded.is_admin,
        "is_widget": decoded.is_widget,
        "is_anonymous": decoded.is_anonymous,
        "session_id_hash": decoded.group_hash,
        "fields": decoded.raw_fields,
        "real_str": signed,
    }


def test_parse() -> None:
    listed = {
        # A secret with a leading blank.
        "par-124": "invalid_secret",
        "par-125": "invalid_secret",
        # An empty secret in a list, which Keyring rejects.
        "par-126": "invalid_secret",
        "par-127": "invalid_secret",
        # A server whose PHP reads fewer fields than Kaltura's.
        "par-239": "php_max_input_vars",
        "par-242": "php_max_input_vars",
        "par-243": "php_max_input_vars",
        "par-245": "php_max_input_vars",
    }
    entries = load("parse.json")
    for entry in entries:
        id, got = entry["id"], read(entry)
        if listed.get(id) == "php_max_input_vars":
            assert entry["inputs"]["php_max_input_vars"] < 10_000
        elif id in listed:
            assert got["reason"] == listed[id], id
        else:
            assert got == entry["expected"], (id, entry["note"])
    assert len(entries) == 246


def departure(name: str) -> dict[str, Any]:
    """Returns what the library's own rules make of an entry."""
    return next((row for row in load("departures.json") if row["id"] == name), {})


def test_validate() -> None:
    # These depend on the server's own configuration (internal_allowed_uris).
    excluded = ["val-088", "val-089", "val-090"]
    entries = load("validate.json")
    for entry in entries:
        inputs, expected = entry["inputs"], entry["expected"]
        try:
            secrets = secrets_for(inputs["ks"], inputs["secrets"])
        except kaltura_ks.FormatError:
            secrets = None
        answer = kaltura_ks.explain(
            inputs["ks"],
            secrets or ["no such partner"],
            now=inputs["now"],
            remote_addr=inputs["remote_addr"],
            request_uri=inputs["request_uri"],
        )
        if entry["id"] in excluded:
            assert inputs["internal_allowed_uris"]
            continue
        status = departure(entry["id"]).get("status") or {
            "name": expected["is_valid_base_name"],
            "number": expected["is_valid_base"],
        }
        assert (answer.status, answer.status_number) == (status["name"], status["number"]), (
            entry["id"],
            entry["note"],
        )
    assert len(entries) == 128


def test_verify_privileges() -> None:
    entries = load("verify_privileges.json")
    for entry in entries:
        inputs, verified = entry["inputs"], entry["expected"]["verified"]
        name, value = inputs["name"], text(inputs["value"])
        secret = "0123456789abcdef0123456789abcdef"
        answer = kaltura_ks.explain(inputs["ks"], secret, can=[(name, value)], now=NOW)
        assert answer.decoded is not None
        assert answer.decoded.verify_privileges(name, value) == verified, entry
        (grant,) = answer.grants
        assert grant["granted"] == DEPARTURES.get(entry["id"], {}).get("granted", verified), entry
    assert len(entries) == 98


def test_corners() -> None:
    """Corners of the server's code, and what this library makes of them."""
    entries = load("corners.json")
    for entry in entries:
        inputs, expected = entry["inputs"], entry["expected"]
        secret, ks = "0123456789abcdef0123456789abcdef", inputs["ks"]
        request = {name: inputs[name] for name in ("now", "remote_addr", "request_uri")}
        raw = kaltura_ks.decode(ks, secret).raw_fields
        for name, value in expected["fields"].items():
            assert raw[name] == value, entry
        answer = kaltura_ks.explain(ks, secret, **request)
        assert answer.api_error == expected["api_error"], entry
        code, _ = outcome(lambda: kaltura_ks.verify(ks, secret, 102, **request))
        assert code == ("ks" if expected["verify"] == "ok" else expected["verify"]), entry
    assert len(entries) == 20


def test_parse_privileges() -> None:
    """Tests the v1 privilege parser by means of a signed v1 KS."""
    entries = load("parse_privileges.json")
    for entry in entries:
        fields = f"102;102;{NOW};0;1;u;{entry['inputs']['privileges']};;"
        signature = sha1(f"secret{fields}".encode()).hexdigest()
        ks = b64encode(f"{signature}|{fields}".encode())
        parsed = kaltura_ks.decode(ks, "secret").raw_fields["parsed_privileges"]
        assert parsed == entry["expected"]["parsed"], entry["id"]
    assert len(entries) == 18


def test_app_token() -> None:
    entries = load("app_token.json")
    for entry in entries:
        inputs = entry["inputs"]
        made = kaltura_ks.app_token_hash(inputs["ks"], inputs["token"], inputs["hash_type"])
        assert made == entry["expected"]["token_hash"], entry["id"]
    assert len(entries) == 11


V1_PARTS = (
    "partner_id partner_pattern valid_until type rand user privileges "
    "master_partner_id additional_data"
).split()


def test_peers() -> None:
    """Compares KSs of eight other generators with the results of an independent
    decoder and of Kaltura's command-line parser."""
    entries = load("peers.json")
    tally: Counter[str] = Counter()
    for entry in entries:
        id, want = entry["id"], entry["decoded"]
        tally[f"{entry['peer']} v{entry['ks_version']}"] += 1
        secret = plain(entry["inputs"]["secret"])
        try:
            decoded = kaltura_ks.decode(entry["ks"], secret)
        except kaltura_ks.SignatureError:
            # The generator hashed trailing NULs, which the server strips.
            assert want["sig_ok_phprtrim"] is False, id
            continue
        except kaltura_ks.NotCanonicalError as error:
            # PHP reads foo[bar] as an array.
            assert (error.code, entry["case"]) == ("array_privilege", "priv_name_brackets"), id
            continue
        except kaltura_ks.InputError as error:
            # A secret that no server accepts.
            assert error.code == "invalid_secret", id
            assert secret in ("", b"", "0") or "," in secret, id
            continue
        raw: str = want["fields_raw"]
        latin1 = raw.encode("latin-1", "replace")
        assert decoded.signed_text in (raw.encode(), latin1), id
        server = decoded.raw_fields
        if want["version"] == 1:
            for name, part in zip(V1_PARTS, want["parts"], strict=False):
                assert server[name] == part, (id, name)
        elif "\0" not in raw:
            assert server["partner_id"] == want["partner_id"], id
            last = dict(want["pairs"])
            for name, key in [("valid_until", "_e"), ("type", "_t"), ("user", "_u")]:
                assert server[name] == last.get(key), (id, name)
        for name, value in (entry["php_cli_parse"] or {}).items():
            if name == "version":
                continue
            if name == "privileges" and entry["case"] == "priv_value_zero" and value == "actionslimit":
                # The command-line parser drops a value of 0. The server keeps it.
                value = "actionslimit:0"
            assert server[name] == value, (id, name)
    print(dict(tally))
    assert sum(tally.values()) == 589


@pytest.mark.parametrize("row", load("required.json"), ids=lambda row: row["id"])
def test_required(row: dict[str, Any]) -> None:
    ks = kaltura_ks.generate("secret", "u", 0, 102, privileges=row["privileges"], now=NOW)
    pairs = [(name, value if colon else None)
             for name, colon, value in (asked.partition(":") for asked in row["required"])]  # fmt: skip
    forms: list[Any] = [row["required"], pairs]
    if row["required"] != [""] and not any("," in asked for asked in row["required"]):
        forms.append(",".join(row["required"]))
    for required in forms:
        if row["granted"]:
            kaltura_ks.verify(ks, "secret", 102, now=NOW, required=required)
        else:
            with pytest.raises(kaltura_ks.NotGrantedError):
                kaltura_ks.verify(ks, "secret", 102, now=NOW, required=required)
