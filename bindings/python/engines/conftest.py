"""Prepares the tests: Spark's workers run this Python, and tests/ is importable."""

import os
import sys
from pathlib import Path

os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
