"""Settings of every instance; `environment` says where the differing parts come from."""

from __future__ import annotations

import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from django.http import HttpRequest
from django.templatetags.static import static

from config.settings import environment, identity_providers, limits
from config.settings.environment import (
    DATA_DIR,
    PORT,
    env,
    generate_rsa_key,
    host_of,
    local_url,
    reachable_address,
    secret,
    service_url,
    voice_host,
)

# Lets annotations like `models.ForeignKey["User"]` exist at run time.
django_stubs_ext.monkeypatch()

BASE_DIR: Path = environment.BASE_DIR
DEBUG = env.bool("DEBUG", default=False)

# Where the instance is reached
HOST = env.str("HOST", default="127.0.0.1")
PUBLIC_URL = env.str("PUBLIC_URL", default=local_url(HOST, PORT)).rstrip("/")
IS_HTTPS = PUBLIC_URL.startswith("https://")
IS_LOOPBACK = HOST in {"127.0.0.1", "::1", "localhost"}
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["localhost", "127.0.0.1", "[::1]", socket.gethostname(), host_of(PUBLIC_URL)]
    if IS_LOOPBACK or "PUBLIC_URL" in env
    else ["*"],
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, *env.list("TRUSTED_ORIGINS", default=[])]
# Pages elsewhere that may call the API, with tokens: cookies are never for them.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "x-audit-log-reason"]
CORS_EXPOSE_HEADERS = [
    "Retry-After", "X-RateLimit-Bucket", "X-RateLimit-Global", "X-RateLimit-Limit",
    "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-RateLimit-Reset-After", "X-RateLimit-Scope",
    "X-Request-Id",
]  # fmt: skip
if env.bool("TRUST_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

SECRET_KEY = secret("secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# `manage.py runserver` serves the ASGI application by daphne, a package for development.
IS_RUNSERVER = sys.argv[1:2] == ["runserver"] and find_spec("daphne") is not None
INSTALLED_APPS = [
    *(["daphne"] if IS_RUNSERVER else []),
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular_sidecar",
    "channels",
    "corsheaders",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.idp.oidc",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "config",
    "config.kernel",
    "accounts",
    "guilds",
    "messaging",
    "media_sfu",
    "realtime",
]

MIDDLEWARE = [
    "config.kernel.telemetry.middleware.TelemetryMiddleware",
    "config.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.sessions.RenewSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.mfa.MalformedCredentialMiddleware",
]

# The API authenticates each request itself: what serves pages with sessions is not for it.
API_MIDDLEWARE = [
    "config.kernel.telemetry.middleware.TelemetryMiddleware",
    *(["corsheaders.middleware.CorsMiddleware"] if CORS_ALLOWED_ORIGINS else []),
]
# What the few pages below /api/ need of it nevertheless.
API_PAGE_MIDDLEWARE = [
    "config.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
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
            ],
        },
    }
]


# PostgreSQL
def connection_pool() -> dict[str, int]:
    return {
        "min_size": env.int("DATABASE_POOL_MIN", default=2),
        "max_size": env.int("DATABASE_POOL_MAX", default=16),
        "timeout": 10,
    }


DATABASE_URL = service_url("DATABASE_URL")
DATABASES = {
    "default": {
        **env.db_url_config(DATABASE_URL, engine="django.db.backends.postgresql"),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": connection_pool(),
            "application_name": env.str("GUILDHALL_ROLE", default="guildhall"),
        },
    }
}

# Whether PostgreSQL itself guards what is private, see config/kernel/fence.py.
ROW_LEVEL_SECURITY = env.bool("ROW_LEVEL_SECURITY", default=True)

# Redis
REDIS_URL = service_url("REDIS_URL")
# Distinguishes the logs of events of instances that share a Redis.
LOG_PREFIX = env.str("LOG_PREFIX", default="log")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "layer"},
    }
}

# Voice: where the SFU's workers listen, and which of their addresses clients are told
SFU_HOST = env.str("SFU_HOST", default=voice_host(HOST, is_public="PUBLIC_URL" in env))
SFU_UDP_PORT = env.int("SFU_UDP_PORT", default=PORT)
SFU_EXTERNAL_IP = env.list("SFU_EXTERNAL_IP", default=[reachable_address(SFU_HOST)])
# The host (and port) that clients connect to for /voice; empty: the one they use already.
VOICE_ENDPOINT = env.str("VOICE_ENDPOINT", default="")
STUN_URLS = env.list("STUN_URLS", default=[])
TURN_URLS = env.list("TURN_URLS", default=[])
TURN_SECRET = env.str("TURN_SECRET", default="")

