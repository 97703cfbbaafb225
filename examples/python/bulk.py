"""Makes a KS for each line of a CSV file with the columns user_id and entry_id.

    KALTURA_PARTNER_ID=1234567 KALTURA_ADMIN_SECRET=... python bulk.py < tickets.csv
"""

import csv
import io
import os
import re
import sys
from collections.abc import Iterable

import kaltura_ks


def tickets(
    signer: kaltura_ks.Signer, rows: Iterable[dict[str, str]]
) -> list[tuple[str, str | Exception]]:
    """Each user with the KS, or with why there is none."""
    rows = list(rows)
    # What the file names is checked: sview:* plays every entry.
    fits = [bool(re.fullmatch("[01]_[a-z0-9]+", row["entry_id"] or "")) for row in rows]
    sessions = [
        {"user_id": row["user_id"], "privileges": {"sview": row["entry_id"], "actionslimit": 4}}
        for row, fit in zip(rows, fits, strict=True)
        if fit
    ]
    made = iter(signer.generate_many(sessions, expiry=86_400, return_exceptions=True))
    wrong = ValueError("entry_id: this is no entry id")
    return [
        (row["user_id"], next(made) if fit else wrong)
        for row, fit in zip(rows, fits, strict=True)
    ]


if __name__ == "__main__":
    signer = kaltura_ks.Signer(
        os.environ["KALTURA_PARTNER_ID"], os.environ["KALTURA_ADMIN_SECRET"]
    )
    # With or without the mark that a spreadsheet puts first.
    text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")
    for user_id, ks in tickets(signer, csv.DictReader(text)):
        print(user_id, ks, sep="\t")
