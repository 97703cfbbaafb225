"""Explains every KS in a log that is too large for one machine, with Spark.

    pip install kaltura-ks pyspark pandas pyarrow
    KALTURA_ADMIN_SECRET=... spark-submit spark_log.py LOG OUTPUT

Each line of the log that contains a KS becomes one line of JSON. The secrets reach
the workers as a broadcast variable, so they appear neither in the query plan nor
in the logs. Up to about 100 million lines, the command `ks explain` or
arrow_log.py on one machine is simpler and fast enough.
"""

import os
import sys
import time
from collections.abc import Iterator

import kaltura_ks
import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, pandas_udf

ANSWER = """
    ks string, status string, api_error string, reason string,
    partner_id bigint, user_id string, expires_at bigint, privileges string
"""
COLUMNS = [column.split()[0] for column in ANSWER.split(",")]


def explain_log(spark: SparkSession, path: str, secrets: list[str], now: int) -> DataFrame:
    """Returns the server's answer for each KS in a log."""
    shared = spark.sparkContext.broadcast(secrets)

    @pandas_udf(ANSWER)  # type: ignore[call-overload]
    def explain(batches: Iterator[pd.Series]) -> Iterator[pd.DataFrame]:
        keyring = kaltura_ks.Keyring(shared.value)  # once for each task
        for lines in batches:
            found = [kaltura_ks.find(line) for line in lines]
            explained = iter(keyring.explain_many([ks for ks in found if ks], now=now))
            rows = [answer(ks, next(explained)) if ks else {} for ks in found]
            yield pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    return (
        spark.read.text(path)
        .select(explain("value").alias("answer"))
        .where(col("answer.ks").isNotNull())
        .select("answer.*")
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
    if len(sys.argv) != 3:
        sys.exit("usage: spark_log.py LOG OUTPUT")
    spark = SparkSession.builder.appName("explain KSs").getOrCreate()
    secrets = os.environ["KALTURA_ADMIN_SECRET"].split(",")
    explain_log(spark, sys.argv[1], secrets, int(time.time())).write.json(sys.argv[2])
