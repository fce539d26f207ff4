"""What can go wrong, as codes with parameters; the portal makes the sentences.

Bad data is a finding and never an error. A bad rule is a `RuleError`, and a check that could not
be carried out at all is a `CheckError`.
"""


class QualityError(Exception):
    """A code with parameters. The text of the exception is for logs, not for people."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


class RuleError(QualityError):
    """A rule that cannot be carried out as it stands. See docs of `engine.validate` for codes."""

    @property
    def column(self) -> str:
        """The column (as written in the rule) that it is about, or an empty text."""
        return str(self.params.get("column", ""))

    @property
    def hint(self) -> str:
        """The name that was probably meant, or an empty text."""
        return str(self.params.get("hint", ""))


class CheckError(QualityError):
    """The whole check stopped: unreadable-table, out-of-memory, time-limit, cancelled."""
