"""The fuzz target: run_fuzz.py prepares an environment and runs it.

    python fuzz_module.py [FOLDER] [-max_total_time=SECONDS] [options of libFuzzer]
"""

import sys

import atheris

with atheris.instrument_imports(include=["kaltura_ks"]):
    import harness

atheris.Setup(sys.argv, harness.one_call)
atheris.Fuzz()
