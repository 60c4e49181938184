"""Argon2 as the platform uses it, but cheap: hundreds of tests make people who never sign in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 64
    parallelism = 1
