"""Threads, forked processes and memory leaks."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import kaltura_ks
import pytest
from kaltura_ks import Signer

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_700_000_000
CALLS = int(os.environ.get("KALTURA_KS_CALLS", 1_000_000))


def nonces(count: int, signer: Signer) -> list[str]:
    made = signer.generate_many(["u"] * count, now=NOW)
    return [kaltura_ks.decode(ks, SECRET).raw_fields["rand"] for ks in made]


def test_threads_share_a_signer() -> None:
    signer = Signer(102, SECRET)

    def work(thread: int) -> set[str]:
        made = set()
        for i in range(2000):
            ks = signer.generate(f"user {thread}", privileges=f"edit:0_{i}", now=NOW)
            session = kaltura_ks.verify(ks, SECRET, 102, now=NOW)
            assert session.user_id == f"user {thread}"
            made.add(ks)
        return made

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(work, range(8)))
    assert len(set.union(*made)) == 8 * 2000


def releases_the_gil(work: Callable[[], object]) -> bool:
    """Returns True if another thread runs during a call."""
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.0001)

    switch = sys.getswitchinterval()
    thread = threading.Thread(target=tick)
    thread.start()
    try:
        sys.setswitchinterval(60)  # Only the call itself lets another thread run.
        for _ in range(100):  # On a busy machine, the other thread may be late.
            before = ticks
            work()
            if ticks > before:
                return True
        return False
    finally:
        sys.setswitchinterval(switch)
        done.set()
        thread.join()


def test_long_work_releases_the_gil() -> None:
    signer = Signer(102, SECRET)
    large = signer.generate("u" * 500_000)
    users = ["u"] * 5000
    assert releases_the_gil(lambda: signer.generate_many(users))
    assert releases_the_gil(lambda: kaltura_ks.decode(large, SECRET))
    assert releases_the_gil(lambda: kaltura_ks.verify(large, SECRET, 102))
    keyring = kaltura_ks.Keyring(SECRET)
    kss = signer.generate_many(users)
    assert releases_the_gil(lambda: keyring.decode_many(kss))
    assert releases_the_gil(lambda: keyring.verify_many(kss, 102))
    assert releases_the_gil(lambda: keyring.explain_many(kss))
    # A short call does not, which shows that the test can tell the difference.
    assert not releases_the_gil(lambda: signer.generate("u"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning")
def test_children_never_repeat_a_nonce() -> None:
    import multiprocessing

    signer = Signer(102, SECRET)
    seen = nonces(100, signer)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()

    def child(depth: int) -> None:
        queue.put(nonces(100, signer))
        if depth:
            grandchild = context.Process(target=child, args=(depth - 1,))
            grandchild.start()
            queue.put(nonces(100, signer))
            grandchild.join()

    children = [context.Process(target=child, args=(1,)) for _ in range(8)]
    for process in children:
        process.start()
    for _ in range(8 * 3):
        seen += queue.get(timeout=60)
    for process in children:
        process.join()
        assert process.exitcode == 0
    seen += nonces(100, signer)
    assert len(seen) == len(set(seen)) == 100 * (2 + 8 * 3)


def test_results_in_a_process_pool() -> None:
    from multiprocessing import get_context

    ks = kaltura_ks.generate(SECRET, "u", partner_id=102)
    session = kaltura_ks.verify(ks, SECRET, 102)
    with get_context("spawn").Pool(1) as pool:
        assert pool.apply(repr, (session,)) == repr(session)


def test_calls_leak_nothing() -> None:
    signer = Signer(102, SECRET)
    user, privileges = "user@example.com", {"edit": ["0_a", "0_b"], "list": "*"}
    ks = signer.generate(user, privileges=privileges)
    large_expiry = 10**20

    def rejected() -> None:
        try:
            signer.generate(user, expiry=large_expiry)
        except kaltura_ks.InputError:
            pass

    def calls(count: int) -> None:
        for _ in range(count // 10):
            signer.generate(user, expiry=3600, privileges="edit:0_a")
            signer.generate(user, 2, privileges=privileges)
            kaltura_ks.generate(SECRET, user, partner_id=102)
            decoded = kaltura_ks.decode(ks, SECRET)
            decoded.privileges, decoded.raw_fields, decoded.as_dict()
            keyring = kaltura_ks.Keyring([SECRET])
            keyring.decode_many([ks, b"x"], return_exceptions=True)
            session = kaltura_ks.verify(ks, SECRET, 102, revoked=lambda *_: False)
            repr(session), session.type, session.expires, hash(session)
            signer.generate_many([user, {"user_id": user}], privileges="list:*")
            kaltura_ks.explain(ks, SECRET, can="edit:0_a").grants
            kaltura_ks.inspect(ks), kaltura_ks.renew(ks, SECRET, 102)
            rejected()

    def state() -> list[int]:
        gc.collect()
        held = [user, privileges, ks, SECRET, signer, large_expiry]
        return [sys.getallocatedblocks(), *(sys.getrefcount(one) for one in held)]

    calls(CALLS // 10)
    rss = resident()
    before = state()
    calls(CALLS)
    after = state()
    assert after[1:] == before[1:]
    # A leak of one object per round would add CALLS // 10; the interpreter itself adds some.
    assert after[0] - before[0] < CALLS // 20
    assert resident() - rss < 2 * 1024 * 1024


def resident() -> int:
    """Returns the memory of this process in bytes, or 0 if the system does not say."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        return 0