# Recordings of voice channels: whether there are any, and how many, how long and how large
VOICE_RECORDING = env.bool("VOICE_RECORDING", default=False)
RECORDINGS_AT_ONCE = env.int("RECORDINGS_AT_ONCE", default=4)
RECORDING_MINUTES = env.int("RECORDING_MINUTES", default=120)
RECORDING_MEGABYTES = env.int("RECORDING_MEGABYTES", default=500)
# For how many days they are kept; 0: until somebody deletes them.
RECORDING_DAYS = env.int("RECORDING_DAYS", default=30)
# What is being recorded, until it lies in the bucket.
RECORDING_FOLDER = DATA_DIR / "recordings"

# Celery
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": "celery:", "visibility_timeout": 900}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "chat"
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# Mail: printed to the log until an SMTP server is named
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
SENDS_MAIL = "console" not in EMAIL_CONFIG["EMAIL_BACKEND"]
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"Guildhall <noreply@{host_of(PUBLIC_URL)}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Accounts
AUTH_USER_MODEL = "accounts.User"
# Names are unique together with the discriminator, which is "0" for all who sign in.
# And it is the proxy that redirects to https.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "security.W008"]
AUTHENTICATION_BACKENDS = ["accounts.backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    # Of accounts that were brought from elsewhere; hashed anew by the first when they sign in.
    "accounts.hashers.ImportedBCryptHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": limits.PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The mode of a new instance; its settings in the admin hold from then on.
REGISTRATION_MODE = env.str("REGISTRATION_MODE", default="open")

# For how many days sign-ins and what else concerns the safety of accounts is kept.
SECURITY_LOG_DAYS = env.int("SECURITY_LOG_DAYS", default=90)

# For how many days who had their account deleted may change their mind.
ACCOUNT_DELETION_DAYS = env.int("ACCOUNT_DELETION_DAYS", default=14)

# How long a new account may write only a few messages a minute.
MESSAGE_PROBATION_SECONDS = env.int("MESSAGE_PROBATION_SECONDS", default=600)
# Whether that holds for accounts without a confirmed address, too, however old they are.
MESSAGE_PROBATION_UNVERIFIED = env.bool("MESSAGE_PROBATION_UNVERIFIED", default=SENDS_MAIL)

LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/channels/@me"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpForm"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="optional")
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
# Who finds a browser signed in does not get the account: a new address needs the password.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USERNAME_MIN_LENGTH = limits.USERNAME_MIN_LENGTH
ACCOUNT_RATE_LIMITS = {
    "login": f"{limits.SIGN_IN_ATTEMPTS_PER_MINUTE * 4}/m/ip",
    "login_failed": (
        f"{limits.SIGN_IN_ATTEMPTS_PER_MINUTE}/m/ip,{limits.SIGN_IN_ATTEMPTS_PER_MINUTE}/m/key"
    ),
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("TRUST_PROXY", default=False) else 0
HEADLESS_ONLY = True
HEADLESS_ADAPTER = "accounts.adapters.HeadlessAdapter"
HEADLESS_FRONTEND_URLS = {
    "account_signup": f"{PUBLIC_URL}/register",
    "account_confirm_email": f"{PUBLIC_URL}/verify-email/{{key}}",
    "account_reset_password": f"{PUBLIC_URL}/forgot",
    "account_reset_password_from_key": f"{PUBLIC_URL}/reset-password/{{key}}",
    "socialaccount_login_error": f"{PUBLIC_URL}/login/return",
}
# People who sign in elsewhere (accounts/oidc/). With OIDC_ONLY they sign in nowhere else, and their
# names and addresses follow what the provider says of them.
OIDC_ONLY = env.bool("OIDC_ONLY", default=False)
# What signs the provider's own word of who is new, changed or gone; two while one replaces another.
SYNC_SECRETS = env.list("SYNC_SECRETS", default=[])
SOCIALACCOUNT_ADAPTER = "accounts.oidc.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {
        "provider_class": "accounts.oidc.provider.IdentityProvider",
        "APPS": identity_providers.read(),
    }
}
HEADLESS_TOKEN_STRATEGY = "accounts.tokens.AccessTokenStrategy"  # noqa: S105
HEADLESS_JWT_PRIVATE_KEY = secret("jwt_private_key", generate_rsa_key)
# PEM blocks of replaced keys, one after the other: tokens signed with them still count.
JWT_PREVIOUS_KEYS = env.str("JWT_PREVIOUS_KEYS", default="").replace("\\n", "\n")
# For how many days moderators see what was deleted or replaced; 0 keeps nothing of it.
DELETED_CONTENT_DAYS = env.int("DELETED_CONTENT_DAYS", default=30)
# For how many days notifications stay in people's inboxes.
NOTIFICATION_DAYS = env.int("NOTIFICATION_DAYS", default=30)
# How many characters a message has at most, up to 4000; programs expect 2000.
MESSAGE_LENGTH = env.int("MESSAGE_LENGTH", default=limits.MESSAGE_LENGTH)
# Whether pages and pictures that messages link to are fetched, to be shown beside them.
LINK_PREVIEWS = env.bool("LINK_PREVIEWS", default=True)
# What says which pictures are explicit: it is POSTed each one and answers {"explicit": true}.
MEDIA_SCANNER_URL = env.str("MEDIA_SCANNER_URL", default="")
MEDIA_SCANNER_SECONDS = env.float("MEDIA_SCANNER_SECONDS", default=10.0)
# Tokens of applications (accounts/authorization_server.py)
IDP_OIDC_ADAPTER = "accounts.authorization_server.OIDCAdapter"
IDP_OIDC_PRIVATE_KEY = HEADLESS_JWT_PRIVATE_KEY
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = limits.APPLICATION_TOKEN_SECONDS
MFA_ADAPTER = "accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Where no mail arrives nobody can confirm an address, and a second factor is worth more than that.
MFA_ALLOW_UNVERIFIED_EMAIL = not SENDS_MAIL
USERSESSIONS_ADAPTER = "accounts.adapters.UserSessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7  # since it was last used
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS

