"""Reads log lines and says what Kaltura's server makes of the KS in each.

    tail -f access.log | KALTURA_ADMIN_SECRET=... python explain_log_line.py

The secret may be several, joined with commas, while it is being rotated.
"""

import os
import sys

import kaltura_ks


def explain(line: str, secrets: list[str]) -> str:
    ks = kaltura_ks.find(line)
    if ks is None:
        return "no KS in this line"
    answer = kaltura_ks.explain(ks, secrets)
    said = [f"{answer.api_error or answer.status}: {answer.reason}"]
    if answer.decoded is None:
        # Not signed by these secrets: whose is it?
        said.append(f"it says that it is of partner {kaltura_ks.inspect(ks).partner_text}")
        return "\n  ".join(said)
    said.append(repr(answer.decoded))
    said += [f"odd: {warning}" for warning in answer.decoded.warnings]
    said += [f"advice: {advice}" for advice in answer.decoded.lint()]
    return "\n  ".join(said)


if __name__ == "__main__":
    known = os.environ["KALTURA_ADMIN_SECRET"].split(",")
    for line in sys.stdin:
        print(explain(line, known))
