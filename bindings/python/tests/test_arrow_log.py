"""examples/python/arrow_log.py gives the same answers as the command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import kaltura_ks
from log_lines import NOW, ROOT, SECRETS, Command, log_lines

EXAMPLE = ROOT / "examples" / "python" / "arrow_log.py"


def test_answers_of_the_command(tmp_path: Path) -> None:
    lines, command = log_lines(), Command(tmp_path)
    log = tmp_path / "access.log"
    log.write_text("\n".join(lines) + "\n", "utf-8")
    # The example uses the system clock, so the test replaces it.
    program = f"""
import runpy, sys, time
time.time = lambda: {NOW}
sys.argv = ["arrow_log.py", {str(log)!r}]
runpy.run_path({str(EXAMPLE)!r}, run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "KALTURA_ADMIN_SECRET": ",".join(SECRETS)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr
    rows = {row.pop("number"): row for row in map(json.loads, done.stdout.splitlines())}
    statuses = set()
    for number, line in enumerate(lines, start=1):
        row = rows.pop(number, None)
        assert (row and row.pop("ks")) == kaltura_ks.find(line)
        assert row == command.answer(line), (line, row, command.answer(line))
        statuses.add(row and row["status"])
    assert rows == {}
    assert statuses == {None, "OK", "EXPIRED", "EXCEEDED_RESTRICTED_IP", "INVALID_STR"}


def test_as_dict_is_the_json_of_the_command(tmp_path: Path) -> None:
    command = Command(tmp_path)
    compared = 0
    for line in log_lines():
        ks = kaltura_ks.find(line)
        if ks is not None and (answer := command.run("decode", line)) and "error" not in answer:
            answer.pop("notes", None)
            assert kaltura_ks.decode(ks, SECRETS).as_dict() == answer
            compared += 1
    assert compared > 30
