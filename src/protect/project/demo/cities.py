"""The five cities as tables. Every place, name and figure is invented; outlines are drawn by us, outside the town centres."""

from __future__ import annotations

from typing import NamedTuple

from protect.project.demo import accounts


class Place(NamedTuple):
    key: str
    name: str
    category: str
    further: list[str]
    crowd: str
    width_m: int
    height_m: int
    busy: str
    description: str
    surroundings: str
    symbolic: str
    hazards: str
    states: dict[str, tuple[str, int]]  # usage state: when, people


class City(NamedTuple):
    key: str
    name: str
    country: str
    municipality: str
    longitude: float  # of a point in the open country, some kilometres from the real centre
    latitude: float
    streets: tuple[str, str, str, str]  # north, east, south, west of each place
    places: list[Place]


CITIES: list[City] = [
    City("brasov", "Brașov", "RO", accounts.BRASOV, 25.535, 45.702,
         ("Strada Fântânii", "Strada Brazilor", "Strada Lânii", "Aleea Ulmilor"), [
        Place("fountain", "Piața Fântânii", "square", ["culture"], "up_to_2000", 120, 90,
              "Saturdays from 9 to 14 h; Christmas market in December.",
              "A paved square with a fountain, a small stage and café terraces on two sides.",
              "Old houses with shops on the ground floor, a school behind the north side.",
              "The town's new year is celebrated here.", "A gas pressure station two streets away.",
              {"normal": ("weekdays", 180), "peak": ("Saturday market, 9 to 14 h", 900), "event": ("Christmas market", 1800),
               "night": ("after 23 h", 30)}),
        Place("north_station", "Gara Brazilor", "transport_hub", [], "up_to_2000", 160, 70,
              "Weekdays from 6.30 to 8.30 h and from 16 to 18 h.",
              "A small regional station with two platforms, a hall and a bus stop on the forecourt.",
              "Car park to the east, a hotel opposite.", "", "Goods trains pass on the third track.",
              {"normal": ("between the rush hours", 200), "peak": ("weekday mornings and afternoons", 1100),
               "night": ("last train at 23.40 h", 20)}),
        Place("hall", "Sala Stejarului", "culture", ["nightlife"], "up_to_2000", 90, 60,
              "Concert evenings from 18.30 to 23 h.",
              "A concert hall with 900 seats, a foyer and a terrace.",
              "A park on three sides; one street in front of the foyer.", "Named after an old oak, loved by the town.", "",
              {"normal": ("rehearsal days", 40), "event": ("concert evenings", 950)}),
        Place("town_office", "Casa Cetățenilor", "institution", [], "up_to_500", 60, 50,
              "Mondays and Thursdays from 8.30 to 12 h.",
              "The citizens' office with a waiting hall, twelve counters and a play corner.",
              "A quiet street with parking on one side.", "The town's face to its citizens.", "",
              {"normal": ("opening hours", 90), "peak": ("Monday mornings", 260)}),
    ]),
    City("eindhoven", "Eindhoven", "NL", accounts.EINDHOVEN, 5.405, 51.492,
         ("Lindelaan", "Beukenstraat", "Wilgenpad", "Elzenstraat"), [
        Place("night_street", "Lampenstraat", "nightlife", ["shopping"], "up_to_10000", 170, 50,
              "Fridays and Saturdays from 22 to 4 h.",
              "A street of cafés and two clubs; closed to cars on weekend nights.",
              "Side lanes lead to a car park and to a bicycle park.", "", "",
              {"normal": ("weekday evenings", 300), "peak": ("weekend nights", 3500), "event": ("light festival", 6000)}),
        Place("arcade", "Overdekt plein Wilgenhof", "square", ["shopping"], "up_to_2000", 110, 70,
              "Saturdays from 11 to 17 h; late shopping on Fridays.",
              "A covered square with forty shops around it.", "Delivery yard at the back, tram stop in front.", "", "",
              {"normal": ("weekdays", 450), "peak": ("Saturday afternoons", 1700), "works": ("roof repair in spring", 300)}),
        Place("campus", "Campus De Heide", "business", ["culture"], "up_to_2000", 180, 120,
              "Weekdays from 8 to 18 h; congress days four times a year.",
              "An open campus of offices and laboratories with a congress room.", "Fields to the west, a ring road to the east.",
              "Known for its light technology.", "A store of technical gases, fenced and registered.",
              {"normal": ("office days", 1200), "event": ("congress days", 1900)}),
        Place("park_square", "Populierenplein", "square", [], "up_to_500", 80, 80,
              "Wednesday market from 9 to 13 h.", "A neighbourhood square with a weekly market and a playground.",
              "Houses on four sides, a primary school on the corner.", "", "",
              {"normal": ("weekdays", 60), "peak": ("market on Wednesday", 350)}),
    ]),
    City("larissa", "Λάρισα", "GR", accounts.LARISSA, 22.355, 39.602,
         ("Οδός Πλατάνων", "Οδός Ελαιών", "Οδός Ροδιάς", "Οδός Μύλου"), [
        Place("river_square", "Πλατεία Πλατάνων", "square", ["nightlife"], "up_to_2000", 130, 80,
              "Summer evenings from 20 to 24 h.", "A square under plane trees with café terraces and an open-air cinema.",
              "A riverside path to the north.", "", "High water of the river every few years.",
              {"normal": ("daytime", 150), "peak": ("summer evenings", 1300), "event": ("film week in July", 1600)}),
        Place("theatre", "Υπαίθριο Θέατρο Ροδιάς", "culture", [], "up_to_2000", 100, 90,
              "Performances in July and August, from 19.30 h.", "An open-air theatre with 1,400 seats and one main gate.",
              "A hill on the stage side, houses on the other.", "Shown on the town's posters.", "Dry grass in summer.",
              {"normal": ("visits by day", 60), "event": ("performances", 1400)}),
        Place("market_hall", "Σκεπαστή Αγορά Μύλου", "shopping", [], "up_to_2000", 90, 50,
              "Tuesdays and Saturdays from 8 to 14 h.", "A market hall with sixty stalls in a former mill.",
              "Narrow streets with deliveries in the morning.", "", "",
              {"normal": ("weekdays", 200), "peak": ("Saturday mornings", 1100)}),
        Place("clinic", "Κλινική Ελαιώνα", "institution", [], "up_to_500", 110, 80,
              "Visiting hours from 16 to 19 h.", "A small clinic with an outpatient hall and 80 beds.",
              "An olive grove on two sides.", "", "Medical oxygen in a fenced yard.",
              {"normal": ("outpatient hours", 240), "night": ("after 21 h", 110)}),
    ]),
    City("malaga", "Málaga", "ES", accounts.MALAGA, -4.548, 36.738,
         ("Calle del Almendro", "Calle de la Higuera", "Paseo del Romero", "Calle del Laurel"), [
        Place("promenade", "Paseo de las Palmeras Blancas", "square", ["shopping"], "up_to_10000", 190, 45,
              "Every evening in summer; the fair in August.", "A long pedestrian street with shops, kiosks and palm trees.",
              "A car park below, a bus terminus at the south end.", "On every postcard of this invented town.", "",
              {"normal": ("daytime", 900), "peak": ("summer evenings", 4200), "event": ("August fair", 8000)}),
        Place("chapel", "Ermita de San Lauro", "worship", ["culture"], "up_to_500", 60, 60,
              "Sundays from 10 to 13 h; the procession in spring.", "A chapel with a forecourt, a parish room and a garden.",
              "A school shares the garden wall.", "The spring procession begins here.", "",
              {"normal": ("weekdays", 20), "peak": ("Sunday service", 260), "event": ("procession", 480)}),
        Place("bus_station", "Estación del Romero", "transport_hub", ["shopping"], "up_to_2000", 140, 80,
              "Fridays from 15 to 20 h.", "A coach station with sixteen stands and a waiting hall.",
              "Two hotels and a taxi rank.", "", "",
              {"normal": ("weekdays", 400), "peak": ("Friday afternoons", 1500)}),
        Place("bar_lane", "Callejón del Laurel", "nightlife", [], "up_to_500", 70, 30,
              "Thursday to Saturday from 21 to 3 h.", "A lane with eight bars and tables outside.",
              "Flats above the bars; one end opens to a square.", "", "",
              {"normal": ("early evening", 120), "peak": ("weekend nights", 420)}),
    ]),
    City("vilnius", "Vilnius", "LT", accounts.VILNIUS, 25.172, 54.742,
         ("Beržų gatvė", "Ąžuolų gatvė", "Žalioji gatvė", "Upelio gatvė"), [
        Place("arena", "Ąžuolyno scena", "square", ["culture"], "up_to_10000", 180, 130,
              "Song festival in July; concerts from May to September.",
              "An open-air stage with a lawn for 7,000 and three gates.", "A wood on two sides, tram stop at the west gate.",
              "The song festival means much to the whole country.", "",
              {"normal": ("walkers by day", 150), "event": ("concerts", 6500), "night": ("closed", 5)}),
        Place("temple", "Žaliosios kalvos maldos namai", "worship", [], "up_to_500", 50, 50,
              "Friday evening and Saturday morning.", "A house of prayer with a hall, a kitchen and a small library.",
              "Houses with gardens; a bus stop in front.", "Visited by guests from abroad.", "",
              {"normal": ("weekdays", 15), "peak": ("services and feasts", 240)}),
        Place("tower", "Upelio verslo centras", "business", ["shopping"], "up_to_2000", 90, 90,
              "Weekdays from 8 to 18 h; lunch from 12 to 13 h.", "Offices on nine floors above a lobby with shops and a canteen.",
              "Underground car park; a busy street to the east.", "", "",
              {"normal": ("office hours", 800), "peak": ("lunch time", 1300)}),
        Place("little_square", "Beržų skveras", "square", [], "up_to_500", 70, 60,
              "Sunday craft market from 10 to 15 h.", "A small green square with benches and a craft market.",
              "A library and a bakery.", "", "",
              {"normal": ("weekdays", 40), "peak": ("craft market", 300)}),
    ]),
]  # fmt: skip
