"""Measures kaltura_ks, Kaltura's own client, and a careful version in Python.

Without arguments, it prints one JSON line for each row, {"name": ..., "ns": ...}:
the median over rounds, each of which measures every row once. Rows whose packages
(requirements-dev.txt) are missing are reported on standard error.

With the six inputs of ks-bench as arguments, it is one of the programs that
ks-bench runs: for each line "JOB COUNT" on standard input, it repeats the job and
prints {"ns", "ks"}.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha1
from os import urandom
from statistics import median
from time import perf_counter_ns, time
from urllib.parse import quote_plus

import kaltura_ks

INPUTS = [
    "0123456789abcdef0123456789abcdef",
    "user@example.com",
    "2",
    "1234567",
    "86400",
    "sview:0_abcdefgh,list:*,disableentitlement",
]

Job = Callable[[int], str]
"""Repeats the work and returns the last KS."""


def repeated(make: Callable[[], str]) -> Job:
    def job(count: int) -> str:
        ks = ""
        for _ in range(count):
            ks = make()
        return ks

    return job


def jobs(
    secret: str, user_id: str, type_text: str, partner_text: str, expiry_text: str, privileges: str
) -> dict[str, Job]:
    type, partner_id, expiry = int(type_text), int(partner_text), int(expiry_text)
    signer = kaltura_ks.Signer(partner_id, secret)
    ks = signer.generate(user_id, type, expiry, privileges)

    def many(count: int) -> str:
        return signer.generate_many(
            [user_id] * count, type=type, expiry=expiry, privileges=privileges
        )[-1]

    def read(verb: Callable[..., object], *arguments: str | int) -> Job:
        def once() -> str:
            verb(ks, *arguments)
            return ks

        return repeated(once)

    def read_many(verb: Callable[..., object], *arguments: str | int) -> Job:
        def job(count: int) -> str:
            verb([ks] * count, *arguments)
            return ks

        return job

    keyring = kaltura_ks.Keyring(secret)

    found: dict[str, Job] = {
        "generate": repeated(
            lambda: kaltura_ks.generate(secret, user_id, type, partner_id, expiry, privileges)
        ),
        "signer": repeated(lambda: signer.generate(user_id, type, expiry, privileges)),
        "generate_many": many,
        "decode": read(kaltura_ks.decode, secret),
        "verify": read(kaltura_ks.verify, secret, partner_id),
        "keyring_decode": read(keyring.decode),
        "keyring_verify": read(keyring.verify, partner_id),
        "decode_many": read_many(keyring.decode_many),
        "verify_many": read_many(keyring.verify_many, partner_id),
    }
    try:
        found["careful"] = repeated(careful(secret, user_id, type, partner_id, expiry, privileges))
    except ImportError as error:
        print(f"no row careful: {error}", file=sys.stderr)
    try:
        found["official"] = repeated(official(secret, user_id, type, partner_id, expiry, privileges))
    except ImportError as error:
        print(f"no row official: {error}", file=sys.stderr)
    return found


def careful(
    secret: str, user_id: str, type: int, partner_id: int, expiry: int, privileges: str
) -> Callable[[], str]:
    """What a careful programmer writes with hashlib and cryptography, keeping the key."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    cipher = Cipher(algorithms.AES(sha1(secret.encode()).digest()[:16]), modes.CBC(bytes(16)))
    header = f"v2|{partner_id}|".encode()

    def make() -> str:
        fields = ""
        for privilege in privileges.split(","):
            name, _, value = privilege.partition(":")
            fields += f"{name}={quote_plus(value)}&"
        fields += f"_e={int(time()) + expiry}&_t={type}&_u={quote_plus(user_id)}"
        body = urandom(16) + fields.encode()
        plain = sha1(body).digest() + body
        plain += bytes(-len(plain) % 16)
        encryptor = cipher.encryptor()
        sealed = encryptor.update(plain) + encryptor.finalize()
        return urlsafe_b64encode(header + sealed).decode()

    return make


def official(*inputs: str | int) -> Callable[[], str]:
    """Kaltura's own client."""
    from Crypto.Cipher import AES  # noqa: F401  The client needs it for v2.
    from KalturaClient import KalturaClient

    return lambda: KalturaClient.generateSessionV2(*inputs).decode()


def burst(job: Job, count: int) -> tuple[int, str]:
    start = perf_counter_ns()
    ks = job(count)
    return perf_counter_ns() - start, ks


def program(inputs: list[str]) -> None:
    known = jobs(*inputs)
    for line in sys.stdin:
        name, count = line.split()
        ns, ks = burst(known[name], int(count))
        print(json.dumps({"ns": ns, "ks": ks}), flush=True)


def interpreter(code: str) -> int:
    start = perf_counter_ns()
    subprocess.run([sys.executable, "-c", code], check=True)
    return perf_counter_ns() - start


def table() -> None:
    known = jobs(*INPUTS)
    times: dict[str, list[float]] = {name: [] for name in known}
    imports: list[float] = []
    for _ in range(30):
        for name, job in known.items():
            count = 100 if name == "official" else 1000
            times[name].append(burst(job, count)[0] / count)
        imports.append(interpreter("import kaltura_ks") - interpreter("pass"))
    times["import, above a bare interpreter"] = imports
    for name, rounds in times.items():
        print(json.dumps({"name": name, "ns": round(median(rounds))}))


if __name__ == "__main__":
    program(sys.argv[1:]) if len(sys.argv) > 1 else table()
