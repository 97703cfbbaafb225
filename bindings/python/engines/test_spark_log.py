"""examples/python/spark_log.py gives the same answers as the command."""

from __future__ import annotations

import importlib.util
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kaltura_ks
import pytest
from log_lines import NOW, ROOT, SECRETS, Command, log_lines
from pyspark.sql import SparkSession

EXAMPLE = ROOT / "examples" / "python" / "spark_log.py"


def example() -> Any:
    spec = importlib.util.spec_from_file_location("spark_log", EXAMPLE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def session(cores: int, folder: Path) -> SparkSession:
    return (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.local.dir", str(folder))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .getOrCreate()
    )


@pytest.fixture
def spark(tmp_path: Path) -> Iterator[SparkSession]:
    spark = session(2, tmp_path)
    yield spark
    spark.stop()


def test_answers_of_the_command(
    spark: SparkSession, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lines, command = log_lines(), Command(tmp_path)
    log = tmp_path / "access.log"
    log.write_text("\n".join(lines) + "\n", "utf-8")
    answers = example().explain_log(spark, str(log), SECRETS, NOW)
    rows = [tuple(row.asDict().items()) for row in answers.collect()]
    expected = []
    for line in lines:
        answer = command.answer(line)
        if answer is not None:
            expected.append(tuple({"ks": kaltura_ks.find(line), **answer}.items()))
    assert len(expected) > 30
    assert Counter(rows) == Counter(expected)
    # The secrets must appear neither in the query plan nor in the logs.
    answers.explain(extended=True)
    plan, logs = capfd.readouterr()
    assert "PythonUDF" in plan or "ArrowEvalPython" in plan
    for secret in SECRETS:
        assert secret not in plan and secret not in logs


def test_two_cores_are_faster_than_one(tmp_path: Path) -> None:
    """Prints the lines per second for one core and for two."""
    signer = kaltura_ks.Signer(1234567, SECRETS[0])
    kss = signer.generate_many([f"user {number}" for number in range(200_000)], now=NOW)
    log = tmp_path / "large.log"
    log.write_text("".join(f"GET /?ks={ks} 200\n" for ks in kss))
    seconds = {}
    for cores in (1, 2):
        spark = session(cores, tmp_path)
        answers = example().explain_log(spark, str(log), SECRETS, NOW).repartition(4)
        answers.limit(1).collect()  # Starts the workers.
        start = time.monotonic()
        assert answers.where("status = 'OK'").count() == len(kss)
        seconds[cores] = time.monotonic() - start
        spark.stop()
        print(f"\n{cores} cores: {len(kss) / seconds[cores]:.0f} lines per second", end="")
    print(f"\nspeed-up {seconds[1] / seconds[2]:.2f}")
    assert seconds[2] < seconds[1] * 1.5
