"""The test run: fast hashing, messages in memory, files in a folder of its own."""

import tempfile
from pathlib import Path

from config.settings.base import *

DEBUG = False
SECRET_KEY = "for-tests-only"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
STATE = Path(tempfile.mkdtemp(prefix="shakwa-test-"))
MEDIA_ROOT = STATE / "media"
ATTACHMENTS_ROOT = STATE / "attachments"
EXPORTS_ROOT = STATE / "exports"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_GATEWAY = "phone"
TESTING = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that threads, the live server and other processes see the same database.
    DATABASES["default"]["NAME"] = STATE / "unused.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(STATE / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
DATABASES["default"]["CONN_MAX_AGE"] = 0
if not REDIS_URL:
    CACHES["default"]["LOCATION"] = "tests"
