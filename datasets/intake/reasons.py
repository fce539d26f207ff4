"""Plain Dutch for the command line; the portal has its own, translated, sentences."""

from datasets.intake.errors import IntakeError

USAGE = {
    "about": "Lees een bestand met een tabel en laat zien wat erin staat, rij voor rij verantwoord.",
    "json": "geef kolommen, rijen, afgekeurde rijen en de lezing als JSON",
    "csv": "schrijf de tabel als CSV (UTF-8, komma, RFC 4180)",
}

_SENTENCES = {
    "empty-file": "Dit bestand is leeg. Maak de export opnieuw en lever die aan.",
    "not-found": "Dit bestand bestaat niet of is geen gewoon bestand. Kijk de naam na.",
    "not-text": "Dit is geen tabel maar {kind}. Sla de gegevens op als CSV, Excel of JSON en lever"
    " dat aan.",
    "broken-json": "Op regel {line}, teken {column}, klopt de JSON niet. Maak de export opnieuw.",
    "too-deep": "Op regel {line} staan lijsten of objecten te diep in elkaar. Lever een platte lijst"
    " aan.",
    "broken-parquet": "Dit Parquet-bestand is beschadigd of niet compleet. Maak de export opnieuw.",
    "sheet-bomb": "Deze werkmap is vanbinnen veel groter dan een tabel kan zijn. Zet alleen de tabel"
    " in een nieuwe werkmap, of sla het blad op als CSV.",
    "macro": "In deze werkmap zitten macro's. Sla hem op als gewone werkmap (xlsx) zonder macro's en"
    " lever die aan.",
    "bad-workbook": "Deze werkmap is beschadigd of anders gemaakt dan een werkmap hoort te zijn"
    " ({detail}). Open hem, sla hem opnieuw op als xlsx en lever die aan.",
    "no-table-in-sheet": "Op de zichtbare bladen van deze werkmap staat geen tabel. Kijk of het de"
    " goede werkmap is.",
    "encrypted": "Dit bestand is versleuteld. Haal het wachtwoord eraf en lever het dan aan.",
    "broken-archive": "Dit ingepakte bestand is beschadigd. Pak het opnieuw in, of lever het bestand"
    " dat erin zit zelf aan.",
    "archive-in-archive": "In dit ingepakte bestand zit weer een ingepakt bestand. Pak het uit en"
    " lever het bestand zelf aan.",
    "archive-too-full": "In dit zip-bestand zitten {found} bestanden; meer dan {limit} kan niet. Lever"
    " het bestand met de tabel zelf aan.",
    "archive-without-table": "In dit ingepakte bestand zit geen CSV-, JSON- of Parquet-bestand. Pak"
    " het uit en lever het bestand zelf aan.",
    "archive-bomb": "Dit bestand is veel vaster ingepakt dan een tabel kan zijn. Pak het uit en lever"
    " het bestand zelf aan.",
    "unpacked-too-large": "Uitgepakt is dit bestand groter dan {limit}. Verdeel de gegevens over meer"
    " leveringen.",
    "no-columns": "Er staan geen kolommen in dit bestand. Lever een tabel aan met een kopregel en"
    " daaronder de rijen.",
    "too-many-columns": "Dit bestand heeft {found} kolommen; meer dan {limit} kan niet. Verdeel de"
    " gegevens over meer bestanden, of zet kolommen om naar rijen.",
    "duplicate-header": "De kolomnaam '{name}' staat er twee keer: in kolom {first} en in kolom"
    " {second}. Geef elke kolom een eigen naam.",
    "unclosed-quote": "Op regel {line} begint een aanhalingsteken dat nergens eindigt. Haal het weg"
    " of sluit het af.",
    "file-too-large": "Dit bestand is {size} groot; meer dan {limit} kan niet. Verdeel het over"
    " meer leveringen.",
    "field-too-large": "Op regel {line} staat een cel van meer dan {limit} tekens. Kijk of daar een"
    " regeleinde of aanhalingsteken ontbreekt.",
    "null-bytes": "Op regel {line} staan nul-tekens: het bestand is beschadigd of geen tekst. Maak"
    " de export opnieuw.",
    "bad-option": "De keuze '{value}' voor '{option}' kan niet bij dit bestand.",
    "read-timeout": "Het lezen duurde langer dan {limit} seconden en is gestopt. Lever een kleiner"
    " bestand aan.",
    "out-of-memory": "Voor dit bestand is meer geheugen nodig dan er is. Lever een kleiner bestand"
    " aan.",
    "unreadable": "Dit bestand is niet te lezen ({detail}). Open het in een tekstbewerker, sla het"
    " op als CSV in UTF-8 en probeer het opnieuw.",
    "unwritable": "De uitvoer '{name}' is niet te schrijven. Kijk of de map bestaat en je er mag"
    " schrijven.",
}

_SIZES = ("file-too-large", "unpacked-too-large")  # their numbers are bytes
_KINDS = {
    "png": "een afbeelding (PNG)",
    "jpeg": "een afbeelding (JPEG)",
    "gif": "een afbeelding (GIF)",
    "webp": "een afbeelding (WebP)",
    "tiff": "een afbeelding (TIFF)",
    "bmp": "een afbeelding (BMP)",
    "pdf": "een pdf-document",
    "xlsx": "een Excel-werkmap (xlsx)",
    "xls": "een oud Office-bestand (xls of doc)",
    "ods": "een rekenblad (ods)",
    "odt": "een tekstdocument (odt)",
    "docx": "een Word-document",
    "pptx": "een presentatie",
    "zip": "een zip-bestand",
    "gzip": "een ingepakt bestand (gzip)",
    "exe": "een programma",
    "sqlite": "een database (SQLite)",
    "duckdb": "een database (DuckDB)",
    "parquet": "een Parquet-bestand",
    "html": "een webpagina (HTML)",
    "xml": "een XML-bestand",
    "json": "een JSON-bestand",
    "binary": "een bestand zonder leesbare tekst",
}


def sentence(error: IntakeError) -> str:
    """What is wrong and what to do, with the line or column where that applies."""
    params: dict[str, str] = {}
    for name, value in error.params.items():
        in_bytes = error.code in _SIZES and isinstance(value, int)
        params[name] = _size(int(value)) if in_bytes else _shown(value)
    found = str(error.params.get("found", ""))
    params["kind"] = _KINDS.get(found, f"een ander soort bestand ({found})")
    return _SENTENCES[error.code].format_map(params)


def _shown(value: int | str) -> str:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


def _size(number: int) -> str:
    if number < 1_000_000:
        return f"{_shown(number)} bytes"
    return f"{number / 1_000_000:.1f} MB".replace(".", ",")
