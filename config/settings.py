"""Which settings does this process run with? The environment decides, or the bundled servers.

`DATABASE_URL` and `REDIS_URL` name real servers; without them the addresses of the bundled ones are
computed here, and nothing is started by reading settings. `ARMSLENGTH_ENV=production` demands a
`SECRET_KEY` and `ALLOWED_HOSTS` and turns on what only makes sense behind TLS.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import environ
import structlog

from config.embedded import paths

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PRODUCTION = env("ARMSLENGTH_ENV", default="development") == "production"
DEBUG = False
SECRET_KEY = (
    env("SECRET_KEY") if PRODUCTION else env("SECRET_KEY", default="development-only-" + "k" * 50)
)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "axes",
    "config.rest",
    "config.events",
    "vendors",
    "procurement",
    "contracts",
]

MIDDLEWARE = [
    "config.rest.middleware.RequestTrace",
    "config.rest.policy.BrowserPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.rest.middleware.TidyPath",
    "config.rest.throttling.SignInLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
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

# Who rewrites or judges in the background may take longer than somebody who waits for an answer.
ROLE = env("ARMSLENGTH_ROLE", default="armslength")
_IN_BACKGROUND = ROLE.rpartition("-")[2] in ("worker", "sender", "dispatcher")
_STATEMENT_MS = env.int("STATEMENT_TIMEOUT_MS", default=30_000 if _IN_BACKGROUND else 5_000)

# The database. Statements that run away are cut by the server, locks do not wait for ever.
LOCAL = paths(env("ARMSLENGTH_LOCAL", default="dev"))
DATABASES = {"default": env.db_url("DATABASE_URL", default=LOCAL.database_url)}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {
    "application_name": ROLE,
    "connect_timeout": 5,
    # A server that is gone without a word, as after a failover, is given up within seconds; the
    # kernel alone would wait a quarter of an hour. Sockets of this machine have no use for it.
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "options": (
        f"-c statement_timeout={_STATEMENT_MS}"
        " -c lock_timeout=2000 -c idle_in_transaction_session_timeout=30000"
        # Rows come to light this long after they were written, at most: sealing counts on it.
        f" -c transaction_timeout={env.int('TRANSACTION_TIMEOUT_MS', default=1_800_000)}"
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "rest.User"

# Celery carries hints; every value and its reason is in docs/reference/settings.md.
REDIS_URL = env("REDIS_URL", default=LOCAL.redis_url)
CELERY_BROKER_URL = REDIS_URL
if REDIS_URL.startswith("unix://"):  # as kombu spells a socket, and the database on it
    CELERY_BROKER_URL = f"redis+socket{REDIS_URL[4:].replace('?db=', '?virtual_host=')}"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 3,
    "socket_keepalive": not REDIS_URL.startswith("unix://"),
    "health_check_interval": 5,
    "retry_on_timeout": False,
    "global_keyprefix": "armslength:",
    "client_name": "armslength",
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"recheck": {}, "outbound": {}}
CELERY_TASK_DEFAULT_QUEUE = "recheck"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_ENABLE_PREFETCH_COUNT_REDUCTION = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "UTC"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.rest.authentication.TokenAuthentication",
        "config.rest.authentication.SignedInUser",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["config.rest.permissions.DenyAll"],
    "DEFAULT_PARSER_CLASSES": ["config.rest.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["config.rest.rendering.PlainJSON"],
    "DEFAULT_THROTTLE_CLASSES": ["config.rest.throttling.PerCaller"],
    "DEFAULT_PAGINATION_CLASS": "config.rest.paging.Cursor",
    "DEFAULT_SCHEMA_CLASS": "config.rest.schema.Schema",
    "EXCEPTION_HANDLER": "config.rest.errors.answer",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": False,
    "DATETIME_INPUT_FORMATS": ["iso-8601"],
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Armslength",
    "DESCRIPTION": "Whether the vendors that see your data are still at arm's length, "
    "and how to leave well when they are not.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "DeliveryState": ["owed", "done", "parked"],
        "EndpointState": ["enabled", "disabled"],
        "AttemptOutcome": "config.events.models.webhooks.Outcome",
        "DisputeOutcome": "contracts.models.choices.OUTCOMES",
        "PartyKind": "vendors.models.choices.PARTY_KINDS",
        "StatementKind": "vendors.models.choices.STATEMENT_KINDS",
        "AttestationKind": "vendors.models.choices.ATTESTATION_KINDS",
        "InterestType": "vendors.models.choices.INTEREST_TYPES",
        "SourceType": "vendors.models.SourceType",
        "HoldType": "vendors.models.HoldType",
        "ExpertiseLevel": "vendors.models.ExpertiseLevel",
        "CertificateStandard": "vendors.models.Standard",
        "Turn": ["worse", "better", "otherwise", "same", "new"],
        "NeutralityLevel": "vendors.models.NeutralityLevel",
        "NeutralityState": "vendors.models.NeutralityState",
        "Comparator": "procurement.models.choices.COMPARATORS",
        "Confidence": "procurement.models.choices.CONFIDENCES",
        "Dimension": "procurement.models.choices.DIMENSIONS",
        "JobState": "procurement.models.choices.JOB_STATES",
        "Decision": "procurement.models.choices.DECISIONS",
        "ContractState": "contracts.models.choices.CONTRACT_STATES",
        "ContractStatus": "contracts.models.choices.CONTRACT_STATUSES",
        "ClauseKind": "contracts.models.choices.CLAUSE_KINDS",
        "DayType": "contracts.models.choices.DAY_TYPES",
        "Counting": "contracts.models.choices.COUNTINGS",
        "DateKind": "contracts.models.choices.DATE_KINDS",
        "DutyKind": "contracts.models.choices.DUTY_KINDS",
        "DutyState": "contracts.models.choices.DUTY_STATES",
        "LetterKind": "contracts.models.papers.LetterKind",
        "RightState": "contracts.models.choices.RIGHT_STATES",
        "TerminationState": "contracts.models.choices.TERMINATION_STATES",
        "StepState": "contracts.models.choices.STEP_STATES",
        "Ground": "contracts.models.choices.GROUNDS",
        "NoticeForm": "contracts.models.choices.NOTICE_FORMS",
        "ProofKind": "contracts.models.choices.PROOF_KINDS",
        "LineKind": "contracts.models.choices.LINE_KINDS",
        "StepCode": "contracts.models.choices.STEP_CODES",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "/static/drf_spectacular_sidecar/swagger-ui-dist/favicon-32x32.png",
    "REDOC_DIST": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.rest.schema.add_problems",
    ],
}

UNFOLD = {
    "SITE_TITLE": "Armslength",
    "SITE_HEADER": "Armslength",
    "SITE_SUBHEADER": "Are they still at arm's length?",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SITE_SYMBOL": "straighten",
    "DASHBOARD_CALLBACK": "config.rest.desk.lay_out",
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": True,
        "navigation": "config.rest.navigation.sidebar",
    },
}

# Each caller's rate, and each address's attempts to sign in; 0 is no limit.
# A job that writes all night is let through, a loop without a pause is not.
RATE_LIMIT_PER_MINUTE = env.int("RATE_LIMIT_PER_MINUTE", default=30_000)
RATE_LIMIT_BURST = env.int("RATE_LIMIT_BURST", default=3_000)
SIGN_IN_PER_MINUTE = env.int("SIGN_IN_PER_MINUTE", default=30)

# Who guesses passwords is locked out, by name and address together: nobody can lock out others.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = env.int("SIGN_IN_FAILURES", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("SIGN_IN_LOCK_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "config.rest.sign_in.locked"
AXES_CLIENT_IP_CALLABLE = "config.rest.sign_in.client_address"
AXES_WHITELIST_CALLABLE = "config.rest.sign_in.is_single_sign_on"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Single sign-on for the admin, when the organisation has a provider of OpenID Connect.
if "OIDC_RP_CLIENT_ID" in env.ENVIRON:
    AUTHENTICATION_BACKENDS.append("config.rest.single_sign_on.SingleSignOn")
    OIDC_RP_CLIENT_ID = env("OIDC_RP_CLIENT_ID")
    OIDC_RP_CLIENT_SECRET = env("OIDC_RP_CLIENT_SECRET")
    OIDC_OP_ISSUER = env("OIDC_OP_ISSUER")
    OIDC_OP_AUTHORIZATION_ENDPOINT = env("OIDC_OP_AUTHORIZATION_ENDPOINT")
    OIDC_OP_TOKEN_ENDPOINT = env("OIDC_OP_TOKEN_ENDPOINT")
    OIDC_OP_USER_ENDPOINT = env("OIDC_OP_USER_ENDPOINT")
    OIDC_OP_JWKS_ENDPOINT = env("OIDC_OP_JWKS_ENDPOINT")
OIDC_RP_SIGN_ALGO = env("OIDC_RP_SIGN_ALGO", default="RS256")
OIDC_USE_PKCE = True
OIDC_CREATE_USER = False
OIDC_TIMEOUT = 5
LOGIN_REDIRECT_URL = LOGIN_REDIRECT_URL_FAILURE = LOGOUT_REDIRECT_URL = "/admin/"

# Sessions live in the database: losing Redis signs nobody out.
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "config.rest.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # A browser takes these names only over TLS, for this very host and from nobody beside it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # the API's own cap is 1 MiB, see config.rest.parsing
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Whoever publishes contracts registers a prefix of their own with Open Contracting.
OCID_PREFIX = env("OCID_PREFIX", default="ocds-000000")
EVIDENCE_DIR = Path(env("EVIDENCE_DIR", default=str(LOCAL.root / "evidence")))
# After so many days a rehearsal of leaving a contract is stale.
REHEARSAL_MAX_AGE_DAYS = env.int("REHEARSAL_MAX_AGE_DAYS", default=180)
# After so many days what was found about replacing a vendor is stale.
SUBSTITUTABILITY_MAX_AGE_DAYS = env.int("SUBSTITUTABILITY_MAX_AGE_DAYS", default=365)
# What a vendor swore is to be sworn again after so many days, and asked for so many days before.
ATTESTATION_MAX_AGE_DAYS = env.int("ATTESTATION_MAX_AGE_DAYS", default=365)
ATTESTATION_ASK_DAYS = env.int("ATTESTATION_ASK_DAYS", default=30)
EVIDENCE_MAX_BYTES = 50 * 1024 * 1024
AUDIT_CHECKPOINT_DIR = Path(env("AUDIT_CHECKPOINT_DIR", default=str(LOCAL.root / "audit")))

# Webhooks go out to the world only, unless networks of one's own are allowed.
WEBHOOK_KEY = env("WEBHOOK_KEY", default=SECRET_KEY)
WEBHOOK_ALLOWED_NETWORKS = env.list("WEBHOOK_ALLOWED_NETWORKS", default=[])
WEBHOOK_ALLOW_HTTP = env.bool("WEBHOOK_ALLOW_HTTP", default=False)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT")) if "STATIC_ROOT" in env.ENVIRON else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processor": structlog.processors.JSONRenderer()
            if PRODUCTION
            else structlog.dev.ConsoleRenderer(
                # Without the values of local variables, which may be anything.
                colors=False,
                exception_formatter=structlog.dev.plain_traceback,
            ),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Tells of every table of every font it cuts down to what a page needs.
        "fontTools": {"level": "WARNING"},
        # A wrong Host is the caller's mistake, and answered as one.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
