"""Settings from the environment; nonsense is refused aloud.

What an administrator changes at run time is a row in `provider`, not a setting. Every
variable may also be given as NAME_FILE, a path whose content is the value.
"""

from pathlib import Path
from typing import Any

from deskhand.config import environment, logging

env = environment.read()

BASE = Path(__file__).resolve().parent.parent
DATA = env.data
DEBUG = env.debug
SECRET_KEY = env.secret_key
DESKHAND_URL = env.url
DESKHAND_EMAIL_URL = env.email_url
DESKHAND_SMTP_HOST = env.smtp_host
DESKHAND_SMTP_PORT = env.smtp_port
DESKHAND_MICROSOFT_LOGIN_URL = env.microsoft_login_url
DESKHAND_GRAPH_URL = env.graph_url
DESKHAND_GOOGLE_TOKEN_URL = env.google_token_url
DESKHAND_TWILIO_URL = env.twilio_url
DESKHAND_INTERNAL_HOSTS = env.internal_hosts
DESKHAND_NOTICES = env.notices
DESKHAND_DNS = env.dns
EMAIL_BACKEND = "deskhand.mail.backend.KeptBackend"
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.trusted_origins
PROXIES = env.proxies
WEB_THREADS = env.web_threads
LOGGING = logging.configuration(env.log)
JOURNAL_FOLLOWERS = "deskhand.config.wiring.FOLLOWERS"
JOURNAL_GATHERERS = "deskhand.config.wiring.GATHERERS"
NOTICE_SUBJECTS = "deskhand.config.wiring.SUBJECTS"

DATABASES = {"default": env.database}
IS_POSTGRES = env.is_postgres
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "lucide",
    *(["procrastinate.contrib.django"] if IS_POSTGRES else []),
    "deskhand.jobs",
    "deskhand.files",
    "deskhand.journal",
    "deskhand.provider",
    "deskhand.people",
    "deskhand.consents",
    "deskhand.mail",
    "deskhand.assets",
    "deskhand.phone",
    "deskhand.notices",
    "deskhand.connectors",
    "deskhand.catalog",
    "deskhand.tickets",
    "deskhand.canned",
    "deskhand.sla",
    "deskhand.work",
    "deskhand.automation",
    "deskhand.oncall",
    "deskhand.contracts",
    "deskhand.exchange",
    "deskhand.packs",
    "deskhand.search",
    "deskhand.reports",
    "deskhand.web",
    "deskhand.config",
]

MIDDLEWARE = [
    "deskhand.config.requests.RequestLog",
    "deskhand.config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "deskhand.web.readable.ReadableMiddleware",
    "deskhand.web.remembering.RememberingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "deskhand.web.middleware.ReaderMiddleware",
]

ROOT_URLCONF = "deskhand.config.urls"
WSGI_APPLICATION = "deskhand.config.wsgi.application"

# cotton and template-partials both rewrite the loaders at start-up and break each other
# silently; their SimpleAppConfig leaves that to us.
FORM_RENDERER = "deskhand.web.controls.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            BASE / "web" / "templates",
            BASE / "desk" / "templates",
            BASE / "notices" / "templates",
        ],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "deskhand.web.context.firm",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lucide.templatetags.lucide",
                "deskhand.web.templatetags.desk",
                "deskhand.web.templatetags.settled",
            ],
        },
    }
]

# Nothing but the sign-in library keeps anything here: how often somebody tried.
CACHES = {"default": {"BACKEND": "deskhand.people.attempts.AttemptCache"}}

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "deskhand.web.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "deskhand.web.signup.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if env.is_https else "http"
# By address of the network, and by account whatever the address: bounds guessing, and letters
# to somebody who asked for none. Not so long that a stranger could lock anybody out for a day.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,10/15m/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "confirm_email": "1/10s/key,10/h/key",
}
ACCOUNT_FORMS = {
    "request_login_code": "deskhand.web.signin.CodeForm",
    "reset_password": "deskhand.web.signin.ForgottenForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Deskhand"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s: phones are seldom exact
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 14 * 24 * 3600

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE / "web" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "deskhand.web.formats"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env.static_storage},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = env.is_https
CSRF_COOKIE_SECURE = env.is_https
CSRF_FAILURE_VIEW = "deskhand.web.refusals.csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

TASKS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "deskhand.jobs.postgres.ProcrastinateEngine"
        if IS_POSTGRES
        else "deskhand.jobs.table.TableEngine",
        "QUEUES": [],
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600
ATTACHMENT_LIMIT = 25 * 1024 * 1024
# A file of a release of software; one request brings at most what `BODY_LIMIT` says.
RELEASE_FILE_LIMIT = 100 * 1024 * 1024
# The largest body of a request: a message with several attachments, or a raw letter.
BODY_LIMIT = 110 * 1024 * 1024
