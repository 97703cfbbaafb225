"""Makes ten million calls, or as many as the argument says, and prints how much memory the
process has: src/main.rs does the same."""

import sys

import kaltura_ks

SECRET = "0123456789abcdef0123456789abcdef"
CALLS_PER_ROUND = 5
# How much memory may grow after the first tenth of the calls, in KiB.
ALLOWED = 2048


def do_round() -> None:
    """Creates handles, generates, decodes, verifies, fails to verify, and renews."""
    signer = kaltura_ks.Signer(102, SECRET)
    privileges = {"sview": "0_abcdefgh", "privacycontext": "portal"}
    ks = signer.generate("ann@example.com", expiry=3600, privileges=privileges)
    keyring = kaltura_ks.Keyring(SECRET)
    keyring.decode(ks)
    keyring.verify(ks, 102, required="sview:0_abcdefgh")
    try:
        keyring.verify(ks, 102, required="sview:0_zzzzzzzz")
    except kaltura_ks.RejectedError:
        pass
    else:
        raise AssertionError("verified")
    signer.renew(ks, expiry=60)


def resident() -> int:
    """Returns the resident memory of this process, in KiB."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    done = 0
    used = []
    for at in (calls // 100, calls // 10, calls):
        while done < at:
            do_round()
            done += CALLS_PER_ROUND
        used.append(resident())
        print(f"{at:>9} calls: {used[-1]} KiB", flush=True)
    if used[2] > used[1] + ALLOWED:
        sys.exit(f"memory grew by {used[2] - used[1]} KiB")


main()
