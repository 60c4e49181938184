"""What docs/security.md claims and no other test shows: read from the source, from the settings of production, and asked."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.test import Client
from django.urls import reverse

from protect.organisations.models import Organisation, User
from protect.spaces.models import Space
from tests.organisations.test_second_factor import set_up_app, sign_in
from tests.project.test_safekeeping import environment
from tests.world import PASSWORD, make_organisation, make_space, make_user

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/protect"
GUIDE = (ROOT / "docs/administrator.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs/security.md").read_text(encoding="utf-8")


@dataclass
class Module:
    """What one file of the program imports and calls; its tree is walked once and let go."""

    #: Every module that is imported, and every name of it: ``os``, ``os.path``, ``hashlib.sha256``.
    imported: set[str] = field(default_factory=set)
    calls: list[tuple[str, ast.Call]] = field(default_factory=list)


@cache
def modules() -> dict[str, Module]:
    return {str(path.relative_to(SOURCE)): read(ast.parse(path.read_bytes())) for path in SOURCE.rglob("*.py")}


def read(tree: ast.Module) -> Module:
    found = Module()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.imported |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.imported |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Call):
            found.calls.append((ast.unparse(node.func), node))
    return found


def users_of(*names: str) -> set[str]:
    wanted = set(names)
    return {path for path, module in modules().items() if module.imported & wanted}


# --- Read from the source


def test_programs_run_from_lists_and_never_through_a_shell():
    run = 0
    for path, module in modules().items():
        for name, call in module.calls:
            assert name not in {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}, path
            if name.startswith("subprocess."):
                run += 1
                assert not [one for one in call.keywords if one.arg == "shell"], path
                assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr), path
    assert run >= 3


def test_nothing_that_comes_in_is_run_or_unpickled():
    assert not users_of("pickle", "marshal", "shelve", "dill", "code", "yaml.load", "yaml.unsafe_load")
    for path, module in modules().items():
        assert not {"eval", "exec", "compile", "__import__", "yaml.load"} & {name for name, _call in module.calls}, path


def test_the_server_asks_no_address_but_itself():
    """Mail goes by Django and single sign-on by allauth, both to configured servers; nothing else speaks to anybody."""
    assert users_of(
        "requests", "urllib.request", "urllib3", "httpx", "aiohttp", "http.client", "socket", "smtplib.SMTP", "ftplib"
    ) == {"project/processes.py"}  # fmt: skip
    text = (SOURCE / "project/processes.py").read_text(encoding="utf-8")
    assert "HTTPConnection(" in text and "https" not in text.lower()


def test_hashes_and_ciphers_are_the_approved_ones():
    hashes = {
        name
        for module in modules().values()
        for name, _call in module.calls
        if re.fullmatch(r"(hashlib|hmac)\.\w+", name)
    }
    # BLAKE2 only tells features of a map apart, SHA-1 whether a piece of an upload arrived whole (as its protocol wants it).
    assert hashes == {"hashlib.sha256", "hashlib.file_digest", "hashlib.blake2b", "hashlib.sha1"}
    ciphers = {
        name for module in modules().values() for name in module.imported if re.match(r"cryptography|Crypto|nacl", name)
    }
    assert ciphers == {"cryptography.fernet", "cryptography.fernet.Fernet", "cryptography.fernet.MultiFernet"}


def test_what_must_not_be_guessed_comes_from_the_system():
    assert all(path.startswith("project/demo/") for path in users_of("random"))
    sizes = [
        call.args[0].value
        for module in modules().values()
        for name, call in module.calls
        if name == "secrets.token_urlsafe" and isinstance(call.args[0], ast.Constant)
    ]
    assert len(sizes) >= 5 and min(sizes) * 8 >= 128
    assert "secrets.randbelow" in {name for name, _call in modules()["respondents/codes.py"].calls}


def test_scripts_put_no_name_from_outside_on_an_object_and_no_text_in_as_html():
    """Only names of fields of our own pages become keys; the one list that takes HTML takes our own server's."""
    scripts = [path for path in SOURCE.glob("*/static/*/*.js") if path.parent.name != "vendor"]
    assert len(scripts) > 10
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"__proto__|\beval\(|new Function|document\.write|outerHTML|insertAdjacentHTML", text), (
            path
        )
        keys = set(re.findall(r"[\w)]\[([^\"'`\d\]\n][^\]\n]*)\]\s*=(?![=>])", text))
        assert keys <= {"name", "field.name"}, path
        assert "innerHTML" not in text or path.name == "box.js", path