# API
# Requests authenticate themselves in `config.kernel.views`; of the framework pages are drawn only.
REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": None,
}
DATA_UPLOAD_MAX_MEMORY_SIZE = limits.MAX_JSON_BODY
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = limits.ATTACHMENTS_PER_MESSAGE * 2

# Static files: the project's own and the npm files that the import map names
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.importmap.finders.NodeModulesFinder",
]

# Files that people upload: one storage alias per bucket, see config/kernel/storage.py
MEDIA_BUCKETS = (
    "attachments", "avatars", "banners", "icons", "emojis", "stickers", "guild-events", "soundboard-sounds",
    "thumbnails", "recordings", "exports", "external",
)  # fmt: skip
MEDIA_ROOT = DATA_DIR / "media"
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
# Where browsers are sent for files then, for the Content-Security-Policy.
S3_SOURCES = [S3_ENDPOINT_URL or "https://*.amazonaws.com"] if S3_BUCKET else []


def bucket_storage(bucket: str) -> dict[str, object]:
    """Return the storage of one bucket: a folder here, or a prefix in the operator's S3 bucket."""
    if not S3_BUCKET:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": MEDIA_ROOT / bucket},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "location": bucket,
            "endpoint_url": S3_ENDPOINT_URL or None,
            "region_name": env.str("S3_REGION", default="") or None,
            "access_key": env.str("S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("S3_SECRET_KEY", default="") or None,
            "querystring_auth": True,
            "default_acl": None,
            "file_overwrite": True,
        },
    }


STORAGES: dict[str, dict[str, object]] = {
    "default": bucket_storage("attachments"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    **{bucket: bucket_storage(bucket) for bucket in MEDIA_BUCKETS},
}

# Operations
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# Language and time
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Security headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # Positions and colours that only the client knows are set on elements.
        "style-src-attr": [UNSAFE_INLINE],
        # Files have absolute addresses; the page may have been opened under another name.
        "img-src": [SELF, PUBLIC_URL, *S3_SOURCES, "data:", "blob:"],
        "media-src": [SELF, PUBLIC_URL, *S3_SOURCES, "blob:"],
        "font-src": [SELF],
        # Voice has an absolute address as well.
        "connect-src": [
            SELF,
            f"{'wss' if IS_HTTPS else 'ws'}://{VOICE_ENDPOINT or PUBLIC_URL.partition('://')[2]}",
            *env.list("CSP_CONNECT_SOURCES", default=[]),
        ],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}


def favicon(_request: HttpRequest) -> str:
    return static("images/mark.svg")


UNFOLD = {
    "SITE_TITLE": "Guildhall",
    "SITE_HEADER": "Guildhall",
    "SITE_URL": "/channels/@me",
    "SITE_ICON": favicon,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": favicon}],
    "SHOW_HISTORY": True,
    # The accent of the web client (static/css/tokens.css), lighter and darker.
    "COLORS": {
        "primary": {
            "50": "#fdf4ee", "100": "#fae4d6", "200": "#f4c7ac", "300": "#eca377", "400": "#e27b45",
            "500": "#d65e22", "600": "#b8440f", "700": "#96360f", "800": "#772d12", "900": "#602812",
            "950": "#341206",
        }
    },
}  # fmt: skip
