"""The public words for what the code calls otherwise; one table for each list of choices."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from datasets.lifecycle import (
    Channel,
    Classification,
    DatasetStatus,
    DeliveryStatus,
    Dimension,
    FlagOrigin,
    Mode,
    PersonalData,
    Refresh,
    RuleStatus,
    Severity,
    SuggestionStatus,
    Trust,
)
from datasets.models.run import Trigger

CLASSIFICATION = {
    Classification.PUBLIC: "openbaar",
    Classification.INTERNAL: "intern",
    Classification.CONFIDENTIAL: "vertrouwelijk",
}
MODE = {Mode.REPLACES: "vervangt", Mode.ACCUMULATES: "vult-aan"}
REFRESH = {
    Refresh.DAILY: "dagelijks",
    Refresh.WEEKLY: "wekelijks",
    Refresh.MONTHLY: "maandelijks",
    Refresh.QUARTERLY: "per-kwartaal",
    Refresh.HALF_YEARLY: "halfjaarlijks",
    Refresh.YEARLY: "jaarlijks",
    Refresh.ONCE: "eenmalig",
    Refresh.IRREGULAR: "onregelmatig",
}
PERSONAL = {
    PersonalData.NONE: "geen",
    PersonalData.ORDINARY: "gewoon",
    PersonalData.SPECIAL: "bijzonder",
    PersonalData.BSN: "bsn",
}
DATASET_STATUS = {DatasetStatus.ACTIVE: "in-gebruik", DatasetStatus.RETIRED: "uit-gebruik"}
DELIVERY_STATUS = {
    DeliveryStatus.RECEIVED: "ontvangen",
    DeliveryStatus.READ: "ingelezen",
    DeliveryStatus.AWAITING: "wacht-op-akkoord",
    DeliveryStatus.CHECKED: "gecontroleerd",
    DeliveryStatus.PARKED: "geparkeerd",
    DeliveryStatus.FAILED: "mislukt",
    DeliveryStatus.WITHDRAWN: "ingetrokken",
    DeliveryStatus.DESTROYED: "vernietigd",
}
CHANNEL = {
    Channel.PAGE: "pagina",
    Channel.API: "api",
    Channel.DEMO: "demo",
    Channel.PATCH: "hersteld-in-koers",
}
RULE_STATUS = {
    RuleStatus.DRAFT: "concept",
    RuleStatus.ACTIVE: "actief",
    RuleStatus.RETIRED: "beeindigd",
}
SUGGESTION_STATUS = {
    SuggestionStatus.OPEN: "open",
    SuggestionStatus.ACCEPTED: "overgenomen",
    SuggestionStatus.REJECTED: "afgewezen",
}
SEVERITY = {Severity.WARNING: "waarschuwing", Severity.BLOCKING: "blokkerend"}
DIMENSION = {
    Dimension.COMPLETE: "volledig",
    Dimension.CURRENT: "actueel",
    Dimension.CORRECT: "juist",
}
ORIGIN = {
    FlagOrigin.RULE: "regel",
    FlagOrigin.READING: "inlezen",
    FlagOrigin.LATE: "te-laat",
    FlagOrigin.SCHEMA: "kolommen",
    FlagOrigin.REPORT: "terugmelding",
    FlagOrigin.RUN: "controle",
}
TRUST = {
    Trust.GREEN: "groen",
    Trust.AMBER: "oranje",
    Trust.RED: "rood",
    Trust.UNKNOWN: "onbekend",
}
TRIGGER = {
    Trigger.DELIVERY: "levering",
    Trigger.RULE: "regel",
    Trigger.MANUAL: "verzoek",
    Trigger.TRIAL: "proef",
    Trigger.NIGHTLY: "nacht",
}
JOB_STATE = {"queued": "wachtrij", "running": "bezig", "done": "klaar", "failed": "mislukt"}

# Names in openapi.json for lists of choices that stand under several fields (settings).
DELIVERY_WORDS = list(DELIVERY_STATUS.values())
SUGGESTION_WORDS = list(SUGGESTION_STATUS.values())
DATASET_WORDS = list(DATASET_STATUS.values())
RULE_WORDS = list(RULE_STATUS.values())
RUN_WORDS = list(JOB_STATE.values())
TRUST_WORDS = list(TRUST.values())


class WordField(serializers.ChoiceField):
    """A choice that is stored in English and spoken in Dutch."""

    def __init__(self, words: Mapping[Any, str], **kwargs: Any) -> None:
        self._spoken = {str(code): word for code, word in words.items()}
        self._stored = {word: code for code, word in words.items()}
        super().__init__(choices=list(self._stored), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return self._stored[super().to_internal_value(data)]

    def to_representation(self, value: Any) -> str:
        return self._spoken[str(value)]
