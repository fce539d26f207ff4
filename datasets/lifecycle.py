"""The words a dataset, a delivery, a rule and a flag can be in, and which word may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TransitionNotAllowed(Exception):
    """A status may not become the one asked for, or someone else was first."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} -> {new}")
        self.old = old
        self.new = new


class Refused(Exception):
    """A service will not do this. `code` with `params` becomes a sentence in datasets.sentences."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class DatasetStatus(TextChoices):
    ACTIVE = "active", pgettext_lazy("dataset", "In use")
    RETIRED = "retired", pgettext_lazy("dataset", "Retired")


class DeliveryStatus(TextChoices):
    RECEIVED = "received", _("Received")
    READ = "read", _("Read, being checked")
    AWAITING = "awaiting", _("Waiting for approval")
    CHECKED = "checked", _("Checked")
    PARKED = "parked", _("Set aside")
    FAILED = "failed", _("Failed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DESTROYED = "destroyed", _("Destroyed")


class RuleStatus(TextChoices):
    DRAFT = "draft", pgettext_lazy("rule", "Draft")
    ACTIVE = "active", pgettext_lazy("rule", "Active")
    RETIRED = "retired", pgettext_lazy("rule", "Ended")


NEXT_DATASET: dict[DatasetStatus, set[DatasetStatus]] = {
    DatasetStatus.ACTIVE: {DatasetStatus.RETIRED},
    DatasetStatus.RETIRED: {DatasetStatus.ACTIVE},
}
_D = DeliveryStatus
NEXT_DELIVERY: dict[DeliveryStatus, set[DeliveryStatus]] = {
    _D.RECEIVED: {_D.READ, _D.AWAITING, _D.FAILED, _D.WITHDRAWN, _D.DESTROYED},
    _D.AWAITING: {_D.RECEIVED, _D.READ, _D.WITHDRAWN, _D.DESTROYED},
    _D.READ: {_D.CHECKED, _D.PARKED, _D.WITHDRAWN, _D.DESTROYED},
    _D.CHECKED: {_D.PARKED, _D.WITHDRAWN, _D.DESTROYED},
    _D.PARKED: {_D.READ, _D.WITHDRAWN, _D.DESTROYED},
    _D.FAILED: {_D.RECEIVED, _D.WITHDRAWN, _D.DESTROYED},
    _D.WITHDRAWN: {_D.DESTROYED},
    _D.DESTROYED: set(),
}
NEXT_RULE: dict[RuleStatus, set[RuleStatus]] = {
    RuleStatus.DRAFT: {RuleStatus.ACTIVE, RuleStatus.RETIRED},
    RuleStatus.ACTIVE: {RuleStatus.RETIRED},
    RuleStatus.RETIRED: {RuleStatus.ACTIVE},
}
# A delivery in one of these carries data that counts (it may be current).
ACCEPTED = (_D.READ, _D.CHECKED)
# Why Koers itself destroyed a delivery, as the history keeps it; and that it told so in time, with
# the day behind it.
RETENTION, RETENTION_SOON = "retention", "retention-soon"
# A delivery in one of these is on its way: the same bytes again are the same delivery.
UNDER_WAY = (_D.RECEIVED, _D.AWAITING, _D.READ, _D.CHECKED, _D.PARKED)


# What a row of the history calls the acceptance of a risk, and its end.
RISK, RISK_OVER = "risk", "risk-over"


class Mode(TextChoices):
    REPLACES = "replaces", _("Replaces: each delivery is the whole")
    ACCUMULATES = "accumulates", _("Adds: each delivery is one period")


class Classification(TextChoices):
    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    CONFIDENTIAL = "confidential", _("Confidential")


class PersonalData(TextChoices):
    NONE = "none", _("No personal data")
    ORDINARY = "ordinary", _("Ordinary personal data")
    SPECIAL = "special", _("Special personal data")
    BSN = "bsn", _("Citizen service numbers (BSN)")


class Refresh(TextChoices):
    """How often the source promises new data."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    HALF_YEARLY = "half-yearly", _("Every half year")
    YEARLY = "yearly", _("Every year")
    ONCE = "once", _("Once: does not grow old")
    IRREGULAR = "irregular", _("No fixed interval")


# Days between two deliveries; a month is taken at its longest, so that nobody is called late early.
INTERVAL_DAYS: dict[Refresh, int] = {
    Refresh.DAILY: 1,
    Refresh.WEEKLY: 7,
    Refresh.MONTHLY: 31,
    Refresh.QUARTERLY: 92,
    Refresh.HALF_YEARLY: 184,
    Refresh.YEARLY: 366,
}


class Dimension(TextChoices):
    COMPLETE = "complete", _("Complete")
    CURRENT = "current", _("Current")
    CORRECT = "correct", _("Correct")


class Severity(TextChoices):
    WARNING = "warning", _("Warning")
    BLOCKING = "blocking", _("Blocking")


class FlagOrigin(TextChoices):
    RULE = "rule", _("Quality rule")
    READING = "reading", _("Reading of the file")
    LATE = "late", _("Late delivery")
    SCHEMA = "schema", _("Changed columns")
    REPORT = "report", _("Report of doubt")
    RUN = "run", _("Failed check")


class Trust(TextChoices):
    RED = "red", pgettext_lazy("trust", "Red")
    UNKNOWN = "unknown", pgettext_lazy("trust", "Unknown")
    AMBER = "amber", pgettext_lazy("trust", "Amber")
    GREEN = "green", pgettext_lazy("trust", "Green")


# The worst first: more evidence against data never improves its trust.
TRUST_ORDER = (Trust.RED, Trust.UNKNOWN, Trust.AMBER, Trust.GREEN)


class Verdict(TextChoices):
    """Values are the public vocabulary (the engine speaks it too)."""

    MEETS = "voldoet", _("Meets the norm")
    FAILS = "voldoet-niet", _("Does not meet the norm")
    UNDECIDED = "niet-te-bepalen", _("Cannot be determined")


class Origin(TextChoices):
    """Where a rule came from."""

    MANUAL = "manual", _("Written by a colleague")
    API = "api", _("Through the API")
    DEMO = "demo", _("Demo")
    PROFILE = "profile", _("Proposed from the profile")
    COPY = "copy", _("Copied from another dataset")
    IMPORT = "import", _("Imported from a file")


class SuggestionStatus(TextChoices):
    """What a steward did with a proposal; what was rejected is not proposed again."""

    OPEN = "open", pgettext_lazy("suggestion", "Open")
    ACCEPTED = "accepted", pgettext_lazy("suggestion", "Accepted")
    REJECTED = "rejected", pgettext_lazy("suggestion", "Rejected")


NEXT_SUGGESTION: dict[SuggestionStatus, set[SuggestionStatus]] = {
    SuggestionStatus.OPEN: {SuggestionStatus.ACCEPTED, SuggestionStatus.REJECTED},
    SuggestionStatus.REJECTED: {SuggestionStatus.OPEN},
    SuggestionStatus.ACCEPTED: set(),
}


class Channel(TextChoices):
    """How a delivery arrived."""

    PAGE = "page", _("Uploaded")
    API = "api", _("Through the API")
    DEMO = "demo", _("Demo")
    PATCH = "patch", _("Repaired in Koers")
