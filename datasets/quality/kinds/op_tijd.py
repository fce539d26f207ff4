"""op-tijd: deliveries arrive within some days after the period that they are about."""

from datetime import date, timedelta

from datasets.quality.delivered import Delivered
from datasets.quality.kind import Ask, Counted, Draft, Kind, TableCheck, Unit
from datasets.quality.parameters import Parameter
from datasets.quality.periods import MOST_PERIODS, Period, newest_due, read_period


def compile_on_time(draft: Draft) -> TableCheck:
    """Checks the deliveries in use that say which period they are about, and the periods after
    the newest of them that ended more than `dagenNaAfloop` days ago.

    Fails a delivery whose figures first arrived more than so many days after the last day of its
    period, and a period of which nothing has arrived. A correction that comes later does not make
    a period late. What is no row here is one period.
    """
    lag = int(str(draft.values["dagenNaAfloop"]))

    def count(ask: Ask) -> Counted:
        known = _known(draft)
        if not known:
            return Counted(0, 0, reason="no-period")
        late = [
            _unit(period, delivery, lag)
            for period, delivery in known
            if delivery.received and delivery.received > _due(period, lag)
        ]
        newest = max(known, key=lambda pair: pair[0].last)[0]
        due = newest_due(newest.step, draft.today, lag)
        waiting = min(max(due.number - newest.number, 0), MOST_PERIODS)
        absent = [
            _absent(newest.moved(step), draft.today, lag)
            for step in range(1, min(waiting, draft.examples) + 1)
        ]
        return Counted(len(known) + waiting, len(late) + waiting, [*absent, *late])

    return TableCheck(count)


def _known(draft: Draft) -> list[tuple[Period, Delivered]]:
    read = [(read_period(delivery.period), delivery) for delivery in draft.deliveries]
    return [(period, delivery) for period, delivery in read if period]


def _due(period: Period, lag: int) -> date:
    return period.last + timedelta(days=lag)


def _unit(period: Period, delivery: Delivered, lag: int) -> Unit:
    due = _due(period, lag)
    facts: dict[str, str | int | float] = {"verwacht": due.isoformat()}
    if delivery.received:
        facts |= {
            "ontvangen": delivery.received.isoformat(),
            "dagenTeLaat": (delivery.received - due).days,
        }
    return Unit(str(period), facts=facts, part=delivery.label)


def _absent(period: Period, today: date, lag: int) -> Unit:
    due = _due(period, lag)
    late = (today - due).days
    return Unit(str(period), facts={"verwacht": due.isoformat(), "dagenTeLaat": late})


KIND = Kind(
    name="op-tijd",
    dimension="timeliness",
    columns="none",
    unit="periode",
    compile=compile_on_time,
    parameters=(Parameter("dagenNaAfloop", "days", required=True),),
    depends_on_date=lambda values: True,
)
