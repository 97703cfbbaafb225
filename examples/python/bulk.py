"""Makes a KS for each line of a CSV file with the columns user_id and entry_id.

    KALTURA_PARTNER_ID=1234567 KALTURA_ADMIN_SECRET=... python bulk.py < tickets.csv
"""

import csv
import os
import sys
from collections.abc import Iterable

import kaltura_ks


def tickets(
    signer: kaltura_ks.Signer, rows: Iterable[dict[str, str]]
) -> list[tuple[str, str | Exception]]:
    """Each user with the KS, or with why there is none."""
    rows = list(rows)
    sessions = [
        {"user_id": row["user_id"], "privileges": {"sview": row["entry_id"], "actionslimit": 4}}
        for row in rows
    ]
    made = signer.generate_many(sessions, expiry=86_400, return_exceptions=True)
    return [(row["user_id"], ks) for row, ks in zip(rows, made, strict=True)]


if __name__ == "__main__":
    signer = kaltura_ks.Signer(
        os.environ["KALTURA_PARTNER_ID"], os.environ["KALTURA_ADMIN_SECRET"]
    )
    for user_id, ks in tickets(signer, csv.DictReader(sys.stdin)):
        print(user_id, ks, sep="\t")
