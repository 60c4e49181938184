"""Names of columns and kinds of places as lists in the languages of Europe have them; folded (small, without marks)."""

from __future__ import annotations

from protect.spaces.extracts.names import folded


def _set(text: str) -> frozenset[str]:
    return frozenset(folded(part) for part in text.replace("\n", ",").split(",") if part.strip())


COLUMN_WORDS: dict[str, frozenset[str]] = {
    "y": _set(
        """lat, latitude, latitud, latitudine, breite, breitengrad, geographische breite, breedtegraad, szerokosc,
        szerokosc geograficzna, sirka, zemepisna sirka, szelesseg, latituud, leveysaste, platuma, platums, geo lat,
        gps lat, y, ycoord, y coord, coord y, y koordinat, coordinate y, coordenada y, northing, north, nord,
        hochwert, rijksdriehoek y, y rd, rd y, nordwert, pohjoinen, pohjoiskoordinaatti, lat wgs84, wgs84 lat, y
        wgs84, point y, πλατοσ, ширина"""
    ),
    "x": _set(
        """lon, long, lng, longitude, longitud, longitudine, lange, langengrad, laenge, geographische lange,
        lengtegraad, dlugosc, dlugosc geograficzna, delka, zemepisna delka, hosszusag, pikkuskraad, pituusaste,
        ilguma, garums, geo lon, geo lng, gps lon, gps lng, x, xcoord, x coord, coord x, x koordinat, coordinate x,
        coordenada x, easting, east, est, rechtswert, ostwert, rd x, x rd, itakoordinaatti, lon wgs84, wgs84 lon, x
        wgs84, point x, μηκοσ, дължина, долгота"""
    ),
    "position": _set(
        """wkt, geom, the geom, geometry, geometrie, geometria, geo point, geopoint, geo point 2d, geoposition,
        position, coordinates, coordonnees, coordonate, koordinaten, koordinate, coordinate, coordenadas,
        coordinaten, wspolrzedne, souradnice, koordinatak, koordinatai, koordinaadid, koordinaatit, latlon, lat lon,
        latlng, lat long, gps, location, shape, συντεταγμενεσ, координати"""
    ),
    "identity": _set(
        """id, identifier, nr, no, num, number, nummer, numero, numar, numer, cislo, szam, number of place, key, code,
        kod, codice, codigo, objectid, gid, fid, uid, uuid, ref, reference, referentie, lfd nr, object id, ident,
        kood, tunnus, αριθμοσ, номер"""
    ),
    "name": _set(
        """name, title, label, nom, nome, nombre, naam, navn, namn, nimi, nazwa, nazov, nazev, naziv, ime, nev, nume,
        denumire, denumirea, bezeichnung, objektname, ortsname, designation, denominazione, denominacion,
        denominacao, intitule, libelle, titel, titolo, titulo, pavadinimas, nosaukums, place, place name, platz,
        ort, lieu, luogo, lugar, loc, site, site name, objekt, benamning, omschrijving naam, ονομα, ονομασια, име,
        наименование"""
    ),
    "main_category": _set(
        """category, main category, psoi category, kategorie, categorie, categoria, kategoria, kategorija, kategori,
        type, typ, tip, tipus, tipo, tyyppi, tuup, tipas, veids, art, kind, soort, nature, genre, class, klasse, classe,
        rodzaj, druh, fajta, nutzung, nutzungsart, usage, objektart, feature type, κατηγορια, τυποσ, категория, вид,
        тип"""
    ),
    "further_categories": _set(
        """further categories, other categories, secondary category, subcategory, unterkategorie, weitere kategorien,
        sous categorie, sottocategoria, subcategoria, subcategorie, podkategoria"""
    ),
    "town": _set(
        """town, city, municipality, district, quarter, neighbourhood, neighborhood, borough, stadt, gemeinde,
        ortsteil, stadtteil, bezirk, kommune, commune, ville, quartier, arrondissement, comune, citta, quartiere,
        municipio, ciudad, barrio, distrito, cidade, freguesia, bairro, gemeente, wijk, buurt, plaats, woonplaats,
        miasto, dzielnica, gmina, mesto, obec, mestska cast, telepules, kerulet, oras, localitate, cartier, sector,
        miestas, seniunija, pilseta, linn, linnaosa, kaupunki, kaupunginosa, kunta, stad, stadsdel, by, bydel, grad,
        opcina, naselje, πολη, δημοσ, град, община, район"""
    ),
    "owner_name": _set(
        """owner, owned by, eigentumer, eigentuemer, besitzer, proprietaire, proprietario, propietario, titular,
        eigenaar, wlasciciel, vlastnik, tulajdonos, proprietar, savininkas, ipasnieks, omanik, omistaja, agare,
        ejer, eier, vlasnik, lastnik, ιδιοκτητησ, собственик"""
    ),
    "operator_name": _set(
        """operator, operated by, betreiber, betrieb, verwalter, verwaltung, exploitant, gestionnaire, gestore, gestor,
        operador, explotador, beheerder, uitbater, zarzadca, provozovatel, spravce, prevadzkovatel, uzemelteto,
        operatorul, administrator, valdytojas, operators, haldaja, yllapitaja, operatoer, drifter, upravitelj,
        manager, managed by, διαχειριστησ, оператор"""
    ),
    "crowd_class": _set(
        """visitors, visitor, people, crowd, crowd class, capacity, attendance, footfall, besucher, besucherzahl,
        kapazitat, personen, visiteurs, frequentation, capacite, affluence, visitatori, affluenza, capienza,
        capacita, visitantes, aforo, capacidad, bezoekers, capaciteit, odwiedzajacy, pojemnosc, navstevnici,
        navstevnost, kapacita, latogatok, ferohely, vizitatori, capacitate, lankytojai, apmekletaji, kulastajad,
        kavijat, kavijamaara, besokare, besog, besokende, posjetitelji, obiskovalci, επισκεπτεσ, посетители"""
    ),
    "busy_times": _set(
        """busy times, peak times, opening hours, hours, stosszeiten, offnungszeiten, heures, horaires, orari, orario,
        horario, horarios, openingstijden, godziny, godziny otwarcia, oteviraci doba, nyitvatartas, program, orar,
        darbo laikas, darba laiks, lahtiolekuajad, aukioloajat, oppettider, abningstider, radno vrijeme, ωραριο,
        работно време"""
    ),
    "description": _set(
        """description, beschreibung, descriere, descrizione, descripcion, descricao, beschrijving, opis, popis,
        leiras, aprasymas, apraksts, kirjeldus, kuvaus, beskrivning, beskrivelse, remarks, remark, notes, note,
        comment, comments, bemerkung, bemerkungen, anmerkung, remarque, remarques, commentaire, osservazioni,
        observaciones, opmerking, opmerkingen, uwagi, poznamka, megjegyzes, observatii, pastabos, piezimes,
        markused, huomautus, details, info, information, address, adresse, anschrift, street, strasse, rue, via,
        indirizzo, direccion, calle, endereco, morada, adres, straat, ulica, adresa, ulice, cim, utca, adresas,
        gatve, aadress, osoite, adress, gata, περιγραφη, διευθυνση, описание, адрес"""
    ),
    "surroundings": _set(
        "surroundings, environment, umgebung, environs, dintorni, entorno, omgeving, otoczenie, okoli, imprejurimi"
    ),
    "symbolic_notes": _set("symbolic meaning, symbolism, symbolik, symbolique, simbolico, significato, bedeutung"),
    "hazard_notes": _set(
        "hazards, hazards nearby, hazard, gefahren, gefahr, dangers, pericoli, peligros, gevaren, zagrozenia, pericole"
    ),
}

