"""Explains every KS in a large log on one machine, with Polars.

    pip install kaltura-ks polars
    KALTURA_ADMIN_SECRET=... python arrow_log.py access.log > answers.jsonl

Each line of the log that contains a KS becomes one line of JSON. Polars reads the
log in batches, so it may be larger than the memory. For a few lines, use the
command `ks explain`; for a cluster, see spark_log.py.
"""

import os
import sys
import time

import kaltura_ks
import polars as pl

ANSWER = pl.Struct(
    {
        "ks": pl.String,
        "status": pl.String,
        "api_error": pl.String,
        "reason": pl.String,
        "partner_id": pl.Int64,
        "user_id": pl.String,
        "expires_at": pl.Int64,
        "privileges": pl.String,
    }
)


def explain_log(path: str, keyring: kaltura_ks.Keyring, now: int) -> pl.LazyFrame:
    """Returns the line number and the server's answer for each KS in a log."""

    def answers(lines: pl.Series) -> pl.Series:
        found = [kaltura_ks.find(line) for line in lines]
        explained = iter(keyring.explain_many([ks for ks in found if ks], now=now))
        return pl.Series([ks and answer(ks, next(explained)) for ks in found], dtype=ANSWER)

    explain = pl.col("line").map_batches(answers, return_dtype=ANSWER, is_elementwise=True)
    return (
        pl.scan_lines(path, row_index_name="number", row_index_offset=1)
        .select("number", explain.alias("answer"))
        .filter(pl.col("answer").struct.field("ks").is_not_null())
        .unnest("answer")
    )


def answer(ks: str, explanation: kaltura_ks.Explanation) -> dict[str, object]:
    """Returns the server's answer to a KS as one row."""
    decoded = explanation.decoded
    return {
        "ks": ks,
        "status": explanation.status,
        "api_error": explanation.api_error,
        "reason": explanation.reason,
        "partner_id": decoded and decoded.partner_id,
        "user_id": decoded and decoded.user_id,
        "expires_at": decoded and decoded.expires_at,
        "privileges": decoded and decoded.privileges_text,
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: arrow_log.py LOG")
    secrets = os.environ["KALTURA_ADMIN_SECRET"].split(",")
    answers = explain_log(sys.argv[1], kaltura_ks.Keyring(secrets), int(time.time()))
    answers.sink_ndjson(sys.stdout.buffer)
