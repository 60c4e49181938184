"""Settings of the platform. Everything an administrator may change is an environment variable (docs/administrator.md).

PROTECT_ENV chooses the posture: ``production`` (default, strict), ``demo`` (one machine, loopback, known key) or ``test``.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from protect.project import environment as env
from protect.project import single_sign_on

ENVIRONMENT = env.text("PROTECT_ENV", "production")
if ENVIRONMENT not in {"production", "demo", "test"}:
    raise env.SettingError(f"PROTECT_ENV is '{ENVIRONMENT}'; write production, demo or test.")
PRODUCTION = ENVIRONMENT == "production"

PACKAGE = Path(__file__).resolve().parents[1]
DATA = env.data_folder()

DEBUG = env.flag("PROTECT_DEBUG", False)
SECRET_KEY = env.secret_key(PRODUCTION, DATA)
INSECURE_COOKIES = env.flag("PROTECT_INSECURE_COOKIES", not PRODUCTION)
ALLOWED_HOSTS = env.words(
    "PROTECT_HOSTS", "localhost,127.0.0.1,[::1]" + (",testserver" if ENVIRONMENT == "test" else "")
)
CSRF_TRUSTED_ORIGINS = env.words("PROTECT_TRUSTED_ORIGINS")
PUBLIC_ADDRESS = env.text("PROTECT_ADDRESS", "http://127.0.0.1:8000")
# Registered with the Open Contracting Partnership by whoever publishes; the default says that it is not.
OCID_PREFIX = env.text("PROTECT_OCID_PREFIX", "ocds-unregistered")
# A command that looks at an uploaded file for malware; the file's path is put behind it. Without one nothing is scanned.
MALWARE_SCANNER = env.text("PROTECT_MALWARE_SCANNER", "")
# The folder of a model with which a machine writes first drafts of captions; without one, pages say what to configure.
SPEECH_MODEL = env.text("PROTECT_SPEECH_MODEL", "")

if PRODUCTION:
    if DEBUG:
        raise env.SettingError("PROTECT_DEBUG is on; a production server never shows debug pages. Unset PROTECT_DEBUG.")
    if SECRET_KEY == env.DEMO_KEY or len(SECRET_KEY) < 50:
        raise env.SettingError(
            "PROTECT_SECRET_KEY is the demo key or shorter than 50 characters; unset it (a key is then made and kept) "
            "or set a long random one."
        )
    if INSECURE_COOKIES:
        raise env.SettingError(
            "PROTECT_INSECURE_COOKIES is on; cookies of a production server travel by HTTPS only. Unset it."
        )

INSTALLED_APPS = [
    "protect.reference.apps.ReferenceConfig",
    "protect.organisations.apps.OrganisationsConfig",
    "protect.sets.apps.SetsConfig",
    "protect.catalogue.apps.CatalogueConfig",
    "protect.spaces.apps.SpacesConfig",
    "protect.assessments.apps.AssessmentsConfig",
    "protect.checklists.apps.ChecklistsConfig",
    "protect.longlists.apps.LonglistsConfig",
    "protect.treatments.apps.TreatmentsConfig",
    "protect.editions.apps.EditionsConfig",
    "protect.respondents.apps.RespondentsConfig",
    "protect.reminders.apps.RemindersConfig",
    "protect.search.apps.SearchConfig",
    "protect.calls.apps.CallsConfig",
    "protect.answers.apps.AnswersConfig",
    "protect.evaluations.apps.EvaluationsConfig",
    "protect.demonstrations.apps.DemonstrationsConfig",
    "protect.incidents.apps.IncidentsConfig",
    "protect.plans.apps.PlansConfig",
    "protect.portfolios.apps.PortfoliosConfig",
    "protect.overlays.apps.OverlaysConfig",
    "protect.exercises.apps.ExercisesConfig",
    "protect.peers.apps.PeersConfig",
    "protect.dashboard.apps.DashboardConfig",
    "protect.inbox.apps.InboxConfig",
    "protect.library.apps.LibraryConfig",
    "protect.practices.apps.PracticesConfig",
    "protect.events.apps.EventsConfig",
    "protect.cooperation.apps.CooperationConfig",
    "protect.recordings.apps.RecordingsConfig",
    "protect.captions.apps.CaptionsConfig",
    "protect.watching.apps.WatchingConfig",
    "protect.pages.apps.PagesConfig",
    "protect.newsletters.apps.NewslettersConfig",
    "protect.reports.apps.ReportsConfig",
    "protect.reports.layouts.apps.LayoutsConfig",
    "protect.web.apps.WebConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    "django_htmx",
    # Editorial pages. Contributed parts of Wagtail that are not named here are not loaded.
    "protect.pages.apps.AccountsAreOurs",
    "protect.pages.searching.apps.SearchWithoutIndex",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "protect.web.guarding.BrowserMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Before the static files: they say it too.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "protect.web.guarding.SessionMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "protect.organisations.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "protect.organisations.middleware.SecondFactorMiddleware",
    "protect.organisations.known_browsers.KnownBrowserMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "protect.organisations.views.conflicts.ClashMiddleware",
]

ROOT_URLCONF = "protect.project.urls"
WSGI_APPLICATION = "protect.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "protect.web.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if ENVIRONMENT == "test"
    else "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# After NIST SP 800-63B-4: length, and no password that is known or guessed first; no rules of composition, no expiry.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "protect.organisations.passwords.LengthValidator"},
    {"NAME": "protect.organisations.passwords.BlockedValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "protect.organisations.adapter.ClosedSignupAdapter"
ACCOUNT_FORMS = {
    "login": "protect.organisations.signing_forms.SignInForm",
    "reset_password": "protect.organisations.signing_forms.ResetForm",
    "change_password": "protect.organisations.signing_forms.ChangeForm",
    "reset_password_from_key": "protect.organisations.signing_forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
# Guessing: five wrong passwords or codes an account, thirty a network address, then a pause of a quarter of an hour.
RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/15m/ip,5/15m/key",
    # In a browser that is known for the account, whose owner nobody else's guesses keep out.
    "login_failed_where_known": "5/15m/key",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_RATE_LIMITS = False if ENVIRONMENT == "test" else RATE_LIMITS
MFA_ADAPTER = "protect.organisations.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "PRoTECT"
MFA_TOTP_TOLERANCE = 1
# Browsers themselves allow passkeys on plain HTTP only for this machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
if ENVIRONMENT == "test":
    MFA_RATE_LIMITS = False
# Who must have a second factor whatever their organisation says: "platform" administrators, organisations'
# "administrators", or "everybody"; "nobody" for none.
SECOND_FACTOR = env.chosen(
    "PROTECT_SECOND_FACTOR",
    "platform" if PRODUCTION else "nobody",
    {"nobody", "platform", "administrators", "everybody"},
)
SINGLE_SIGN_ON = single_sign_on.read(PRODUCTION)
# Public forms: an hour's worth by network address and by e-mail address.
# Codes of exercises are counted only where they are wrong.
RATES = {
    "respond": "60/h/ip",
    "join_exercise": "60/h/ip",
    "ask_to_join": "10/h/ip,3/d/key",
    "register": "40/h/ip,6/d/key",
    "contact": "20/h/ip,5/d/key",
    "subscribe": "20/h/ip,3/d/key",
}
PLATFORM_RATE_LIMITS = {} if ENVIRONMENT == "test" else RATES
SOCIALACCOUNT_ADAPTER = "protect.organisations.single_sign_on.Adapter"
SOCIALACCOUNT_PROVIDERS = SINGLE_SIGN_ON.providers() if SINGLE_SIGN_ON else {}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False

# Counts guesses for all processes and machines together, which memory of one process could not.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if ENVIRONMENT == "test"
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "protect_cache"}
}
if ENVIRONMENT == "test":
    # In tests the same number is given to another picture again and again.
    CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Bound to this host and to HTTPS by the browser itself, which knows the prefix.
KNOWN_BROWSER_COOKIE = "known-browser" if INSECURE_COOKIES else "__Host-known-browser"
RESPONDENT_COOKIE_NAME = "protect_respondent"
if not INSECURE_COOKIES:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    RESPONDENT_COOKIE_NAME = "__Secure-respondent"  # bound to its path as well, which the other prefix does not allow
# NIST SP 800-63B-4 for its second level: at most a day, an hour without use. A day on site has longer pauses; the text
# that is lost with a session is given back.
SESSION_COOKIE_AGE = env.number("PROTECT_SESSION_HOURS", 12) * 3600
SESSION_IDLE_SECONDS = env.number("PROTECT_SESSION_IDLE_MINUTES", 120) * 60
SECURE_SSL_REDIRECT = env.flag("PROTECT_SSL_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = env.number("PROTECT_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.flag("PROTECT_HSTS_SUBDOMAINS", PRODUCTION)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("PROTECT_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Number of trusted proxies in front: only then is X-Forwarded-For believed in the audit trail.
TRUSTED_PROXIES = env.number("PROTECT_TRUSTED_PROXIES", 0)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF, *(SINGLE_SIGN_ON.origins if SINGLE_SIGN_ON else ())],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("el", _("Greek")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("lt", _("Lithuanian")),
    ("nl", _("Dutch")),
    ("ro", _("Romanian")),
]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["protect.project.formats"]
USE_TZ = True
TIME_ZONE = env.text("PROTECT_TIME_ZONE", "Europe/Brussels")

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "media"
# Fonts of the printed reports, fetched with the browser libraries; without them typst's own are used.
REPORT_FONTS = PACKAGE / "web" / "static" / "vendor" / "fonts"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nothing of ours is for the pages of others
WHITENOISE_USE_FINDERS = ENVIRONMENT != "production"
WHITENOISE_AUTOREFRESH = ENVIRONMENT == "test"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if ENVIRONMENT == "test"
            else "protect.project.staticfiles.CompressedOnceStorage"
        )
    },
}
# Where pieces of recordings come in and conversions work; on the same disk as the files, so that nothing is copied.
UPLOADS = env.folder("PROTECT_UPLOADS", DATA / "uploads")
# Bytes of one recording, and of all recordings of an organisation.
LARGEST_RECORDING = env.number("PROTECT_LARGEST_RECORDING_MB", 8_000) * 10**6
RECORDINGS_LIMIT = env.number("PROTECT_RECORDINGS_GB", 200) * 10**9
# What comes in one request without scripts; more is not taken by any page.
LARGEST_REQUEST = env.number("PROTECT_LARGEST_REQUEST_MB", 300) * 10**6
# The largest picture of a stream, by its shorter side.
RECORDING_HEIGHT = env.number("PROTECT_RECORDING_HEIGHT", 1080)
FFMPEG = env.text("PROTECT_FFMPEG", "")
# A proxy in front may send the files itself, so that no thread of ours is busy with a slow line: X-Accel-Redirect (nginx,
# the address of an internal location) or X-Sendfile (Apache, on).
MEDIA_ACCEL = env.text("PROTECT_MEDIA_ACCEL", "")
MEDIA_SENDFILE = env.flag("PROTECT_MEDIA_SENDFILE", False)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if ENVIRONMENT == "test"
        else "django_tasks_db.DatabaseBackend",
        # What takes as long as a film is converted beside all other jobs (project/worker.py).
        "QUEUES": ["default", "media"],
    }
}

EMAIL_BACKEND = env.text(
    "PROTECT_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "protect.project.mails_in_folder.EmailBackend",
)
EMAIL_HOST = env.text("PROTECT_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("PROTECT_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("PROTECT_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("PROTECT_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("PROTECT_EMAIL_TLS", False)
EMAIL_TIMEOUT = 10  # seconds for each step; a mail server that hangs shall not hold a page
DEFAULT_FROM_EMAIL = env.text("PROTECT_EMAIL_FROM", "protect@localhost")
# Where the contact form of the platform goes.
CONTACT_ADDRESS = env.text("PROTECT_CONTACT_ADDRESS", DEFAULT_FROM_EMAIL)
# Who gets the daily checkpoint of the audit trail: addresses that this server cannot write to.
CHECKPOINT_MAIL = env.words("PROTECT_CHECKPOINT_MAIL")
# Fewest and most days that an organisation may choose for a kind of data, where not those of the program hold.
RETENTION_LIMITS = env.spans("PROTECT_RETENTION_LIMITS")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("PROTECT_LOG_LEVEL", "WARNING")},
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Editorial pages (protect.pages). The administration asks nobody outside: no pictures of people, no look for newer versions.
WAGTAIL_SITE_NAME = "PRoTECT"
WAGTAILADMIN_BASE_URL = PUBLIC_ADDRESS
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_COMMENTS_ENABLED = False
# Its approval asks groups of people, which the platform has not: what was handed in would wait for nobody.
WAGTAIL_WORKFLOW_ENABLED = False
# A version is what somebody meant to save; half a second of typing is none, and each would be an entry in the trail.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAILIMAGES_IMAGE_MODEL = "pages.DescribedImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "protect.pages.editing.forms.DescribedImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "protect.pages.editing.forms.CheckedDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt"]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}

TEST_RUNNER = "django.test.runner.DiscoverRunner"
