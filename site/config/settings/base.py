"""What every installation of Shakwa shares; development, test and production add to it."""

from pathlib import Path

import django_stubs_ext
import fontpkg_ibm_plex_sans_arabic
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.environment import env, secret

django_stubs_ext.monkeypatch()  # ModelForm[User] and its like are understood at run time

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "site"
STATE = Path(env("STATE_DIR", default=str(ROOT / "var")))
FONTS = Path(fontpkg_ibm_plex_sans_arabic.__file__).parent / "files"

# Our rooms stand before Wagtail's: snippets' ready() imports every wagtail_hooks.
INSTALLED_APPS = [
    "config.apps.SiteConfig",
    "dashboards",
    "complaints_app",
    "permissions",
    "sms",
    "guardian",
    "django_q",
    "wagtail.contrib.forms",
    "permissions.apps.UsersWithoutScreens",  # wagtail.users: its screens make superusers
    "wagtail.snippets",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.bodies.BodyLimitMiddleware",  # before CSRF, which reads the body
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.addresses.AllowListMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "permissions.scoping.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{STATE / 'shakwa.sqlite3'}")}
DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # With Django's defaults six threads that read and then write fail with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = secret("REDIS_URL")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "shakwa",
        }
    )
}

AUTH_USER_MODEL = "permissions.User"
AUTHENTICATION_BACKENDS = ["permissions.backends.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "front_door"
LOGOUT_REDIRECT_URL = "wagtailadmin_login"

# The rooms below name the agency only through these.
PERMISSIONS_AGENCY_MODEL = "complaints_app.Agency"
PERMISSIONS_AGENCY_GROUP_MODEL = "complaints_app.AgencyGroup"
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # its backend would ignore the time window of a grant
    "security.W019",  # a preview stands in a frame of ours; the content policy allows no other
]

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [SITE / "locale"]
TIME_ZONE = "Asia/Amman"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "dashboards.plotly_files.PlotlyFinder",
]
STATICFILES_DIRS = [SITE / "static", ("shakwa/fonts", FONTS)]
MEDIA_ROOT = STATE / "media"
MEDIA_URL = "/media/"
ATTACHMENTS_ROOT = STATE / "attachments"
EXPORTS_ROOT = STATE / "exports"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

WAGTAIL_SITE_NAME = "شكوى"
WAGTAILADMIN_BASE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ar", "العربية"), ("en", "English")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Amman"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_EDITING_SESSION_PING_INTERVAL = 60000
WAGTAIL_FINISH_WORKFLOW_ACTION = "complaints_app.approval.publish_the_approved_revision"

SECRET_KEY = secret("SECRET_KEY", "only-for-building-static-files")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_FAILURE_VIEW = "config.refusals.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews stand in a frame of ours
SECURE_CONTENT_TYPE_NOSNIFF = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

Q_CLUSTER = {
    "name": "shakwa",
    "orm": "default",  # the tables are the truth; the Redis broker pops without acknowledgement
    "workers": env.int("QUEUE_WORKERS", default=2),
    "timeout": 300,
    "retry": 360,
    "max_attempts": 5,
    "catch_up": False,
    "ack_failures": False,
    "save_limit": 500,
    "poll": 1,
    "recycle": 500,
    "label": "Queue",
    "log_level": "WARNING",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "config": {"handlers": ["console"], "level": "INFO"},
        "django-q": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "vonage": {"handlers": [], "propagate": False},  # it logs the bodies of errors
    },
}

SMS_GATEWAY = env("SMS_GATEWAY", default="phone")  # phone: kept and shown in the admin; vonage
SMS_SENDER = env("SMS_SENDER", default="Shakwa")
VONAGE_API_KEY = secret("VONAGE_API_KEY")
VONAGE_API_SECRET = secret("VONAGE_API_SECRET")
VONAGE_SIGNATURE_SECRET = secret("VONAGE_SIGNATURE_SECRET")
VONAGE_SIGNATURE_METHOD = env("VONAGE_SIGNATURE_METHOD", default="sha256")  # as set at Vonage
VONAGE_HOST = env("VONAGE_HOST", default="rest.nexmo.com")
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default="shakwa@localhost")
CONTACT_CENTRE_NUMBER = env("CONTACT_CENTRE_NUMBER", default="06-5008080")

PRODUCTION = False
