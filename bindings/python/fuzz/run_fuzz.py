"""Searches for bytes with which a call of the package breaks its promises.

    python3 bindings/python/fuzz/run_fuzz.py [--seconds N]

Atheris runs the harness with libFuzzer. The native module is built with coverage
counters, and libFuzzer's AddressSanitizer checks the memory that Python and the
module allocate. It needs Linux, cargo, Python 3.11 to 3.13, and the package index.
Inputs that reach new code are kept in target/python-fuzz/corpus.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from run_tests import ROOT, environment, run  # noqa: E402

WORK = ROOT / "target" / "python-fuzz"
COVERAGE = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    # A unit of generated code without any function would have no counters to link.
    "-Ccodegen-units=1",
]


def build() -> Path:
    """Builds the package with counters, and returns the folder to import it from."""
    version = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    host = version.partition("host: ")[2].split()[0]
    variables = {"RUSTFLAGS": " ".join(COVERAGE), "PYO3_BUILD_EXTENSION_MODULE": "1"}
    # With a target given, the flags do not apply to build scripts.
    run("cargo", "build", "--locked", "--package", "kaltura-ks-python", "--target", host,
        "--target-dir", WORK, cwd=ROOT, extra=variables)  # fmt: skip
    package = WORK / "package" / "kaltura_ks"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(HERE.parent / "python" / "kaltura_ks", package)
    shutil.copy(WORK / host / "debug" / "lib_native.so", package / "_native.abi3.so")
    return package.parent


def main() -> None:
    parser = argparse.ArgumentParser(description="Fuzzes the Python package.")
    parser.add_argument("--seconds", type=int, default=60)
    seconds = parser.parse_args().seconds
    package = build()
    python = environment("fuzz")
    run(python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "atheris==3.0.0")
    (libfuzzer,) = python.parents[1].glob("lib/python*/site-packages/asan_with_fuzzer.so")
    corpus = WORK / "corpus"
    corpus.mkdir(exist_ok=True)
    variables = {
        "LD_PRELOAD": str(libfuzzer),
        # The interpreter frees little at its exit.
        "ASAN_OPTIONS": "detect_leaks=0",
        "PYTHONPATH": os.pathsep.join([str(package), str(HERE)]),
    }
    run(python, HERE / "fuzz_module.py", corpus, HERE / "seeds", f"-max_total_time={seconds}",
        "-max_len=400", "-timeout=20", cwd=WORK, extra=variables)  # fmt: skip


if __name__ == "__main__":
    main()