CATEGORY_WORDS: dict[str, frozenset[str]] = {
    "worship": _set(
        """church, cathedral, mosque, synagogue, temple, chapel, monastery, kirche, dom, moschee, synagoge, kloster,
        eglise, cathedrale, mosquee, chiesa, cattedrale, duomo, moschea, sinagoga, iglesia, catedral, mezquita,
        igreja, kerk, kathedraal, moskee, kosciol, katedra, kostel, kostol, templom, biserica, catedrala, baznycia,
        baznica, kirik, kirkko, kyrka, kirke, crkva, cerkev, place of worship, worship, religion, religious,
        kultusstatte, εκκλησια, ναοσ, църква, храм"""
    ),
    "transport_hub": _set(
        """station, railway station, train station, bus station, metro, airport, ferry, port, terminal, stop,
        transport, bahnhof, hauptbahnhof, busbahnhof, flughafen, haltestelle, hafen, gare, gare routiere, aeroport,
        stazione, aeroporto, fermata, estacion, aeropuerto, estacao, luchthaven, busstation, dworzec, lotnisko,
        nadrazi, letiste, stanica, letisko, palyaudvar, repuloter, gara, autogara, stotis, stacija, jaam, asema,
        rautatieasema, lentoasema, busshallplats, flygplats, banegard, stasjon, kolodvor, postaja, σταθμοσ, гара,
        летище"""
    ),
    "shopping": _set(
        """shopping, mall, shopping centre, shopping center, shopping street, market hall, supermarket, shop, store,
        retail, einkaufszentrum, einkaufsstrasse, kaufhaus, markthalle, fussgangerzone, fussgaengerzone, laden,
        centre commercial, rue commercante, magasin, commerce, centro commerciale, mercato coperto, centro
        comercial, comercio, winkelcentrum, winkelstraat, galeria handlowa, centrum handlowe, sklep, obchodni
        centrum, nakupne centrum, bevasarlokozpont, piata acoperita, prekybos centras, tirdzniecibas centrs,
        kaubanduskeskus, ostoskeskus, kopcentrum, kobesenter, trgovacki centar, εμπορικο κεντρο, търговски център,
        мол"""
    ),
    "nightlife": _set(
        """nightlife, bar, bars, club, nightclub, disco, pub, restaurant, restaurants, ausgehviertel, kneipe,
        diskothek, vie nocturne, boite de nuit, discoteca, vita notturna, ocio nocturno, uitgaansgebied, horeca,
        klub, knajpa, klub nocny, nocni klub, restaurace, etterem, restaurante, klubas, ooklubi, yokerho, nattklubb,
        natklub, дискотека, ресторант"""
    ),
    "culture": _set(
        """culture, museum, theatre, theater, cinema, stadium, arena, sport, sports, gallery, monument, park, castle,
        zoo, concert, konzertsaal, konzerthaus, concert hall, sala koncertowa, opera, kultur, museen, stadion,
        sporthalle, kino, denkmal, schloss, burg, freibad, schwimmbad,
        musee, stade, salle de spectacle, chateau, museo, teatro, stadio, castello, parco, estadio, castillo,
        parque, museu, schouwburg, kasteel, muzeum, teatr, zamek, divadlo, hrad, muzeu, teatru, cinematograf, parc,
        muziejus, teatras, stadionas, muzejs, teatris, parks, muuseum, teater, staadion, teatteri, urheiluhalli,
        puisto, idrott, idrettshall, kazaliste, gledalisce, muzej, amphitheatre, festival hall, sports hall, sights,
        attraction, tourism, μουσειο, θεατρο, γηπεδο, музей, театър, стадион"""
    ),
    "institution": _set(
        """school, university, hospital, library, town hall, city hall, court, kindergarten, police, fire station,
        clinic, college, administration, public building, schule, volksschule, gymnasium, universitat, hochschule,
        krankenhaus, klinik, bibliothek, rathaus, gericht, kita, polizei, feuerwehr, amt, behorde, ecole, lycee,
        universite, hopital, bibliotheque, mairie, hotel de ville, tribunal, creche, scuola, universita, ospedale,
        biblioteca, municipio, comune, tribunale, asilo, escuela, colegio, instituto, universidad, ayuntamiento,
        juzgado, escola, camara municipal, ziekenhuis, stadhuis, gemeentehuis, bibliotheek, universiteit, szkola,
        przedszkole, uniwersytet, szpital, biblioteka, urzad, sad, ratusz, skola, univerzita, nemocnice, nemocnica,
        knihovna, kniznica, radnice, radnica, urad, iskola, ovoda, egyetem, korhaz, konyvtar, varoshaza, scoala,
        gradinita, universitate, spital, primarie, liceu, mokykla, darzelis, universitetas, ligonine, savivaldybe,
        slimnica, kool, lasteaed, ulikool, haigla, raekoda, koulu, yliopisto, sairaala, kirjasto, kaupungintalo,
        sjukhus, bibliotek, radhus, sygehus, bolnica, bolnisnica, knjiznica, obcina, σχολειο, νοσοκομειο, δημαρχειο,
        училище, болница, община"""
    ),
    "business": _set(
        """business, office, offices, hotel, conference, conference centre, congress, fair, exhibition, trade fair,
        buro, buero, burogebaude, kongresszentrum, messe, bureau, bureaux, palais des congres, parc des expositions,
        ufficio, uffici, albergo, fiera, oficina, oficinas, feria, palacio de congresos, escritorio, kantoor, beurs,
        biuro, biurowiec, targi, kancelar, veletrhy, iroda, szalloda, birou, birouri, biuras, viesbutis, birojs,
        viesnica, kontor, kontorihoone, hotell, toimisto, hotelli, ured, pisarna, ξενοδοχειο, хотел, офис"""
    ),
    "square": _set(
        """square, plaza, market, marketplace, market square, pedestrian zone, promenade, public space, open space,
        platz, marktplatz, markt, anger, festplatz, place, parvis, esplanade, marche, piazza, piazzale, largo,
        mercato, plazuela, mercado, praca, plein, marktplein, plac, rynek, targowisko, namesti, namestie, trznice,
        trh, ter, foter, piac, piata, targ, aikste, turgus, laukums, tirgus, plats, vaksak, turg, tori, aukio, torg,
        torv, plads, trg, trznica, πλατεια, αγορα, площад, пазар"""
    ),
}
