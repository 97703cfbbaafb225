"""Reads log lines and explains the KS in each of them.

    tail -f access.log | KALTURA_ADMIN_SECRET=... python explain_log_line.py

During a rotation, KALTURA_ADMIN_SECRET can contain several secrets, separated by
commas.
"""

import os
import sys

import kaltura_ks


def explain(line: str, keyring: kaltura_ks.Keyring) -> str:
    """Returns how the server would answer the first KS in a line, and why."""
    ks = kaltura_ks.find(line)
    if ks is None:
        return "no KS in this line"
    answer = keyring.explain(ks)
    report = [f"{answer.api_error or answer.status}: {answer.reason}"]
    if answer.decoded is None:
        # None of the secrets signed it, so report whose it claims to be.
        report.append(f"it claims to be of partner {kaltura_ks.inspect(ks).partner_text}")
    else:
        report.append(repr(answer.decoded))
        report += [f"warning: {warning}" for warning in answer.decoded.warnings]
        report += [f"advice: {advice}" for advice in answer.decoded.lint()]
    return "\n  ".join(report)


if __name__ == "__main__":
    keyring = kaltura_ks.Keyring(os.environ["KALTURA_ADMIN_SECRET"].split(","))
    for line in sys.stdin:
        print(explain(line, keyring))
