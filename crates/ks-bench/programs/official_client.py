"""Generates KSs with Kaltura's Python client, with the protocol of ../src/program.rs."""

import json
import sys
from time import perf_counter_ns

from KalturaClient import KalturaClient

secret, user_id, type_, partner_id, expiry, privileges = sys.argv[1:]
inputs = (secret, user_id, int(type_), int(partner_id), int(expiry), privileges)
jobs = {"v2": KalturaClient.generateSessionV2, "v1": KalturaClient.generateSession}

for line in sys.stdin:
    name, count = line.split()
    job, times = jobs[name], range(int(count))
    start = perf_counter_ns()
    for _ in times:
        ks = job(*inputs)
    ns = perf_counter_ns() - start
    print(json.dumps({"ns": ns, "ks": ks.decode()}), flush=True)