# --- Settings of production

ASK = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "protect.project.settings"
import django; django.setup()
from django.conf import settings
from django.contrib.auth.hashers import make_password
print(json.dumps({
    "cookies": [getattr(settings, f"{name}_COOKIE_NAME") for name in ("SESSION", "CSRF", "LANGUAGE", "RESPONDENT")],
    "known": settings.KNOWN_BROWSER_COOKIE,
    "password": make_password("x").split("$")[:2],
    "logs": [one["class"] for one in settings.LOGGING["handlers"].values()],
    "patience": settings.EMAIL_TIMEOUT,
    "debug": settings.DEBUG,
}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment(tmp_path_factory.mktemp("data"), PROTECT_ENV="production"),
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_cookie_of_production_is_bound_to_https_by_its_name(production):
    assert production["known"].startswith("__Host-")
    assert production["cookies"] == ["__Host-session", "__Host-csrf", "__Host-language", "__Secure-respondent"]


def test_passwords_are_kept_by_argon2id(production):
    assert production["password"] == ["argon2", "argon2id"]


def test_the_log_goes_to_standard_error_alone(production):
    assert production["logs"] == ["logging.StreamHandler"]


def test_a_mail_server_that_hangs_is_given_up(production):
    assert 1 <= production["patience"] <= 30


def test_session_keys_hold_128_bits_and_never_come_twice(db):
    keys = {SessionStore()._get_new_session_key() for _number in range(50)}
    assert len(keys) == 50
    assert all(re.fullmatch("[a-z0-9]{32}", key) for key in keys)  # 36^32 is more than 2^165


# --- What the documents say


@pytest.mark.parametrize(
    "heading",
    ["Communication", "Uploads", "Limits", "Keys", "Packages", "Logs", "Who could do harm", "What is open"],
)  # fmt: skip
def test_what_the_table_points_to_is_there(heading):
    part = SECURITY.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert len(part.split()) > 40, heading


def test_the_limits_told_are_those_of_the_program(settings):
    from protect.organisations import files
    from protect.project import settings as program

    told = " ".join(SECURITY.partition("\n## Uploads\n")[2].partition("\n## Keys")[0].split())
    assert f"{files.LARGEST // 10**6} MB, {files.MOST_PIXELS // 10**6} megapixels" in told
    assert f"forms of {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB" in told
    assert f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields" in told
    assert program.RATE_LIMITS["login_failed"] == "30/15m/ip,5/15m/key"
    assert "Five wrong passwords or codes an account and thirty a network address in a quarter of an hour" in told
    assert settings.SESSION_IDLE_SECONDS == 2 * 3600 and settings.SESSION_COOKIE_AGE == 12 * 3600
    assert "two hours without use, twelve in all" in told


def test_the_guide_tells_how_the_proxy_in_front_is_to_be_set():
    part = GUIDE.partition("\n## HTTPS and the proxy in front\n")[2].partition("\n## ")[0]
    for word in ("TLSv1.2 TLSv1.3", "ssl_ciphers", "publicly trusted", "host name of its own", "proxy_set_header"):
        assert word in part, word


def test_the_audit_of_packages_is_part_of_what_must_pass():
    assert "make audit" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    # Nobody takes an audit that could not ask for a clean one.
    told = SECURITY.partition("\n## Packages\n")[2].partition("\n## ")[0]
    assert "NOT ASKED" in told and "still passes" in told and "--strict" in told


def test_what_is_said_to_be_open_is_what_the_table_says():
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \| [^|]* \|.*\| ([^|]*) \|$", SECURITY, re.MULTILINE)
    state = {number: found.strip("* ") for number, found in rows}
    tally = {name: sum(one == name for one in state.values()) for name in ("met", "partly", "open", "n/a")}
    assert (
        f"Of {len(state)} requirements of levels 1 and 2, {tally['met']} are met, {tally['partly']} partly, "
        f"{tally['open']} is open, {tally['n/a']} do not apply." in SECURITY
    )
    listed = re.findall(r"^- \*\*(\d+\.\d+\.\d+) .*\*\* \((partly|open)\)", SECURITY, re.MULTILINE)
    assert dict(listed) == {number: found for number, found in state.items() if found in {"partly", "open"}}


def test_the_wheel_holds_the_program_alone():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert build["targets"]["wheel"]["packages"] == ["src/protect"]
    assert all(one.startswith("src/protect/") for one in build["targets"]["wheel"]["artifacts"])
    assert not [path for path in SOURCE.rglob("*") if path.name.startswith((".git", ".env", "test_", "conftest"))]


# --- Asked as a browser would, and as none would

NASTY = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{ 7*7 }}{% debug %}"""


@pytest.fixture
def town(db):
    return make_organisation("Town")


@pytest.fixture
def lead(town):
    return make_user("lead@example.org", town, "lead")


def test_what_people_type_is_shown_as_they_typed_it_and_nowhere_becomes_markup_or_template(client, town, lead):
    space = make_space(town, NASTY, by=lead, description=NASTY, town="javascript:alert(1)")
    client.force_login(lead)
    pages = [
        reverse("web:home"), reverse("spaces:list"), reverse("spaces:detail", args=[space.pk]),
        reverse("spaces:change", args=[space.pk]), reverse("search:page") + "?q=script",
        reverse("search:suggestions") + "?q=script", reverse("spaces:list") + "?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ]  # fmt: skip
    met = 0
    for page in pages:
        text = client.get(page).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text, page
        assert 'href="javascript:' not in text and "49{" not in text, page
        met += "&lt;script&gt;" in text and "{{ 7*7 }}{% debug %}" in text
    assert met >= 4
    answer = client.get(reverse("spaces:map_list_data"))
    assert answer["Content-Type"].startswith("application/geo+json")
    assert json.loads(answer.content)


@pytest.mark.parametrize("asked", ["x' OR '1'='1", "' OR 1=1 --", '" OR title : *', "%", "zzz) OR (1=1"])
def test_no_text_becomes_part_of_a_question_to_the_database(client, town, lead, asked):
    make_space(town, "Old Market", by=lead)
    client.force_login(lead)
    for page in (reverse("spaces:list"), reverse("search:page")):
        answer = client.get(page, {"q": asked, "sort": asked, "page": asked})
        assert answer.status_code == 200 and "Old Market" not in answer.content.decode(), page


@pytest.mark.parametrize("name", ["Town\r\nBcc: other@example.org", "Town\rBcc: other@example.org", "Town\nX: y"])
def test_no_name_adds_a_line_to_the_head_of_a_mail(client, town, name):
    Organisation.objects.filter(pk=town.pk).update(name=name)
    administrator = make_user("administrator@example.org", town, "administrator")
    client.force_login(administrator)
    answer = client.post(
        reverse("organisations:invite", args=[town.pk]), {"email": "new@example.org", "role": "viewer"}
    )
    assert answer.status_code == 302
    (sent,) = mail.outbox
    assert sent.recipients() == ["new@example.org"]
    assert "Bcc" not in sent.message() and "X" not in sent.message()
    client.post(
        reverse("organisations:invite", args=[town.pk]),
        {"email": "a@example.org\nBcc: b@example.org", "role": "viewer"},
    )
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_host(lead, away):
    client = Client()
    answer = client.post(reverse("account_login"), {"login": lead.email, "password": PASSWORD, "next": away})
    assert answer.status_code == 302 and answer["Location"] == "/"
    answer = client.post(reverse("web:language"), {"language": "en", "next": away})
    assert answer.status_code == 302 and answer["Location"] == "/"


def test_a_form_takes_its_own_fields_only_and_not_from_the_address(client, town, lead):
    other = make_organisation("Other")
    client.force_login(lead)
    fields = {"organisation": town.pk, "name": "Square", "main_category": "square"}
    foreign = {
        "pk": "4711",
        "id": "4711",
        "created_by": "1",
        "created_by_id": "1",
        "version": "99",
        "archived_at": "2026-01-01",
    }
    assert client.post(reverse("spaces:new"), {**fields, **foreign}).status_code == 302
    (space,) = Space.objects.all()
    assert (space.pk, space.name, space.organisation) != (4711, "Square", town) and space.organisation == town
    assert space.pk != 4711
    client.post(reverse("spaces:new"), {**fields, "name": "Foreign", "organisation": other.pk})
    client.post(reverse("spaces:new") + "?name=Elsewhere", {**fields, "name": ""})
    assert list(Space.objects.values_list("name", flat=True)) == ["Square"]


def test_an_old_password_goes_on_and_no_question_helps_to_guess_it(client, lead):
    User.objects.filter(pk=lead.pk).update(last_login="2017-01-01T00:00Z")
    answer = client.post(reverse("account_login"), {"login": lead.email, "password": PASSWORD})
    assert answer.status_code == 302 and answer["Location"] == "/"
    names = {field.name for field in User._meta.get_fields()}
    assert not {name for name in names if re.search("hint|question|secret", name)}


def test_a_new_platform_has_no_account(db):
    assert not User.objects.exists()


def test_an_error_of_ours_is_one_sentence_outside_and_a_traceback_in_the_log(lead, monkeypatch, caplog):
    def fail(*_arguments, **_options):
        raise RuntimeError("the inside of the program")

    monkeypatch.setattr("protect.search.views.search", fail)
    client = Client(raise_request_exception=False)
    client.force_login(lead)
    answer = client.get(reverse("search:page"), {"q": "market"})
    assert answer.status_code == 500
    assert "inside of the program" not in answer.content.decode() and "Traceback" not in answer.content.decode()
    (line,) = [one for one in caplog.records if one.name == "django.request" and one.levelname == "ERROR"]
    assert line.exc_info and "inside of the program" in str(line.exc_info[1])


def test_a_sign_in_gives_a_new_session_and_signing_out_ends_it_on_the_server(lead):
    client = Client()
    client.get(reverse("account_login"))
    form = {"login": lead.email, "password": PASSWORD}
    client.post(reverse("account_login"), form)
    first = client.cookies["sessionid"].value
    assert client.get(reverse("spaces:list")).status_code == 200
    client.post(reverse("account_logout"))
    old = Client()
    old.cookies["sessionid"] = first
    assert old.get(reverse("spaces:list")).status_code == 302
    old.post(reverse("account_login"), form)  # a key that somebody else may know is not taken up
    assert old.cookies["sessionid"].value != first
    assert old.get(reverse("spaces:list")).status_code == 200


def test_a_forgotten_password_does_not_pass_by_the_second_factor(client, lead):
    assert sign_in(client, lead).status_code == 302
    set_up_app(client)
    client.logout()
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": lead.email})
    (link,) = re.findall(r"https?://[^/\s]+(/account/password/reset/key/\S+)", mail.outbox[0].body)
    page = client.get(link, follow=True)
    new = "another long enough phrase"
    asked = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert asked.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", asked.content.decode())[:3000]
    assert client.get(reverse("spaces:list")).status_code == 302
    assert sign_in(client, lead, new).url == reverse("mfa_authenticate")
    assert client.get(reverse("spaces:list")).status_code == 302


def test_nothing_that_is_shown_to_a_person_is_kept_by_browser_or_proxy(client, town, lead):
    space = make_space(town, "Old Market", by=lead)
    client.force_login(lead)
    pages = [
        reverse("web:home"), reverse("spaces:list"), reverse("spaces:detail", args=[space.pk]),
        reverse("search:page") + "?q=market", reverse("search:suggestions") + "?q=market",
        reverse("spaces:map_list_data"), reverse("reminders:list"), reverse("organisations:detail", args=[town.pk]),
        "/no/such/page/",
    ]  # fmt: skip
    for page in pages:
        kept = client.get(page)["Cache-Control"]
        assert "no-store" in kept and "private" in kept, page
