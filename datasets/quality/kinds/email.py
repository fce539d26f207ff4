"""email: the value is written as an e-mail address.

As most mail systems take it: a name of letters, digits and the signs of RFC 5322 with single dots
inside, an @, and a domain of at least two parts that ends in letters. Whether anyone reads it is
another question.
"""

from sqlglot import exp

from datasets.quality.expressions import any_of, length_of, less_than, literal, matches_fully
from datasets.quality.kind import Draft, Kind, RowCheck

SIGNS = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS = rf"{SIGNS}(?:\.{SIGNS})*@(?:{LABEL}\.)+(?:[A-Za-z]{{2,}}|[Xx][Nn]--[A-Za-z0-9-]+)"
LONGEST = 254


def compile_email(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the text is no e-mail address, or longer than 254 characters.

    Spaces around it, a name in front of it (`Jan <jan@…>`), two addresses in one cell and
    letters with accents fail. Capitals are allowed.
    """
    text = draft.cell.text
    fails = any_of(
        [
            exp.Not(this=matches_fully(text, ADDRESS)),
            less_than(literal(LONGEST), length_of(text)),
        ]
    )
    return RowCheck(fails=fails, applies=draft.cell.filled)


KIND = Kind(name="email", dimension="validity", compile=compile_email, fits=("tekst",))
