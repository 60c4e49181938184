"""protect createuser."""

from __future__ import annotations

import click

from protect.project.cli import cli, set_up

ROLES = ["administrator", "lead", "assessor", "expert", "viewer", "rfi_officer", "provider", "observer"]
KINDS = [
    "municipality", "police", "fire_rescue", "ambulance", "national_authority", "operator", "solution_provider", "research",
    "other",
]  # fmt: skip


@cli.command()
@click.argument("email")
@click.option("--name", prompt="Name", help="Name of the person.")
@click.option("--organisation", help="Organisation to belong to; it is made if it does not exist.")
@click.option(
    "--kind", type=click.Choice(KINDS), default="municipality", show_default=True, help="Kind of a new organisation."
)
@click.option("--role", type=click.Choice(ROLES), default="administrator", show_default=True, help="Role there.")
@click.option(
    "--platform-administrator", is_flag=True, help="May make organisations; reads nothing restricted by that."
)
@click.password_option(help="Asked for if not given; at least 15 characters.")
def createuser(
    email: str, name: str, organisation: str | None, kind: str, role: str, platform_administrator: bool, password: str
) -> None:
    """Make an account, for example the first administrator of a town.

    \b
    protect createuser anna@town.example --name "Anna Berg" --organisation "Town of Berg"
    """
    set_up()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction

    from protect.organisations import audit
    from protect.organisations.models import Membership, Organisation, User, Verb

    try:
        validate_email(email)
    except ValidationError:
        raise click.BadParameter(f"'{email}' is not an e-mail address.", param_hint="EMAIL") from None
    if User.objects.filter(email__iexact=email).exists():
        raise click.ClickException(f"There is an account for {email} already.")
    person = User(email=email.lower(), name=name, is_platform_administrator=platform_administrator)
    validate_password(password, person)
    with transaction.atomic(), audit.acting(None, "protect createuser"):
        person.set_password(password)
        person.save()
        audit.record(Verb.CREATED, person)
        if organisation:
            owner, made = Organisation.objects.get_or_create(name=organisation, defaults={"kind": kind})
            if made:
                audit.record(Verb.CREATED, owner)
            membership = Membership.objects.create(user=person, organisation=owner, role=role)
            audit.record(Verb.CREATED, membership, organisation=owner)
    click.echo(f"{email} can sign in now.")


@cli.command("reset-second-factor")
@click.argument("email")
@click.confirmation_option(prompt="Have you made sure, not by mail alone, that this person asked for it?")
def reset_second_factor(email: str) -> None:
    """Take app, passkeys and recovery codes off an account whose owner has lost them; all its sessions end.

    They sign in with the password alone once, and set up a new factor; where one is required, before anything else.
    """
    set_up()
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession
    from django.db import transaction

    from protect.organisations import audit
    from protect.organisations.models import User, Verb

    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise click.ClickException(f"There is no account for {email}.")
    with transaction.atomic(), audit.acting(None, "protect reset-second-factor"):
        count, _rows = Authenticator.objects.filter(user=person).delete()
        for session in UserSession.objects.filter(user=person):
            session.end()
        audit.record(Verb.CHANGED, person, note="second factor taken off")
    click.echo(f"{count} taken off. {email} signs in with the password and sets up a new one.")
