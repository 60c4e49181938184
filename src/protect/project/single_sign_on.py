"""Single sign-on by OpenID Connect, from the variables PROTECT_OIDC_* (docs/administrator.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from protect.project import environment as env

#: How the provider is called in addresses: /account/single-sign-on/town/login/callback/
PROVIDER = "town"


@dataclass(frozen=True)
class SingleSignOn:
    """One provider. ``domain``, ``organisation`` and ``role`` let people in who have neither account nor invitation."""

    issuer: str
    client: str
    secret: str
    name: str
    domain: str
    organisation: str
    role: str
    has_second_factor: bool
    origins: tuple[str, ...]

    def providers(self) -> dict[str, Any]:
        """The setting SOCIALACCOUNT_PROVIDERS."""
        app = {
            "provider_id": PROVIDER,
            "name": self.name,
            "client_id": self.client,
            "secret": self.secret,
            "settings": {"server_url": self.issuer, "oauth_pkce_enabled": True},
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def read(production: bool) -> SingleSignOn | None:
    """None where PROTECT_OIDC_ISSUER is not set; what is half set or unsafe stops the start."""
    issuer = env.text("PROTECT_OIDC_ISSUER").rstrip("/")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise env.SettingError(
            f"PROTECT_OIDC_ISSUER is '{issuer}'; write an address such as https://login.example.org."
        )
    if production and parts.scheme != "https":
        raise env.SettingError("PROTECT_OIDC_ISSUER begins with http:; a production server signs in by https: only.")
    found = {name: env.text(name) for name in ("PROTECT_OIDC_CLIENT_ID", "PROTECT_OIDC_CLIENT_SECRET")}
    for name, value in found.items():
        if not value:
            raise env.SettingError(f"PROTECT_OIDC_ISSUER is set and {name} is not; the provider tells it.")
    domain = env.text("PROTECT_OIDC_DOMAIN").lower().lstrip("@")
    organisation = env.text("PROTECT_OIDC_ORGANISATION")
    if bool(domain) != bool(organisation):
        raise env.SettingError("Set both PROTECT_OIDC_DOMAIN and PROTECT_OIDC_ORGANISATION, or neither of them.")
    return SingleSignOn(
        issuer=issuer,
        client=found["PROTECT_OIDC_CLIENT_ID"],
        secret=found["PROTECT_OIDC_CLIENT_SECRET"],
        name=env.text("PROTECT_OIDC_NAME", parts.hostname),
        domain=domain,
        organisation=organisation,
        role=env.text("PROTECT_OIDC_ROLE", "viewer"),
        has_second_factor=env.flag("PROTECT_OIDC_SECOND_FACTOR", False),
        origins=(f"{parts.scheme}://{parts.netloc}", *env.words("PROTECT_OIDC_ORIGINS")),
    )
