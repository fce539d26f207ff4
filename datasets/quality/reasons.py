"""Plain Dutch for the command line; the portal has its own, translated, sentences."""

from collections.abc import Mapping

SENTENCES = {
    "no-rows": "De tabel heeft geen rijen, dus er valt niets te beoordelen.",
    "nothing-to-check": "Geen enkele rij heeft hier een waarde, dus er valt niets te beoordelen.",
    "unknown-kind": "De soort '{kind}' bestaat niet.{maybe}",
    "column-count": "Deze soort vraagt {least} tot {most} kolommen; er staan er {found}.",
    "repeated-column": "De kolom '{column}' staat er twee keer.",
    "unknown-column": "De kolom '{column}' bestaat niet.{maybe}",
    "column-type": "De kolom '{column}' is van het type {type}. Deze regel past bij: {expected}.",
    "unknown-dataset": "De dataset '{dataset}' is er niet.",
    "unknown-parameter": "De parameter '{parameter}' hoort hier niet.{maybe}",
    "missing-parameter": "De parameter '{parameter}' ontbreekt.",
    "bad-parameter": "De parameter '{parameter}' klopt niet; verwacht wordt: {expected}.",
    "bad-choice": "De parameter '{parameter}' is een van: {expected}.",
    "bad-pattern": "Het patroon is niet te lezen ({detail}).",
    "too-many-values": "De lijst '{parameter}' heeft {found} waarden; hoogstens {limit} kan.",
    "unlike-columns": "De kolommen '{column}' ({type}) en '{other}' ({other_type}) zijn niet te"
    " vergelijken.",
    "two-years": "Geef een jaar of een kolom met het jaar, niet allebei.",
    "empty-range": "Het maximum is kleiner dan het minimum.",
    "bad-norm": "De norm is een maxAantal (0 of meer) of een maxAandeel (0 tot en met 1).",
    "bad-rule": "Een regel heeft een soort (tekst), kolommen (lijst) en parameters; '{key}' klopt"
    " niet.",
    "unknown-key": "'{key}' hoort niet in een regel.",
    "no-previous": "Er is geen eerdere levering om mee te vergelijken.",
    "no-period-yet": "De eerste periode is nog niet voorbij.",
    "key-count": "De sleutel hier heeft {expected} kolommen, die in de andere dataset {found}.",
    "no-period": "Van geen enkele levering staat erbij over welke periode zij gaat.",
    "nothing-to-compare": "De andere dataset heeft hier geen getallen om mee te vergelijken.",
    "too-large": "Kolom '{column}' heeft een getal dat te groot is om precies op te tellen.",
    "too-many-periods": "Dit zijn {found} perioden; hoogstens {limit} kan.",
    "either-or": "Kies '{parameter}' of '{other}', niet allebei.",
    "unreadable-table": "Dit bestand is niet te lezen als tabel.",
    "unreadable-rules": "Het bestand met regels is niet te lezen als JSON.",
    "unread": "{reason}",
    "no-list": "Het bestand met regels bevat geen lijst van regels.",
    "outside-folder": "Het bestand '{file}' staat niet naast het bestand met regels.",
    "bad-date": "De datum bij --today is geen datum als 2026-11-23.",
    "not-found": "Het bestand '{file}' is er niet.",
    "out-of-memory": "Voor deze controle is te weinig geheugen.",
    "time-limit": "De controle duurde langer dan {seconds} seconden en is gestopt.",
    "cancelled": "De controle is gestopt.",
    "internal": "De controle is misgegaan.",
}

EXPECTED = {
    "text": "tekst van hoogstens 1000 tekens",
    "list": "een lijst met ten minste één waarde",
    "number": "een getal",
    "date": "een datum als 2026-01-31",
    "number-or-date": "twee getallen of twee datums",
    "day": "een datum als 2026-01-31, of een dag als 'vandaag - 30 dagen'",
    "year": "een jaar als 2026",
    "known-year": "een jaar waarvan de gemeentecodes bekend zijn",
    "flag": "ja of nee (true of false)",
    "amount": "een getal van 0 of meer",
    "count": "een geheel getal van 0 of meer",
    "days": "een aantal dagen",
    "period": "een periode als 2026, 2026-K2 of 2026-05",
    "points": "een getal van 0 tot en met 100",
    "same-length": "een periode die even lang is als de eerste",
    "millionths": "een getal met hoogstens zes cijfers achter de komma",
    "period-or-today": "een periode als 2026, 2026-K2 of 2026-05, of het woord vandaag",
}


def sentence(code: str, params: Mapping[str, object]) -> str:
    """What a code says, in one or two sentences; an unknown code stands for itself."""
    if code not in SENTENCES:
        return f"Dit lukt niet ({code})."
    hint = params.get("hint")
    blanks = {key: str(value) for key, value in params.items()}
    blanks["maybe"] = f" Bedoel je '{hint}'?" if hint else ""
    if code == "bad-parameter":
        blanks["expected"] = EXPECTED.get(blanks.get("expected", ""), blanks.get("expected", ""))
    return SENTENCES[code].format_map(blanks)
