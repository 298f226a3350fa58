"""Settings for tests: the console's own, with a fast password hasher and plain static files."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)
os.environ.setdefault("PUBLIC_URL", "http://localhost")
os.environ.setdefault("VAULT_KEYS", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")

from console.settings import *  # noqa: F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: a browser asks for several parts at once, and in shared memory a write of one thread makes
    # another thread's read fail instead of wait.
    _folder = TemporaryDirectory(prefix="console-tests-")
    # Thrown away afterwards: nothing waits for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder.name) / "tests.sqlite3")}  # noqa: F405
ALLOWED_HOSTS = ["localhost", "testserver", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True  # Every client of a test would list all static files anew.
SIGN_IN_STEP = 0.0  # No waiting; what the waiting adds up to is tested by itself.
REQUIRE_SECOND_FACTOR = False  # Tests of the second factor turn it on.
