"""The one exception of intake: a code and its parameters, never a sentence."""

Param = int | str


class IntakeError(Exception):
    """A file that cannot be read as a table, and why.

    `code` is one of CODES; `params` holds what a sentence about it needs (numbers of lines and
    columns are 1-based, sizes are in bytes). The portal and the command line each word it.
    """

    def __init__(self, code: str, **params: Param) -> None:
        if code not in CODES:
            raise ValueError(f"unknown intake code {code!r}")
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Param] = params


# code -> the parameters that come with it
CODES: dict[str, tuple[str, ...]] = {
    "empty-file": (),
    "not-found": (),
    "not-text": ("found",),
    "no-columns": (),
    "too-many-columns": ("found", "limit"),
    "duplicate-header": ("name", "first", "second"),
    "unclosed-quote": ("line",),
    "file-too-large": ("size", "limit"),
    "field-too-large": ("line", "limit"),
    "null-bytes": ("line",),
    "broken-json": ("line", "column"),
    "too-deep": ("line",),  # lists or objects within each other without end
    "broken-parquet": (),
    "encrypted": (),
    "sheet-bomb": ("found", "limit"),  # a workbook that is far larger inside than a table can be
    "macro": (),
    "bad-workbook": ("detail",),
    "no-table-in-sheet": (),
    "broken-archive": (),
    "archive-in-archive": (),
    "archive-too-full": ("found", "limit"),
    "archive-without-table": (),
    "archive-bomb": (),
    "unpacked-too-large": ("limit",),
    "bad-option": ("option", "value"),
    "read-timeout": ("limit",),
    "out-of-memory": (),
    "unreadable": ("detail",),
    "unwritable": ("name",),  # the command line only
}
