"""Front page, settings, manual, glossary."""

from tests.deciding import PEOPLE, WRONG_METHOD, public, signed_in

DECISIONS = {
    "web:home": public(because="visitors read what the platform is, everybody else what waits for them"),
    "web:icon": public(),
    "web:preferences": signed_in(),
    "web:language": public().but(
        get=dict.fromkeys(PEOPLE, WRONG_METHOD), because="a button; visitors choose a language too"
    ),
    "web:help": public(because="the manual holds nothing restricted and helps whoever cannot sign in"),
    "web:help_page": public(lambda w: {"name": "user/lead"}),
    "web:help_image": public(lambda w: {"name": "home.webp"}),
    "web:glossary": public(),
}
