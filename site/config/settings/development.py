"""A newcomer's machine: an embedded database, a phone in the admin instead of real SMS."""

import os

from django.core.management.utils import get_random_secret_key

from config.environment import env
from config.settings.base import *

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = ["*"]
WAGTAILADMIN_BASE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # read them in var/mail
EMAIL_FILE_PATH = STATE / "mail"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def _kept_key() -> str:
    """One key a checkout, made at the first start and kept out of git."""
    path = STATE / "secret_key"
    if not path.exists():
        path.write_text(get_random_secret_key(), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8")


SECRET_KEY = os.environ.get("SECRET_KEY") or _kept_key()

# Static files straight from the rooms: nothing to collect before a start.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
