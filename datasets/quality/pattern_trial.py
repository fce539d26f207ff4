"""Try a pattern on a few texts before it is a rule: the same RE2 that the check itself uses."""

from collections.abc import Sequence

import duckdb

from datasets.quality.parameters import read_pattern, read_text


def fits_pattern(pattern: str, texts: Sequence[str]) -> list[bool]:
    """Whether each whole text has the pattern, in order. Linear in time, whatever the pattern.

    Raises RuleError: bad-pattern for a pattern that cannot be read, bad-parameter for a text that
    no cell can hold.
    """
    read_pattern("patroon", pattern)
    asked = [read_text("voorbeeld", text) for text in texts]
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": "1",
        "enable_external_access": "false",
    }
    with duckdb.connect(config=settings) as connection:
        found = connection.execute(
            "SELECT regexp_full_match(t, $1) FROM unnest($2::VARCHAR[]) WITH ORDINALITY AS u(t, n) "
            "ORDER BY n",
            [pattern, asked],
        ).fetchall()
    return [bool(fits) for (fits,) in found]
