"""A log with KSs of every kind, and the command's answer to each line."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import kaltura_ks

SECRET = "0123456789abcdef0123456789abcdef"
PREVIOUS_SECRET = "fedcba9876543210fedcba9876543210"
SECRETS = [SECRET, PREVIOUS_SECRET]
NOW = 1_700_000_000
ROOT = Path(__file__).parents[3]
COMMAND = Path(os.environ.get("KALTURA_KS_COMMAND", ROOT / "target" / "debug" / "ks"))


def log_lines() -> list[str]:
    """Returns the lines of the log."""

    def ks(secret: str = SECRET, user_id: str = "ann", **inputs: Any) -> str:
        return kaltura_ks.generate(
            secret, user_id, partner_id=1234567, **{"now": NOW - 60, "expiry": 3600, **inputs}
        )

    restricted = "sview:0_abc,iprestrict:203.0.113.7"
    kss = [
        ks(),
        ks(version=1, privileges="list:*"),
        ks(type=2, privileges="disableentitlement"),
        ks(PREVIOUS_SECRET, "zoë@example.com"),
        ks(privileges=restricted),
        ks(expiry=1),
        ks("someone else's secret"),
        ks(expires_at=2**33, expiry=None),
        ks(privileges="privacycontext:a+b c,edit:0_a/0_b"),
    ]
    lines = ["GET /", "no KS here", "?ks=&x=1"]
    for number, text in enumerate(kss):
        escaped = quote(text, safe="")
        lines += [
            text,
            f'10.0.0.{number} - - "GET /api_v3/service/media?ks={escaped}&format=1" 200 {number}',
            json.dumps({"request": {"ks": text, "n": number}}),
            f"/p/1234567/ks/{escaped}/file.m3u8 and ks={kss[0]}",
        ]
    return lines


class Command:
    """The command `ks`, with the secrets in files."""

    def __init__(self, folder: Path) -> None:
        assert COMMAND.exists(), f"{COMMAND} is missing: run cargo build --bin ks"
        self.options: list[str] = []
        for number, secret in enumerate(SECRETS):
            file = folder / f"secret-{number}"
            file.write_text(secret)
            file.chmod(0o600)
            self.options += ["--secret-file", str(file)]

    def answer(self, line: str) -> dict[str, Any] | None:
        """Returns the answer to a line, or None if the line contains no KS."""
        explanation = self.run("explain", line, "--now", str(NOW))
        signed = explanation["status"]["name"] != "INVALID_STR"
        if not signed and kaltura_ks.find(line) is None:
            return None
        decoded = self.run("decode", line) if signed else {}
        return {
            "status": explanation["status"]["name"],
            "api_error": explanation["api_error"],
            # The command spells the names of arguments as options.
            "reason": explanation["reason"].replace("--remote-addr", "remote_addr"),
            "partner_id": decoded.get("partner_id"),
            "user_id": decoded.get("user_id"),
            "expires_at": decoded.get("expires_at"),
            "privileges": decoded.get("privileges_text"),
        }

    def run(self, verb: str, line: str, *options: str) -> dict[str, Any]:
        done = subprocess.run(
            [COMMAND, verb, "--json", *self.options, *options],
            input=line,
            capture_output=True,
            encoding="utf-8",
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
