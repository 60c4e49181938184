"""How passwords are stored: argon2id, at a cost that several people can sign in at once for on a small machine."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB and three rounds: more work than the least that OWASP's password storage guide asks for
    (19 MiB, two rounds, one lane), where Django's default takes 100 MiB for each sign-in at a time.

    Passwords stored at another cost are stored anew at the next sign-in.
    """

    memory_cost = 19 * 1024  # KiB
    time_cost = 3
    parallelism = 1
