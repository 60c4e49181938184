"""What the administrator sets, read once from environment variables, with one clear sentence where a value is wrong."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DEMO_KEY = "demo-key-known-to-everybody-never-for-production"


class SettingError(Exception):
    """A setting is missing or wrong; the text says which one and what to do."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} is '{value}'; write 1 or 0.")


def number(name: str, default: int) -> int:
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise SettingError(f"{name} is '{value}'; write a whole number.") from None


def chosen(name: str, default: str, known: set[str]) -> str:
    value = text(name, default).lower()
    if value not in known:
        raise SettingError(f"{name} is '{value}'; write one of: {', '.join(sorted(known))}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def spans(name: str) -> dict[str, tuple[int, int]]:
    """``kind=least-most`` separated by commas, such as ``views=180-730,bin=7-90``."""
    found = {}
    for word in words(name):
        kind, equals, span = word.partition("=")
        least, dash, most = span.partition("-")
        if not (kind and equals and dash and least.isdigit() and most.isdigit() and 0 < int(least) <= int(most)):
            raise SettingError(f"{name} contains '{word}'; write a kind and its days, such as views=180-730.")
        found[kind.strip()] = (int(least), int(most))
    return found


def folder(name: str, default: Path) -> Path:
    value = text(name)
    return Path(value).expanduser().resolve() if value else default


def data_folder() -> Path:
    """Folder of database, media and secret key: PROTECT_DATA, else ./var below the working folder."""
    return Path(text("PROTECT_DATA", "var")).expanduser().resolve()


def secret_key(production: bool, folder: Path) -> str:
    """PROTECT_SECRET_KEY, or a key made once and kept in the data folder, readable by its owner only."""
    key = text("PROTECT_SECRET_KEY")
    if key:
        return key
    if not production:
        return DEMO_KEY
    kept = folder / "secret-key"
    if kept.exists():
        return kept.read_text(encoding="ascii").strip()
    folder.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(64)
    handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key


def database(folder: Path) -> dict[str, Any]:
    """Django's database entry from PROTECT_DATABASE_URL (``sqlite:///file`` or ``postgresql://user:pw@host:port/name``).

    SQLite, the default, runs with write-ahead log, foreign keys, a busy time-out of ten seconds and immediate write
    transactions, so that web server and job worker can share the file.
    """
    url = text("PROTECT_DATABASE_URL")
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        return sqlite(str(folder / "protect.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(":memory:" if parts.path in {"", "/:memory:"} else unquote(parts.path))
    if parts.scheme in {"postgresql", "postgres"}:
        options = dict(parse_qsl(parts.query))
        name = unquote(parts.path.lstrip("/"))
        if not name:
            raise SettingError("PROTECT_DATABASE_URL names no database; write postgresql://user@host/name.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": options.pop("port", str(parts.port or "")),
            "OPTIONS": options,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise SettingError(f"PROTECT_DATABASE_URL begins with '{parts.scheme}:'; write sqlite:///file or postgresql://...")


def sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA busy_timeout=10000; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
