"""What a steward can still decide about a delivery, and which of its rows are not in the table."""

from dataclasses import dataclass, field

from datasets.lifecycle import DeliveryStatus
from datasets.models import Delivery
from datasets.sentences import rejection_words, run_error
from datasets.sentences.decisions import all_decisions, dropped_words
from datasets.services.decisions import Wishes
from datasets.services.mapping import mapping_of
from datasets.services.reread import BESIDE, IN_PLACE
from datasets.views.access import Rights
from kit.notation import number


@dataclass(frozen=True)
class Deciding:
    """`changeable`: its reading can be overruled by this reader. `names`: how many are new.

    `why`: another reading was tried and failed. `dropped`: remembered choices that did not fit.
    """

    changeable: bool = False
    names: int = 0
    likely: bool = False
    why: str = ""
    dropped_why: str = ""
    dropped: list[dict[str, str]] = field(default_factory=list)


def deciding_of(delivery: Delivery, rights: Rights) -> Deciding:
    """Nothing for who may not say yes to this delivery."""
    if not rights.accept or delivery.same_as_id or delivery.patch_of_id:
        return Deciding()
    waits = delivery.status == DeliveryStatus.AWAITING
    new = mapping_of(delivery) if waits and delivery.dataset.columns.exists() else None
    names = new.new if new and new.free else ()
    dropped = Wishes.from_dict(delivery.options).dropped if waits else {}
    return Deciding(
        changeable=delivery.status in (*IN_PLACE, *BESIDE),
        names=len(names),
        likely=any(one.likely for one in names),
        why=run_error(delivery.error_code, delivery.error_params)
        if waits and delivery.error_code
        else "",
        dropped_why=dropped_words(dropped),
        dropped=all_decisions(dropped.get("decisions", {})),
    )


def told_reasons(delivery: Delivery) -> list[tuple[str, str]]:
    """Why rows were rejected and how many for each reason, the commonest first."""
    reasons = delivery.reading.get("reasons", {})
    counted = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(rejection_words(reason), number(times)) for reason, times in counted]
