"""Every setting of Koers. What an installation may choose is declared and typed at the top."""

from datetime import timedelta
from pathlib import Path

from kit import env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What the environment may say (README.md, Settings, explains each) ------------------------
SECRET_KEY = env.required("SECRET_KEY")
KOERS_DATA = Path(env.text("KOERS_DATA") or BASE_DIR / "data").resolve()
KOERS_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)  # the embedded database is made in it
DATABASE_URL = env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = env.boolean("HTTPS", default=True)
HSTS_SECONDS = env.number("HSTS_SECONDS", 31536000)
HSTS_INCLUDE_SUBDOMAINS = env.boolean("HSTS_INCLUDE_SUBDOMAINS", default=False)
HSTS_PRELOAD = env.boolean("HSTS_PRELOAD", default=False)
PROXY_COUNT = env.number("PROXY_COUNT", 0)
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, minimum=1)
WEB_PROCESSES = env.number("WEB_PROCESSES", 2, minimum=1)
WORKERS = env.number("WORKERS", 2, minimum=1)
WORKER_MEMORY_MB = env.number("WORKER_MEMORY_MB", 2048, minimum=1024)
EMAIL_URL = env.text("EMAIL_URL")
FROM_EMAIL = env.text("FROM_EMAIL", "Koers <koers@gemeente.example>")
ORGANISATION = env.text("ORGANISATION", "Gemeente")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "koers@gemeente.example")
THEME_CSS = env.text("THEME_CSS", "koers/theme.css")
THEME_CLASS = env.text("THEME_CLASS", "koers-theme")
THEME_LOGO = env.text("THEME_LOGO", "koers/logo.svg")
CSV_LIMIT_MB = env.number("CSV_LIMIT_MB", 500, minimum=1)
SHEET_LIMIT_MB = env.number("SHEET_LIMIT_MB", 20, minimum=1)
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 120, minimum=1)
SESSION_HOURS = env.number("SESSION_HOURS", 10, minimum=1)
FAILED_UPLOAD_DAYS = env.number("FAILED_UPLOAD_DAYS", 7, minimum=1)
DAILY_UPLOAD_GB = env.number("DAILY_UPLOAD_GB", 20, minimum=1)
REPORT_TAKE_UP_DAYS = env.number("REPORT_TAKE_UP_DAYS", 2, minimum=0)
REPORT_JUDGE_DAYS = env.number("REPORT_JUDGE_DAYS", 5, minimum=1)
REPORT_REPAIR_DAYS = env.number("REPORT_REPAIR_DAYS", 20, minimum=1)
REPORT_NAME_DAYS = env.number("REPORT_NAME_DAYS", 365, minimum=1)
DEMO_PASSWORD = env.text("DEMO_PASSWORD", "koers-demo")
LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()

# --- The house ---------------------------------------------------------------------------------
DEBUG = False
VERSION = "1.0.0"  # of the public API (semver); stands in openapi.json and the API-Version header
INSTALLED_APPS = [
    "portal",
    "pilots",
    "feedback",
    "ambitions",
    "datasets",
    "people",
    "kit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kit.middleware.ResponseHeaders",
    "kit.uploads.RequestSizeLimit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kit.uploads.StrangerSizeLimit",
    "people.middleware.SessionLimits",
    "people.middleware.ChosenLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
APPEND_SLASH = False  # Dutch API Design Rules: an address with a slash at its end does not exist
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    },
]

# --- Database and cache ------------------------------------------------------------------------
if DATABASE_URL:
    DATABASES = {"default": env.database(DATABASE_URL)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": KOERS_DATA / "db.sqlite3",
            "OPTIONS": {
                # Measured: DEFERRED fails "database is locked" under several writers, IMMEDIATE waits.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                    "PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    }
# Of each process: the little that is remembered must not make a page wait for, or fail with, Redis.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Jobs --------------------------------------------------------------------------------------
KOERS_JOBS = "portal.wiring.JOBS"
KOERS_SCHEDULES = "portal.wiring.SCHEDULES"
KOERS_AFTER_DELIVERY = "portal.wiring.AFTER_DELIVERY"
KOERS_WAKE = "portal.tasks.wake"
QUEUE_FOLDER = Path(env.text("QUEUE_FOLDER") or KOERS_DATA / "queue")

# --- People and sessions -----------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "people.services.password.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "people:login"
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "people.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "people.services.client_address"
AXES_DISABLE_ACCESS_LOG = True  # the access log of people records logins
AXES_VERBOSE = False
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

# --- Security headers --------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXY_COUNT else None
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS_INCLUDE_SUBDOMAINS
SECURE_HSTS_PRELOAD = HSTS_PRELOAD
# They bind the municipality's whole domain, so the installer chooses (README.md).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # a probe on the host speaks plain HTTP
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],  # plotly makes its PNG from a blob
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "frame-src": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# --- Files -------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "build" / "collected"
# Packages' own files come as they are under vendor/ (see portal/management/commands/frontend.py).
STATICFILES_DIRS = [BASE_DIR / "portal" / "assets", ("vendor", BASE_DIR / "build" / "vendor")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = KOERS_DATA / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# A folder of our own, so that the nightly clearing finds what a killed process left of an upload.
FILE_UPLOAD_TEMP_DIR = KOERS_DATA / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Mail and logs -----------------------------------------------------------------------------
globals().update(env.mail(EMAIL_URL))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = FROM_EMAIL
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {
        "keys": {"()": "kit.logs.HideKeys", "pattern": r"(/wachtwoord-instellen/)[^\s/]+/[^\s/]+"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["keys"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # A scan for host names is no fault of ours.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "axes": {"level": "WARNING"},
    },
}

# --- API ---------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "people.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "kit.api.Pagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "kit.api.problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Koers",
    "DESCRIPTION": "Datasets, leveringen, kwaliteitsregels, controles, vlaggen en vertrouwen.",
    "VERSION": VERSION,
    "CONTACT": {"name": ORGANISATION, "email": CONTACT_EMAIL, "url": BASE_URL},
    "SERVERS": [{"url": "/api/v1"}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "LeveringStatus": "datasets.api.vocabulary.DELIVERY_WORDS",
        "DatasetStatus": "datasets.api.vocabulary.DATASET_WORDS",
        "RegelStatus": "datasets.api.vocabulary.RULE_WORDS",
        "VoorstelStatus": "datasets.api.vocabulary.SUGGESTION_WORDS",
        "ControleStatus": "datasets.api.vocabulary.RUN_WORDS",
        "Vertrouwensstaat": "datasets.api.vocabulary.TRUST_WORDS",
        "TerugmeldingStatus": "feedback.api.vocabulary.REPORT_WORDS",
        "TerugmeldingReden": "feedback.api.vocabulary.REASONS",
        "TerugmeldingOnderwerp": "feedback.api.vocabulary.SUBJECT_WORDS",
        "CorrectieStatus": "feedback.api.vocabulary.CORRECTION_WORDS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "kit.api_schema.describe_problems",
    ],
}
