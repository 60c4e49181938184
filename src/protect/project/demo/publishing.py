"""Public pages of the demonstration in English and French, the map of its cities, and an issue of the newsletter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone, translation

from protect.newsletters import services as mailing
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.pages import services as publishing
from protect.pages.blocks import Body
from protect.pages.models import EditingPerson, HomePage, NewsIndex, NewsItem, OrdinaryPage
from protect.project.demo import accounts

#: City, latitude, longitude: points of a map, to one hundredth of a degree.
PLACES = {
    accounts.BRASOV: ("Brașov", 45.65, 25.6),
    accounts.EINDHOVEN: ("Eindhoven", 51.44, 5.48),
    accounts.LARISSA: ("Larissa", 39.64, 22.42),
    accounts.MALAGA: ("Málaga", 36.72, -4.42),
    accounts.VILNIUS: ("Vilnius", 54.69, 25.28),
}
ABOUT = {
    "en": (
        "About us",
        "Five towns and those who work with them. Invented, as everything here.",
        (
            "We look at squares, markets and stations before something happens. We do it together: the town, its police and "
            "rescue services, and those who run the place. What we learn we tell, without telling where it would hurt."
        ),
    ),
    "fr": (
        "Qui sommes-nous",
        "Cinq villes et leurs partenaires. Tout est inventé ici.",
        (
            "Nous regardons les places, les marchés et les gares avant qu'il n'arrive quelque chose. Nous le faisons ensemble : "
            "la ville, la police, les secours et ceux qui font vivre le lieu. Ce que nous apprenons, nous le racontons, sans "
            "dire où cela ferait mal."
        ),
    ),
}
JOIN = {
    "en": (
        "How to join",
        "Who can take part, and how it begins.",
        (
            "Municipalities, police, rescue services, operators and providers of solutions fill in a short form. Whoever "
            "runs the platform reads it and answers by e-mail. The first person of an organisation then invites the others."
        ),
        "Ask to join",
    ),
    "fr": (
        "Comment participer",
        "Qui peut participer, et comment cela commence.",
        (
            "Communes, police, secours, exploitants et fournisseurs de solutions remplissent un court formulaire. La personne "
            "qui gère la plateforme le lit et répond par courriel. La première personne d'une organisation invite ensuite "
            "les autres."
        ),
        "Demander à participer",
    ),
}
NEWS = {
    "en": (
        (
            "Evening markets: what five towns agreed on",
            "Light, ways out, and stalls that stop a vehicle without looking like it.",
            12,
        ),
        (
            "Captions for everything that is said",
            "Whoever does not hear a webinar reads it, and finds the second in it.",
            40,
        ),
    ),
    "fr": (
        (
            "Marchés du soir : ce dont cinq villes sont convenues",
            "De la lumière, des sorties, et des étals qui arrêtent un véhicule sans en avoir l'air.",
            12,
        ),
        (
            "Des sous-titres pour tout ce qui se dit",
            "Qui n'entend pas un webinaire le lit, et y retrouve la seconde cherchée.",
            40,
        ),
    ),
}
INDEX = {"en": "News", "fr": "Actualités"}


def publish(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """The national office's lead is the editor; whoever runs the platform appointed her."""
    host, editor = people["platform"], people["national"]
    for name, (city, latitude, longitude) in PLACES.items():
        if name in organisations:
            with audit.acting(None, "demo"):
                place = {"city": city, "latitude": latitude, "longitude": longitude}
                publishing.show_on_map(organisations[name], place)
    with audit.acting(host, "demo"):
        publishing.appoint(editor.email, by=host)
    with audit.acting(editor, "demo"):
        editor = EditingPerson.objects.get(pk=editor.pk)
        english = pages("en", editor)
        for mine, theirs in zip(pages("fr", editor), english, strict=True):
            type(mine).objects.filter(pk=mine.pk).update(translation_key=theirs.translation_key)
        subscribed()


def pages(language: str, editor: User) -> list[Any]:
    """Home, two pages, the list of news and two items, all published; in the same order in each language."""
    with translation.override(language):
        home = HomePage.objects.get(pk=publishing.begin(language).pk)
        home.get_latest_revision().publish(user=editor)
        home = HomePage.objects.get(pk=home.pk)
        title, lead, text = ABOUT[language]
        made: list[Any] = [put(home, OrdinaryPage(title=title, lead=lead, body=said(text)), editor, in_menu=True)]
        title, lead, text, button = JOIN[language]
        ask = {"text": button, "page": None, "address": "/organisations/ask/", "note": ""}
        body = said(text, {"type": "call", "value": ask})
        made.append(put(home, OrdinaryPage(title=title, lead=lead, body=body), editor, in_menu=True))
        index = put(home, NewsIndex(title=INDEX[language]), editor, in_menu=True)
        made.append(index)
        for title, lead, days in NEWS[language]:
            date = timezone.localdate() - dt.timedelta(days=days)
            made.append(put(index, NewsItem(title=title, lead=lead, date=date, body=said(lead)), editor))
        return made


def said(text: str, *more: dict[str, Any]) -> Any:
    return Body().to_python([{"type": "text", "value": f"<p>{text}</p>"}, *more])


def put(above: Any, page: Any, editor: User, *, in_menu: bool = False) -> Any:
    page.locale, page.owner, page.show_in_menus = above.locale, editor, in_menu
    above.add_child(instance=page)
    page.save_revision(user=editor).publish(user=editor)
    return type(page).objects.get(pk=page.pk)


def subscribed() -> None:
    """Two readers, and an issue that waits to be sent."""
    for email, language in (("reader@example.org", "en"), ("lectrice@example.org", "fr")):
        mailing.confirm(mailing.subscribe(email, language=language, topics=[], ask=False))
    values = {
        "subject": "Evening markets, and captions for everything (invented)", "language": "en", "topic": "",
        "intro": "Dear reader,\n\nthis is what five invented towns did this spring.",
    }  # fmt: skip
    items = [
        {"title": one.title, "address": one.url, "note": one.lead}
        for one in NewsItem.objects.filter(locale__language_code="en").select_related("locale")
    ]
    mailing.compose(values, items)
