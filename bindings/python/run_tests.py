"""Builds the wheel and the source package, and tests what a user installs.

    python3 bindings/python/run_tests.py

It needs Python 3.10 or newer with venv, cargo, and the package index for
requirements-dev.txt, and reports which of them is missing. All files that it
creates are under target/python-tests. No test is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "target" / "python-tests"
EXAMPLES = ROOT / "examples" / "python"


def run(*command: str | Path, cwd: Path = HERE, extra: dict[str, str] | None = None) -> None:
    """Runs a command, and exits if it fails."""
    shown = " ".join(str(word) for word in command).partition("\n")[0]
    print(f"\n$ {shown}", flush=True)
    start = time.monotonic()
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **(extra or {})})
    if done.returncode != 0:
        sys.exit(f"failed ({done.returncode}): {shown}")
    print(f"  {time.monotonic() - start:.1f} s", flush=True)


def environment(name: str) -> Path:
    """Creates an empty virtual environment, and returns the path of its python."""
    folder = WORK / name
    print(f"\n# environment {name}", flush=True)
    venv.create(folder, clear=True, with_pip=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def only(folder: Path, pattern: str) -> Path:
    """Returns the only file that matches."""
    (found,) = folder.glob(pattern)
    return found


def command_ks() -> dict[str, str]:
    """Builds the command `ks`, and returns the variable that tells tests its path."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    run("cargo", "build", "--locked", "--bin", "ks", cwd=ROOT)
    name = "ks.exe" if os.name == "nt" else "ks"
    return {"KALTURA_KS_COMMAND": str(target / "debug" / name)}


# What a new user does first, in a folder that contains no source code.
FIRST_USE = """import sys, kaltura_ks
assert "site-packages" in kaltura_ks.__file__, kaltura_ks.__file__
ks = kaltura_ks.generate("secret", "ann", partner_id=102, privileges="sview:*")
assert kaltura_ks.verify(ks, "secret", 102).user_id == "ann"
from importlib.metadata import distribution, distributions
names = sorted(d.metadata["Name"].lower() for d in distributions())
assert set(names) <= {"kaltura-ks", "pip", "setuptools"}, names
folders = {file.parts[0] for file in distribution("kaltura-ks").files}
assert folders == {"kaltura_ks", f"kaltura_ks-{kaltura_ks.__version__}.dist-info"}, folders
print("kaltura_ks", kaltura_ks.__version__, "on", sys.version.split()[0], "beside", names)
"""


def first_use(empty: Path, package: Path) -> None:
    """Installs a package into an empty environment, and uses it."""
    pip = (empty, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--no-index", package)
    run(empty, "-c", FIRST_USE, cwd=WORK)


def main() -> None:
    if sys.version_info < (3, 10):
        sys.exit("Python 3.10 or newer is needed")
    if shutil.which("cargo") is None:
        sys.exit("cargo is missing: install Rust 1.89 or newer")
    WORK.mkdir(parents=True, exist_ok=True)
    target = {"CARGO_TARGET_DIR": str(ROOT / "target")}
    dist = WORK / "dist"
    shutil.rmtree(dist, ignore_errors=True)

    tools = environment("tools")
    pip = (tools, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--requirement", "requirements-dev.txt")
    maturin = (tools, "-m", "maturin")
    run(*maturin, "build", "--release", "--locked", "--out", dist, extra=target)
    run(*maturin, "sdist", "--out", dist)
    wheel, sdist = only(dist, "*.whl"), only(dist, "*.tar.gz")
    run(tools, "-m", "twine", "check", "--strict", wheel, sdist)
    run(tools, "-m", "check_wheel_contents", wheel)

    # The source package needs a target folder of its own: cargo would consider
    # its files, which are older than the last build, up to date. The build only
    # has to work, not to be fast.
    with tempfile.TemporaryDirectory(dir=WORK) as built:
        quickly = {
            # For the maturin that is installed already.
            "PATH": f"{tools.parent}{os.pathsep}{os.environ['PATH']}",
            "CARGO_TARGET_DIR": str(Path(built, "target")),
            "CARGO_PROFILE_RELEASE_LTO": "off",
            "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0",
            "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16",
        }
        fresh = environment("sdist")
        run(tools, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
            "--wheel-dir", built, sdist, extra=quickly)  # fmt: skip
        first_use(fresh, only(Path(built), "*.whl"))
    first_use(environment("wheel"), wheel)

    run(*pip, "--force-reinstall", "--no-index", "--no-deps", wheel)
    run(tools, "-m", "pytest", "--quiet", extra=command_ks())
    # At runtime partner_id must have a default, because it follows parameters
    # that have one. The stub requires it.
    allowed = WORK / "allowed"
    allowed.write_text("kaltura_ks\\._native\\.generate\n")
    run(tools, "-m", "mypy.stubtest", "kaltura_ks", "--allowlist", allowed, cwd=WORK)
    run(tools, "stub_docs.py", "--check")
    typed = [file for file in EXAMPLES.glob("*.py") if file.name != "spark_log.py"]
    run(tools, "-m", "mypy", "tests", "bench.py", "run_tests.py", "stub_docs.py", *typed)
    run(tools, "-m", "pyright", "--pythonpath", tools, "--project", "pyproject.toml")
    # It looks for the package where the first python in PATH finds it.
    path = {"PATH": f"{tools.parent}{os.pathsep}{os.environ['PATH']}"}
    run(tools, "-m", "pyright", "--verifytypes", "kaltura_ks", "--ignoreexternal",
        cwd=WORK, extra=path)  # fmt: skip
    print("\nall passed", flush=True)


if __name__ == "__main__":
    main()
