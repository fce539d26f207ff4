"""The settings of the project with what a test run needs: a key, a folder of its own, no HTTPS."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
if "KOERS_DATA" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    # Each process of a test run has files of its own; they inherit the first one's environment.
    os.environ["KOERS_DATA"] = tempfile.mkdtemp(prefix="koers-test-")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("HTTPS", "False")

from portal.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Jobs run when a test says so (kit.jobs.work_off), never by themselves.
KOERS_WAKE = ""
# An empty folder: what is not there yet on a clean clone is no warning in a test.
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="koers-static-"))
