"""Runs a measurement inside the portal, on the empty installation that the environment names.

    python -m bench.in_portal jobs_way|pages_way FOLDER

FOLDER has the tables. Prints what the module's `measure(folder)` gives, as JSON.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

if __name__ == "__main__":
    module, folder = sys.argv[1:3]
    django.setup()
    settings.KOERS_WAKE = ""  # there is no worker to wake: the measurement works the jobs off
    settings.KOERS_DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    print(json.dumps(import_module(f"bench.{module}").measure(Path(folder))))
