"""Generates a KS for each row of a CSV file with the columns user_id and entry_id.

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
    """Returns each user with the KS, or with the reason why there is none."""
    rows = list(rows)
    # Check the entry ids from the file: sview:* would play every entry.
    valid = [bool(re.fullmatch("[01]_[a-z0-9]+", row["entry_id"] or "")) for row in rows]
    sessions = [
        {"user_id": row["user_id"], "privileges": {"sview": row["entry_id"], "actionslimit": 4}}
        for row, is_valid in zip(rows, valid, strict=True)
        if is_valid
    ]
    results = iter(signer.generate_many(sessions, expiry=86_400, return_exceptions=True))
    invalid = ValueError("entry_id: not a valid entry id")
    return [
        (row["user_id"], next(results) if is_valid else invalid)
        for row, is_valid in zip(rows, valid, strict=True)
    ]


if __name__ == "__main__":
    signer = kaltura_ks.Signer(
        os.environ["KALTURA_PARTNER_ID"], os.environ["KALTURA_ADMIN_SECRET"]
    )
    # Spreadsheets write a byte order mark at the start of the file.
    text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")
    for user_id, ks in tickets(signer, csv.DictReader(text)):
        print(user_id, ks, sep="\t")
