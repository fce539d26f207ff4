"""A rule as data: what is checked, and how much may fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from datasets.quality.errors import RuleError

KEYS = frozenset({"id", "naam", "soort", "kolommen", "parameters", "ernst", "norm", "reden"})


@dataclass(frozen=True)
class RuleSpec:
    """A kind with its columns and parameters, and a norm: the accepted number of failures.

    `norm_count` is a number of rows, `norm_share` a share (0 to 1) of the checked rows; at most
    one of them is given. Without either no failure is accepted.
    """

    id: str
    kind: str
    columns: tuple[str, ...]
    parameters: Mapping[str, object] = field(default_factory=dict)
    norm_count: int | None = None
    norm_share: float | None = None

    @classmethod
    def from_dict(cls, data: object, id: str = "") -> "RuleSpec":
        """A rule from the API's JSON: soort, kolommen, parameters, norm; ernst is left to others.

        Raises RuleError bad-rule (key) where the shape is wrong, bad-norm, and unknown-key (key).
        Whether kind, columns and parameters make sense is `validate`'s question.
        """
        if not isinstance(data, Mapping):
            raise RuleError("bad-rule", key="soort")
        for key in data:
            if key not in KEYS:
                raise RuleError("unknown-key", key=str(key)[:100])
        kind = data.get("soort")
        if not isinstance(kind, str):
            raise RuleError("bad-rule", key="soort")
        columns = data.get("kolommen")
        if isinstance(columns, str) or not isinstance(columns, list | tuple):
            raise RuleError("bad-rule", key="kolommen")
        if not all(isinstance(column, str) for column in columns):
            raise RuleError("bad-rule", key="kolommen")
        parameters = data.get("parameters")
        if parameters is not None and not isinstance(parameters, Mapping):
            raise RuleError("bad-rule", key="parameters")
        count, share = read_norm(data.get("norm"))
        name = str(data.get("id") or id)
        return cls(name, kind, tuple(columns), dict(parameters or {}), count, share)

    def as_dict(self) -> dict[str, object]:
        """The rule as the API's JSON, without what the engine does not know (ernst)."""
        norm: dict[str, object] = {}
        if self.norm_count is not None:
            norm = {"maxAantal": self.norm_count}
        elif self.norm_share is not None:
            norm = {"maxAandeel": self.norm_share}
        return {
            "id": self.id,
            "soort": self.kind,
            "kolommen": list(self.columns),
            "parameters": dict(self.parameters),
            "norm": norm,
        }

    def accepts(self, *, checked: int, failed: int) -> bool:
        """Whether so many failures are within the norm. Shares are compared exactly."""
        if self.norm_share is not None:
            return failed <= Decimal(str(self.norm_share)) * checked
        return failed <= (self.norm_count or 0)


def read_norm(data: object) -> tuple[int | None, float | None]:
    """The norm of the API's JSON as (count, share); raises RuleError bad-norm."""
    if data is None or data == {}:
        return None, None
    if not isinstance(data, Mapping) or not set(data) <= {"maxAantal", "maxAandeel"}:
        raise RuleError("bad-norm")
    count, share = data.get("maxAantal"), data.get("maxAandeel")
    if count is not None and share is not None:
        raise RuleError("bad-norm")
    check_norm(count, share)
    return count, share


def check_norm(count: object, share: object) -> None:
    """Raises RuleError bad-norm unless count is a number of rows and share lies in 0..1."""
    if count is not None and (type(count) is not int or count < 0):
        raise RuleError("bad-norm")
    if share is None:
        return
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise RuleError("bad-norm")
