"""A synthetic municipal table with a known number of planted defects for each check.

Rows come in blocks of 10,000. Each block is drawn from a generator seeded with (SEED, block) and
holds the same number of defects of each kind on rows of its own, so a small table is the
beginning of a larger one. Nobody in it exists.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from bench.checks import CHECKS, STATUSES

SEED = 20261123
BLOCK = 10_000
AS_CSV = 1_000_000  # rows; larger tables are read from Parquet only
# Failing rows in a block of 10,000, by name of the check.
PLANTED = {
    "bsn filled": 50,
    "email filled": 80,
    "id unique": 40,
    "bedrag in range": 30,
    "postcode pattern": 40,
    "dates in order": 25,
    "wijkcode exists": 35,
    "startdatum in period": 45,
    "status in list": 15,
    "bsn eleven-proof": 60,
    "email pattern": 55,
    "wijkcode in gemeente": 10,
}
assert PLANTED.keys() == {check.name for check in CHECKS}
UNIQUE = "id unique"
TYPES = {
    "id": "VARCHAR",
    "bsn": "VARCHAR",
    "postcode": "VARCHAR",
    "huisnummer": "INTEGER",
    "gemeentecode": "VARCHAR",
    "wijkcode": "VARCHAR",
    "bedrag": "DOUBLE",
    "startdatum": "DATE",
    "einddatum": "DATE",
    "status": "VARCHAR",
    "email": "VARCHAR",
    "omschrijving": "VARCHAR",
}
BAD_STATUSES = ("onbekend", "Nieuw", "toegekent", "X", "n.v.t.")
FIRST = "jan piet anna fatima mohammed sara lotte daan emma lucas noor sem julia ali yara finn"
LAST = (
    "jansen devries bakker visser smit meijer mulder degroot bos vos peters hendriks yilmaz "
    "elidrissi kaya brouwer"
)
DOMAINS = "voorbeeld.nl mail.example post.example gemeente.example werk.example"
SUBJECTS = (
    "Losliggende stoeptegel",
    "Aanvraag bijzondere bijstand",
    "Omgevingsvergunning dakkapel",
    "Kapotte straatverlichting",
    "Verlenging parkeervergunning",
    "Melding zwerfafval",
    "Individuele inkomenstoeslag",
    "Vergunning terras",
    "Geluidsoverlast horeca",
    "Aanvraag huishoudelijke hulp",
    "Kapvergunning boom",
    "Wateroverlast na regen",
)
PLACES = (
    "aan de Dorpsstraat",
    "bij het station",
    "in het centrum",
    "aan de Molenweg",
    "nabij de school",
    "op het Marktplein",
    "langs de ringweg",
    "in de nieuwbouwwijk",
    "bij de haven",
    "aan het park",
)
# 3**18 and 10**9 share no factor, so number -> number * 3**18 modulo 10**9 repeats nothing.
SPREAD = 387_420_489
NO_DAY = -1

Array = np.ndarray[Any, Any]


def day(text: str) -> int:
    """Days since 1970."""
    return int(np.datetime64(text, "D").astype(int))


START, OLD, LATEST = day("2015-01-01"), day("1990-01-01"), day("2026-10-31") - 400


def areas() -> tuple[Array, Array]:
    """3,000 codes WK + municipality (4 digits) + number (2), and the municipality of each."""
    draw = np.random.default_rng([SEED, 999_999_999])
    municipalities = np.sort(draw.choice(np.arange(3, 2000), 342, replace=False))
    each = np.full(342, 8)
    each[draw.choice(342, 3000 - 8 * 342, replace=False)] += 1
    pairs = [
        (f"WK{m:04d}{number:02d}", f"{m:04d}")
        for m, count in zip(municipalities, each, strict=True)
        for number in range(count)
    ]
    return np.array([code for code, _ in pairs]), np.array([m for _, m in pairs])


def permutation(block: int) -> Array:
    return np.random.default_rng([SEED, block, 1]).permutation(BLOCK)


class Block:
    """Ten thousand rows: `columns` by name, and `planted`: rows in the block by check."""

    def __init__(self, number: int, codes: Array, homes: Array) -> None:
        self.number = number
        self.draw = np.random.default_rng([SEED, number])
        self.columns: dict[str, Array] = {}
        self.planted: dict[str, Array] = {}
        shuffled, at = permutation(number), 0
        for name, count in PLANTED.items():
            if name != UNIQUE:
                self.planted[name] = shuffled[at : at + count]
                at += count
        self._spare = at  # rows from here on in the permutation have no other defect
        self._ids()
        self._numbers()
        self._areas(codes, homes)
        self._postcodes()
        self._amounts()
        self._days()
        self._statuses()
        self._mails()
        self._descriptions()

    def _pick(self, words: Sequence[str]) -> Array:
        return np.array(words)[self.draw.integers(0, len(words), BLOCK)]

    def _ids(self) -> None:
        """Twenty rows repeat an id: ten of this block, ten of the block before."""
        first, at = self.number * BLOCK, self._spare
        shuffled = permutation(self.number)
        twins, donors = shuffled[at : at + 20], first + shuffled[at + 20 : at + 40]
        if self.number:
            # The first block gave its own second ten away, so it lends the ten after those.
            lent = at + 40 if self.number == 1 else at + 30
            before = permutation(self.number - 1)[lent : lent + 10]
            donors[10:] = (self.number - 1) * BLOCK + before
        source = np.arange(first, first + BLOCK)
        source[twins] = donors
        digits = ((source.astype(np.int64) * SPREAD) % 10**9).astype(str)
        self.columns["id"] = np.char.add("M", np.char.zfill(digits, 9)).astype(object)
        self.planted[UNIQUE] = np.concatenate([twins, donors - first])

    def _numbers(self) -> None:
        digits = self.draw.integers(0, 10, (BLOCK, 9))
        digits[:, 0] = self.draw.integers(0, 3, BLOCK)
        weights = np.arange(9, 1, -1)
        for column in (7, *[6] * 9):  # a control digit of 10 does not exist: shift another digit
            bad = (digits[:, :8] @ weights) % 11 == 10
            digits[bad, column] = (digits[bad, column] + 1) % 10
        digits[:, 8] = (digits[:, :8] @ weights) % 11
        wrong = self.planted["bsn eleven-proof"]
        digits[wrong, 4] = (digits[wrong, 4] + 1 + self.draw.integers(0, 8, len(wrong))) % 10
        text = np.char.zfill((digits @ (10 ** np.arange(8, -1, -1))).astype(str), 9)
        numbers = text.astype(object)
        for row in wrong[40:50]:
            numbers[row] = numbers[row][:8]
        for row in wrong[50:60]:
            numbers[row] = numbers[row][:8] + "X"
        numbers[self.planted["bsn filled"]] = None
        self.columns["bsn"] = numbers

    def _areas(self, codes: Array, homes: Array) -> None:
        chosen = self.draw.integers(0, len(codes), BLOCK)
        area, home = codes[chosen].astype(object), homes[chosen].astype(object)
        for row in self.planted["wijkcode exists"]:
            area[row] = f"WK{home[row]}99"
        for row in self.planted["wijkcode in gemeente"]:
            home[row] = homes[(chosen[row] + 1500) % len(codes)]
        self.columns |= {"gemeentecode": home, "wijkcode": area}

    def _postcodes(self) -> None:
        digits = self.draw.integers(1000, 10000, BLOCK).astype(str)
        letters = list("ABCDEFGHJKLMNPRSTVWXZ")
        text = np.char.add(np.char.add(digits, " "), self._pick(letters))
        codes = np.char.add(text, self._pick(letters)).astype(object)
        for turn, row in enumerate(self.planted["postcode pattern"]):
            code = codes[row]
            wrong = (code.replace(" ", ""), code.lower(), "0" + code[1:], code[:3] + code[4:])
            codes[row] = wrong[turn % 4]
        self.columns["postcode"] = codes
        self.columns["huisnummer"] = self.draw.integers(1, 400, BLOCK)

    def _amounts(self) -> None:
        amounts = np.round(self.draw.gamma(2.0, 600.0, BLOCK).clip(0, 24_999), 2)
        wrong = self.planted["bedrag in range"]
        amounts[wrong[:15]] = -np.round(self.draw.uniform(1, 500, 15), 2)
        amounts[wrong[15:]] = np.round(self.draw.uniform(25_001, 9e6, len(wrong) - 15), 2)
        self.columns["bedrag"] = amounts

    def _days(self) -> None:
        start = self.draw.integers(START, LATEST, BLOCK)
        end = start + self.draw.integers(0, 400, BLOCK)
        early = self.planted["startdatum in period"]
        start[early] = self.draw.integers(OLD, START, len(early))
        end[early] = start[early] + 30
        running = self.draw.random(BLOCK) < 0.30
        swapped = self.planted["dates in order"]
        end[swapped] = start[swapped] - self.draw.integers(1, 300, len(swapped))
        running[swapped] = False
        end[running] = NO_DAY
        self.columns |= {"startdatum": start, "einddatum": end}

    def _statuses(self) -> None:
        statuses = self._pick(STATUSES).astype(object)
        for turn, row in enumerate(self.planted["status in list"]):
            statuses[row] = BAD_STATUSES[turn % len(BAD_STATUSES)]
        self.columns["status"] = statuses

    def _mails(self) -> None:
        name = np.char.add(np.char.add(self._pick(FIRST.split()), "."), self._pick(LAST.split()))
        name = np.char.add(name, self.draw.integers(1, 999, BLOCK).astype(str))
        mails = np.char.add(np.char.add(name, "@"), self._pick(DOMAINS.split())).astype(object)
        for turn, row in enumerate(self.planted["email pattern"]):
            mail = mails[row]
            box = mail.split("@")[0]
            wrong = (box + mail[len(box) + 1 :], f"{box}@", f"a {mail}", f"{box}@werk", "geen")
            mails[row] = wrong[turn % 5]
        mails[self.planted["email filled"]] = None
        self.columns["email"] = mails

    def _descriptions(self) -> None:
        text = np.char.add(np.char.add(self._pick(SUBJECTS), " "), self._pick(PLACES))
        number = self.draw.integers(10_000, 99_999, BLOCK).astype(str)
        self.columns["omschrijving"] = np.char.add(np.char.add(text, ", ref "), number).astype(
            object
        )


def write_tables(folder: Path, sizes: Sequence[int]) -> None:
    """For each size (rows): m<size>.parquet, m<size>.csv (up to a million) and planted_<size>.json;
    once wijken.parquet.

    planted_<size>.json has `rows`, the failing row numbers (from 1) by check, and `repeated`, the
    ids that occur more than once. Sizes are multiples of 10,000. What is there already is kept.
    """
    missing = [size for size in sizes if not (folder / f"planted_{size}.json").exists()]
    if any(size % BLOCK for size in missing):
        raise ValueError("Rows come in blocks of 10,000.")
    if not missing:
        return
    folder.mkdir(parents=True, exist_ok=True)
    build = folder / "building.duckdb"
    build.unlink(missing_ok=True)
    codes, homes = areas()
    # Per size, because a row of one block may be repeated in the next, which a size may lack.
    planted: dict[int, dict[str, list[int]]] = {
        size: {name: [] for name in PLANTED} for size in missing
    }
    with duckdb.connect(str(build)) as database:
        database.execute("SET memory_limit = '1GB'")
        reference = {"wijkcode": codes.astype(object), "gemeentecode": homes.astype(object)}
        database.register("reference", reference)
        _copy(database, "SELECT * FROM reference", folder / "wijken.parquet")
        columns = ", ".join(f"{name} {type_}" for name, type_ in TYPES.items())
        database.execute(f"CREATE TABLE m ({columns})")
        for number in range(max(missing) // BLOCK):
            block = Block(number, codes, homes)
            database.register("block", block.columns)
            database.execute(f"INSERT INTO m SELECT {_selected()} FROM block")
            database.unregister("block")
            for size in missing:
                if number < size // BLOCK:
                    for name, found in block.planted.items():
                        planted[size][name] += (found + number * BLOCK + 1).tolist()
        for size in missing:
            rows = f"SELECT * FROM m LIMIT {size}"
            _copy(database, rows, folder / f"m{size}.parquet")
            if size <= AS_CSV:
                database.execute(f"COPY ({rows}) TO '{folder / f'm{size}.csv'}' (HEADER)")
            repeated = f"SELECT id FROM ({rows}) GROUP BY id HAVING count(*) > 1"
            known = {
                "rows": planted[size],
                "repeated": [found for (found,) in database.execute(repeated).fetchall()],
            }
            (folder / f"planted_{size}.json").write_text(json.dumps(known))
    build.unlink()


def _copy(database: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    database.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION snappy)")


def _selected() -> str:
    dates = {
        "startdatum": "DATE '1970-01-01' + startdatum::INTEGER",
        "einddatum": f"CASE WHEN einddatum <> {NO_DAY} "
        "THEN DATE '1970-01-01' + einddatum::INTEGER END",
    }
    return ", ".join(dates.get(name, name) for name in TYPES)
