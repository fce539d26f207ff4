"""The settings of the project with short waits and job kinds that can be killed halfway."""

import json
import os

from portal.settings import *  # noqa: F403, TID251

KOERS_JOBS = "tests.faults.wiring.JOBS"
KOERS_SCHEDULES = "tests.faults.wiring.SCHEDULES"
KOERS_JOB_TIMING = {
    "lease": 6,
    "sweep": 2,
    "rewake": (3, 5, 8),
    "beat": 2,
    "sweep_silence": 8,
    "queue_silence": 15,
    **json.loads(os.environ.get("FAULT_TIMING", "{}")),
}
if os.environ.get("NEXT_RELEASE"):
    INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.newer"]  # noqa: F405
