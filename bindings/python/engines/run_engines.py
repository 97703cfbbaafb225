"""Tests the example for Spark, whose packages are too large for the usual tests.

    python3 bindings/python/engines/run_engines.py

It needs Java 17 or newer, and the prerequisites of run_tests.py.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from run_tests import ROOT, WORK, command_ks, environment, only, run  # noqa: E402


def main() -> None:
    if shutil.which("java") is None:
        sys.exit("java is missing: install Java 17 or newer")
    wheels = WORK / "engines-wheel"
    shutil.rmtree(wheels, ignore_errors=True)
    python = environment("engines")
    pip = (python, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--requirement", HERE / "requirements.txt", "maturin")
    target = {"CARGO_TARGET_DIR": str(ROOT / "target")}
    run(python, "-m", "maturin", "build", "--release", "--locked", "--out", wheels, extra=target)
    run(*pip, "install", "--quiet", "--no-index", only(wheels, "*.whl"))
    run(python, "-m", "pytest", "--quiet", "-s", "-W", "default", HERE, extra=command_ks())


if __name__ == "__main__":
    main()
