"""The Dutch of the screens: which texts the code says, and whether each has its translation.

Works with PyPI packages alone, so that a machine without GNU gettext can set Koers up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

# Where texts stand; the order is that of the house.
FOLDERS = ("kit", "people", "datasets", "ambitions", "feedback", "pilots", "portal", "templates")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)")

Key = tuple[str, str]  # context ("" for none), msgid in the singular


@dataclass(frozen=True)
class Said:
    """A text in the code: its key, its plural ("" for none) and where it stands."""

    context: str
    singular: str
    plural: str
    place: str

    @property
    def key(self) -> Key:
        return self.context, self.singular


def said_in(root: Path) -> dict[Key, Said]:
    """Every text that code and templates mark for translation, by key."""
    found: dict[Key, Said] = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                for text in _texts(path, root):
                    known = found.get(text.key)
                    if known is None or (text.plural and not known.plural):
                        found[text.key] = text
    return found


def _texts(path: Path, root: Path) -> Iterator[Said]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django leaves filler words between the calls; only their indentation is no Python.
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.strip() for line in lines)
    method = "python"
    for line, message, _comments, context in extract(
        method, BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        singular, plural = message if isinstance(message, tuple) else (message, "")
        if singular:
            yield Said(context or "", singular, plural, f"{path.relative_to(root)}:{line}")


def catalogue(path: Path) -> Catalog:
    """A .po file; an empty catalogue where there is none."""
    if not path.exists():
        return Catalog(locale="nl", project="Koers", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale="nl", charset="utf-8")


def faults(said: dict[Key, Said], known: Catalog) -> list[str]:
    """What is wrong with a catalogue, a line each: missing, doubtful, left over, other blanks."""
    translated = {_key(message): message for message in known if message.id}
    lines = [
        f"{text.place}: no Dutch for {text.singular!r}"
        for key, text in said.items()
        if not _is_whole(translated.get(key), plural=bool(text.plural))
    ]
    for key, message in translated.items():
        if key not in said:
            lines.append(f"left over: {key[1]!r}")
        elif message.fuzzy:
            lines.append(f"doubtful (fuzzy): {key[1]!r}")
        elif all(_strings(message)) and (odd := _other_blanks(message)):
            lines.append(f"{said[key].place}: blanks differ in {key[1]!r}: {odd}")
    return lines


def _is_whole(message: Message | None, *, plural: bool) -> bool:
    if message is None:
        return False
    strings = _strings(message)
    return all(strings) and (not plural or len(strings) == 2)


def _strings(message: Message) -> tuple[str, ...]:
    """What stands in Dutch: one text, or one for each number of things."""
    return _texts_of(message.string)


def _texts_of(text: object) -> tuple[str, ...]:
    many = text if isinstance(text, (tuple, list)) else (text,)
    return tuple(str(one or "") for one in many)


def _other_blanks(message: Message) -> str:
    asked = {blank for text in _texts_of(message.id) for blank in _PLACEHOLDER.findall(text)}
    given = {blank for text in _strings(message) for blank in _PLACEHOLDER.findall(text)}
    return ", ".join(sorted(given - asked) or sorted(asked - given))


def _key(message: Message) -> Key:
    return message.context or "", _texts_of(message.id)[0]


def rewrite(said: dict[Key, Said], known: Catalog, target: Path) -> None:
    """The catalogue with exactly the texts that are said, in order of the alphabet."""
    translated = {_key(message): message for message in known if message.id}
    fresh = Catalog(locale="nl", project="Koers", charset="utf-8", fuzzy=False)
    for key in sorted(said, key=lambda key: (key[1].lower(), key[1], key[0])):
        text, old = said[key], translated.get(key)
        ids = (text.singular, text.plural) if text.plural else text.singular
        known_texts = _strings(old) if old else ("",)
        both = known_texts if len(known_texts) == 2 else known_texts * 2
        fresh.add(ids, both if text.plural else known_texts[0], context=text.context or None)
    buffer = BytesIO()
    write_po(buffer, fresh, width=100, no_location=True, omit_header=True)
    header = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: Koers\\n"\n"Language: nl\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(header + buffer.getvalue().decode(), encoding="utf-8")


def compile_catalogue(source: Path) -> bool:
    """Write the .mo beside a .po; False where it was up to date already."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    with target.open("wb") as out:
        write_mo(out, catalogue(source))
    return True
