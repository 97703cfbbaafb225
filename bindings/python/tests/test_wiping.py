"""Secrets and keys are wiped: the test searches the memory of another process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from pathlib import Path

import pytest

SECRETS = [b"f9e8d7c6b5a49382716f5e4d3c2b1a09", b"another secret that is found nowhere else"]

# The process gets the secrets in a masked form and keeps one object for each, so
# that every further copy is one of the library's.
PROGRAM = """
import gc, sys, threading
import kaltura_ks
from kaltura_ks import compat

def pause(name):
    print(name, flush=True)
    sys.stdin.readline()

def unmasked(text):
    return bytes(byte ^ 0x5A for byte in bytes.fromhex(text))

secrets = [unmasked(text) for text in sys.argv[1:]]
as_text = [secret.decode() for secret in secrets]
warm = kaltura_ks.Signer(102, "a secret that does not matter")
warm.generate("u")

def use(secrets):
    signers = []
    for _ in range(50):  # The list grows.
        signers.append(kaltura_ks.Signer(102, secrets[0]))
    signer, keyring = kaltura_ks.Signer(102, secrets), kaltura_ks.Keyring(secrets)
    for version in (1, 2):
        ks = signer.generate("u", version=version, privileges="edit:0_a")
        for other in secrets:
            kaltura_ks.generate(other, "u", partner_id=102, version=version)
            kaltura_ks.verify(ks, [other, secrets[0]], 102)
            kaltura_ks.decode(ks, [other, secrets[0]]), kaltura_ks.explain(ks, secrets)
        keyring.decode(ks), keyring.verify(ks, 102), keyring.explain(ks)
        keyring.decode_many([ks] * 3), keyring.verify_many([ks], 102)
        keyring.signer(102).renew(ks), signer.renew(ks), kaltura_ks.renew(ks, secrets, 102)
        signer.generate_many(["u", {"user_id": "v", "version": 1}])
        for wrong in ({"expiry": 0}, {"privileges": "_e"}, {"user_id": ""}):
            try:
                signer.generate(**{"user_id": "u", **wrong})
            except kaltura_ks.KsError:
                pass
        try:
            kaltura_ks.verify(ks, "a third secret", 102)
        except kaltura_ks.SignatureError:
            pass
    compat.generateSessionV2(secrets[0], "u", 0, 102)
    return signers, signer, keyring

pause("before")
alive = use(secrets), use(as_text)
thread = threading.Thread(target=lambda: use(secrets))
thread.start()
thread.join()
pause("alive")
del alive
gc.collect()
pause("after")
"""


def times(a: int, b: int) -> int:
    """Multiplies in the field of AES (FIPS 197, 4.2)."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = (a << 1) ^ (0x11B if a & 0x80 else 0), b >> 1
    return product


def substitute(byte: int) -> int:
    """The S-box (FIPS 197, 5.1.1)."""
    inverse = next((other for other in range(256) if times(byte, other) == 1), 0)
    result = 0x63
    for shift in range(5):
        result ^= ((inverse << shift) | (inverse >> (8 - shift))) & 0xFF
    return result


def round_keys(key: bytes) -> list[bytes]:
    """The round keys of AES-128, the key first (FIPS 197, 5.2)."""
    keys, constant = [key], 1
    for _ in range(10):
        word = [substitute(keys[-1][i]) for i in (13, 14, 15, 12)]
        word[0] ^= constant
        constant = times(constant, 2)
        following = b""
        for column in range(4):
            word = [a ^ b for a, b in zip(keys[-1][4 * column :], word, strict=False)]
            following += bytes(word)
        keys.append(following)
    return keys


def inverse_mix_columns(key: bytes) -> bytes:
    """A round key for decryption by the processor's instructions (FIPS 197, 5.3.5)."""
    return bytes(
        times(key[i // 4 * 4 + i % 4], 14)
        ^ times(key[i // 4 * 4 + (i + 1) % 4], 11)
        ^ times(key[i // 4 * 4 + (i + 2) % 4], 13)
        ^ times(key[i // 4 * 4 + (i + 3) % 4], 9)
        for i in range(16)
    )


def test_key_schedule_of_the_standard() -> None:
    key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")  # FIPS 197, appendix A.1
    assert round_keys(key)[10].hex() == "d014f9a8c9ee2589e13f0cc8b6630ca6"
    mixed = bytes.fromhex("046681e5e0cb199a48f8d37a2806264c")
    assert inverse_mix_columns(mixed).hex() == "d4bf5d30e0b452aeb84111f11e2798e5"


def writable_memory(pid: int) -> Iterator[bytes]:
    """Yields the contents of each writable region of a process."""
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            addresses, permissions = line.split()[:2]
            if permissions.startswith("rw"):
                start, end = (int(address, 16) for address in addresses.split("-"))
                memory.seek(start)
                yield memory.read(end - start)


@contextmanager
def program() -> Iterator[subprocess.Popen[str]]:
    masked = [bytes(byte ^ 0x5A for byte in secret).hex() for secret in SECRETS]
    command = [sys.executable, "-c", PROGRAM, *masked]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc/PID/mem")
def test_deleted_objects_leave_no_key() -> None:
    names: list[str] = []
    patterns: list[bytes] = []
    for secret in SECRETS:
        digest = sha1(secret).digest()
        keys = round_keys(digest[:16])
        keys += [inverse_mix_columns(key) for key in keys[1:10]]
        names += ["secret", "digest", "key", *["round key"] * (len(keys) - 1)]
        # The key is the start of the digest, which is counted apart.
        patterns += [secret, digest, *keys]
    found: dict[str, dict[str, int]] = {}
    with program() as process:
        assert process.stdin is not None and process.stdout is not None
        for line in process.stdout:
            counts = dict.fromkeys(["secret", "digest", "key", "round key"], 0)
            for region in writable_memory(process.pid):
                for name, pattern in zip(names, patterns, strict=True):
                    counts[name] += region.count(pattern)
            found[line.strip()] = counts
            process.stdin.write("\n")
            process.stdin.flush()
        assert process.wait(timeout=60) == 0
    print(found)
    before, alive, after = found["before"], found["alive"], found["after"]
    assert before["secret"] >= len(SECRETS)  # The program's own objects.
    assert alive["secret"] > before["secret"] and alive["round key"] > 0
    assert after["secret"] <= before["secret"]
    assert (after["digest"], after["key"], after["round key"]) == (0, 0, 0)
