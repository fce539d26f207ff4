"""Whether two texts mean the same in a column: by value, not by spelling."""

import unicodedata

from datasets import intake

_BLANK = " \t\r\n\u00a0\u202f"


def same_meaning(typed: str | None, stored: str | None, type: str, *, plain: bool = False) -> bool:
    """Whether what a person typed means what a table holds, in a column of this type.

    `stored` is canonical: a number with a decimal point and no grouping, a date as 2024-02-01, ja
    or nee; or the raw text of a cell that does not fit its type. `typed` may be Dutch or canonical:

    - geheel and getal: `1.234,5`, `1234,50` and `1234.5` are one number. Where a notation leaves
      no doubt (a comma, a point with other than three digits behind it) only that one counts. Of
      `1.234` a whole column makes 1234; in a getal column it may mean 1234 or 1.234, and either is
      the same. With `plain` what was typed is canonical too, and only 1.234 is: for a value that
      went through `as_stored`.
    - datum and tijdstip: `01-02-2024`, `1 februari 2024` and `2024-02-01` are one day, day first.
      A date is its midnight.
    - ja-nee: ja, j, yes, true, waar and 1 are one; nee, n, no, false, onwaar and 0 are the other.
    - tekst, and what is no value of the type: letter for letter, without the space around it and
      however accents are composed (NFC). `007` is not `7`.

    Empty, blank and missing are the same, and the same as nothing else.
    """
    left, right = tidy(typed), tidy(stored)
    if not left or not right or left == right:
        return left == right
    one, other = readings(left, type, plain=plain), readings(right, type, plain=True)
    return any(value in one for value in other)


def as_stored(typed: str | None, type: str) -> str | None:
    """What a person typed as the table would hold it, read in the Dutch way; "" for nothing.

    None where it is no value of the type.
    """
    text = tidy(typed)
    if not text or type not in intake.VALUE_TYPES:
        return text
    found = intake.meant(text, type)
    return intake.written(found[0]) if found else None


def tidy(text: str | None) -> str:
    """Without space around it, accents composed; "" for what is missing."""
    return unicodedata.normalize("NFC", text or "").strip(_BLANK)


def readings(text: str, type_: str, *, plain: bool = False) -> tuple[intake.Meant, ...]:
    """The values that a tidy text may mean; with `plain` only the canonical one of a number."""
    if type_ not in intake.VALUE_TYPES:
        return ()
    found = intake.meant(text, type_)
    return found[-1:] if plain else found
