"""Which cells mean "no value here".

Signs are missing everywhere. Words are missing only where the rest of the column is numbers, dates
or ja-nee: in a text column `onbekend` or `n.v.t.` may be a category that people chose, and making
it empty would lose what the source said. There the reading names it as doubtful, and a person may
decide.
"""

SIGNS = (
    "?", "??", "???", "-", "--", "---", "–", "—", ".", "..", "...", "…",
    "null", "NULL", "(null)", "<null>", "[null]", "\\N", "nan", "NaN", "<NA>",
    "#N/A", "#N/B", "#n/a", "#n/b", "(leeg)", "<leeg>", "(blank)",
)  # fmt: skip
# Compared in lower case.
WORDS = (
    "n.v.t.", "n.v.t", "nvt", "nvt.", "niet van toepassing", "n.b.", "n.b", "nb", "n.n.b.", "nnb",
    "n/a", "na", "n.a.", "onbekend", "onbek.", "unknown", "none", "leeg", "geen opgave",
    "geen gegevens", "niet bekend", "niet beschikbaar", "geheim", "x", "*", "**",
)  # fmt: skip
# `x` is how the statistics office marks a secret number, and how people tick a box; `*` likewise.
# Not here: `0`, `geen`, `nihil` (these say nothing, not unknown) and spreadsheet errors such as
# `#DEEL/0!` (these are faults, and stay visible as cells that do not fit).
