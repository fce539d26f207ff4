"""What changed in the register lately, and what it asks of one person."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.lifecycle import (
    ACCEPTED,
    DatasetStatus,
    DeliveryStatus,
    FlagOrigin,
    Mode,
    Severity,
    Trust,
)
from datasets.models import Dataset, Delivery, Flag, Rule
from datasets.sentences import broken_rule, flag_sentence
from datasets.views.findings import names_for, words_of
from kit import notation
from people.models import User
from portal.overview import worst_first

NEWS_DAYS = 14
MOST_ROWS = 300  # of each kind of news; more than a page shows, so that nothing recent is missed
MOST_GROUPS = 8
MOST_MINE = 9
MOST_TASKS = 8


@dataclass(frozen=True)
class Line:
    """One piece of news in words; `tone` and `icon` as the component `event` takes them."""

    text: str
    tone: str
    icon: str


@dataclass
class News:
    """What changed for one dataset on one day, newest first."""

    dataset: Dataset
    day: date
    at: datetime
    trust: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def tone(self) -> str:
        """The tone of its heaviest line, or of the trust that it became."""
        tones = {line.tone for line in self.lines} | ({self.trust} & {"red", "amber", "green"})
        return next(
            (tone for tone in ("red", "amber", "info", "green") if tone in tones), "neutral"
        )

    @property
    def icon(self) -> str:
        """The icon of its heaviest line; that of trust where trust is what changed most."""
        told = next((line.icon for line in self.lines if line.tone == self.tone), "")
        return told or (f"trust-{self.trust}" if self.trust else "history")


@dataclass(frozen=True)
class Mine:
    """A dataset that someone has to do with, and as what."""

    dataset: Dataset
    roles: str
    flags: int


@dataclass(frozen=True)
class Task:
    """Something that is asked of this person, with where to do it."""

    text: str
    dataset: str
    url: str
    action: str
    tone: str
    icon: str
    since: datetime


def recent_news(user: User, *, now: datetime) -> tuple[list[News], int]:
    """News of the last 14 days by day and dataset, newest first; and how much more there is.

    Three queries. Only of datasets in use that this person sees.
    """
    since = now - timedelta(days=NEWS_DAYS)
    seen = Dataset.objects.visible_to(user).active().order_by().values("pk")
    found: dict[tuple[date, int], News] = {}

    def note(dataset: Dataset, at: datetime) -> News:
        day = timezone.localdate(at)
        news = found.setdefault((day, dataset.pk), News(dataset, day, at))
        news.at = max(news.at, at)
        return news

    changed = Dataset.objects.filter(pk__in=seen, trust_changed_at__gte=since)
    for dataset in changed.order_by("-trust_changed_at")[:MOST_ROWS]:
        assert dataset.trust_changed_at is not None
        note(dataset, dataset.trust_changed_at).trust = dataset.trust
    deliveries = Delivery.objects.filter(dataset__in=seen, received_at__gte=since, patch_of=None)
    newest = deliveries.select_related("dataset").order_by("-received_at")
    arrived: dict[int, tuple[News, list[Delivery]]] = {}
    for delivery in newest[:MOST_ROWS]:
        news = note(delivery.dataset, delivery.received_at)
        arrived.setdefault(id(news), (news, []))[1].append(delivery)
    for news, several in arrived.values():
        news.lines += _delivery_lines(several)
    _note_flags(found, seen, since)
    ordered = sorted(found.values(), key=lambda news: news.at, reverse=True)
    return ordered[:MOST_GROUPS], max(len(ordered) - MOST_GROUPS, 0)


def _delivery_lines(deliveries: list[Delivery]) -> list[Line]:
    """A line for each delivery that asks attention; good ones of one day are counted."""
    good = [d for d in deliveries if d.status in ACCEPTED and not d.same_as_id]
    if len(good) < 2:
        return [_delivery_line(delivery) for delivery in deliveries]
    told = {
        "n": notation.number(len(good)),
        "rows": notation.number(sum(d.rows or 0 for d in good)),
    }
    lines = [Line(_("%(n)s deliveries arrived: %(rows)s rows") % told, "info", "delivery")]
    return lines + [_delivery_line(d) for d in deliveries if d not in good]


def _delivery_line(delivery: Delivery) -> Line:
    number = delivery.number
    if delivery.same_as_id:
        return Line(_("Delivery %(n)s brought no change") % {"n": number}, "neutral", "delivery")
    status = delivery.status
    if status == DeliveryStatus.FAILED:
        return Line(_("Delivery %(n)s could not be read") % {"n": number}, "red", "delivery")
    if status == DeliveryStatus.AWAITING:
        return Line(_("Delivery %(n)s waits for approval") % {"n": number}, "amber", "waiting")
    if status in ACCEPTED:
        rows = notation.number(delivery.rows)
        text = _("Delivery %(n)s arrived: %(rows)s rows") % {"n": number, "rows": rows}
        return Line(text, "info", "delivery")
    label = str(DeliveryStatus(status).label).lower()
    return Line(
        _("Delivery %(n)s: %(status)s") % {"n": number, "status": label}, "info", "delivery"
    )


def _note_flags(
    found: dict[tuple[date, int], News], seen: QuerySet[Dataset, Any], since: datetime
) -> None:
    """Flags that were opened or closed, counted for each dataset and day."""
    moved = Flag.objects.filter(
        Q(opened_at__gte=since) | Q(closed_at__gte=since), dataset__in=seen
    ).select_related("dataset")
    opened: dict[tuple[date, int], list[Flag]] = defaultdict(list)
    closed: dict[tuple[date, int], list[Flag]] = defaultdict(list)
    for flag in moved.order_by("-opened_at", "-pk")[: 2 * MOST_ROWS]:
        if flag.opened_at >= since:
            opened[timezone.localdate(flag.opened_at), flag.dataset_id].append(flag)
        if flag.closed_at and flag.closed_at >= since:
            closed[timezone.localdate(flag.closed_at), flag.dataset_id].append(flag)
    for (day, pk), flags in opened.items():
        newest = max(flags, key=lambda flag: flag.opened_at)
        news = found.setdefault((day, pk), News(newest.dataset, day, newest.opened_at))
        news.at = max(news.at, newest.opened_at)
        news.lines.append(_opened_line(flags))
    for (day, pk), flags in closed.items():
        at = max(flag.closed_at for flag in flags if flag.closed_at)
        news = found.setdefault((day, pk), News(flags[0].dataset, day, at))
        news.at = max(news.at, at)
        text = ngettext("%(n)s flag closed", "%(n)s flags closed", len(flags))
        news.lines.append(Line(text % {"n": notation.number(len(flags))}, "green", "done"))


def _opened_line(flags: list[Flag]) -> Line:
    blocking = [flag for flag in flags if flag.severity == Severity.BLOCKING]
    tone = "red" if blocking else "amber"
    if len(flags) == 1:
        return Line(_("New flag: %(why)s") % {"why": flag_sentence(flags[0])}, tone, "flag")
    text = ngettext("%(n)s new flag", "%(n)s new flags", len(flags))
    text %= {"n": notation.number(len(flags))}
    if blocking:
        more = ngettext("of which %(n)s blocking", "of which %(n)s blocking", len(blocking))
        text = f"{text}, {more % {'n': notation.number(len(blocking))}}"
    return Line(text, tone, "flag")


def my_datasets(user: User) -> tuple[list[Mine], bool]:
    """Datasets that someone owns, stewards or knows, the worst first; and whether there are more.

    One query.
    """
    known = Dataset.knowers.through.objects.filter(dataset_id=OuterRef("pk"), user_id=user.pk)
    flags = Flag.objects.open().filter(dataset=OuterRef("pk")).order_by().values("dataset")
    counted = Coalesce(Subquery(flags.annotate(n=Count("pk")).values("n")), 0)
    mine = Dataset.objects.active().annotate(is_known=Exists(known), open_flags=counted)
    mine = mine.filter(Q(owner=user) | Q(steward=user) | Q(is_known=True))
    found = list(worst_first(mine).select_related("department")[: MOST_MINE + 1])
    shown = [
        Mine(dataset, _roles(user, dataset), getattr(dataset, "open_flags", 0)) for dataset in found
    ]
    return shown[:MOST_MINE], len(found) > MOST_MINE


def _roles(user: User, dataset: Dataset) -> str:
    roles = [
        _("owner") if dataset.owner_id == user.pk else "",
        _("steward") if dataset.steward_id == user.pk else "",
        _("knows this data") if getattr(dataset, "is_known", False) else "",
    ]
    return ", ".join(role for role in roles if role)


def tasks_of(user: User, *, now: datetime) -> tuple[list[Task], int]:
    """What waits for this person, the longest waiting first; and how much more.

    Two queries, and one for an owner.
    """
    own = Q(dataset__steward=user) | Q(dataset__owner=user)
    tasks = [_delivery_task(delivery) for delivery in _waiting(user, own, now)]
    origins = (FlagOrigin.LATE, FlagOrigin.RUN)
    flags = Flag.objects.open().filter(own, origin__in=origins)
    flags = flags.filter(dataset__status=DatasetStatus.ACTIVE).select_related("dataset")
    tasks += _acceptance_task(user)
    tasks += [_flag_task(flag) for flag in flags.order_by("opened_at", "pk")[:MOST_ROWS]]
    tasks.sort(key=lambda task: task.since)
    return tasks[:MOST_TASKS], max(len(tasks) - MOST_TASKS, 0)


def _acceptance_task(user: User) -> list[Task]:
    """The rules that wait for this owner's yes, as one task."""
    if not user.has_perm("datasets.accept_rules"):
        return []
    told = Rule.objects.waiting_for(user).aggregate(
        n=Count("pk"), since=Min("activated_at"), datasets=Count("dataset", distinct=True),
        name=Min("dataset__name"),
    )  # fmt: skip
    if not told["n"]:
        return []
    text = ngettext(
        "%(n)s rule waits for your acceptance", "%(n)s rules wait for your acceptance", told["n"]
    )
    several = _("%(n)s datasets") % {"n": notation.number(told["datasets"])}
    return [
        Task(
            text % {"n": notation.number(told["n"])},
            told["name"] if told["datasets"] == 1 else several,
            reverse("datasets:rules_waiting"),
            _("Accept the rules"),
            "amber",
            "rule",
            told["since"],
        )
    ]


def _waiting(user: User, own: Q, now: datetime) -> list[Delivery]:
    """Deliveries that wait for a steward, and failed ones that nothing newer replaced.

    One waits for a yes, or was set aside and is still the newest word on its period.

    The data team's role is for all datasets; an owner cannot approve, and who brought a file that
    failed hears of it whatever the role.
    """
    later = Delivery.objects.filter(
        dataset=OuterRef("dataset"), number__gt=OuterRef("number")
    ).exclude(
        status__in=(DeliveryStatus.FAILED, DeliveryStatus.WITHDRAWN, DeliveryStatus.DESTROYED)
    )
    in_its_place = Delivery.objects.current().filter(
        dataset=OuterRef("dataset"), number__gt=OuterRef("number")
    )
    in_its_place = in_its_place.filter(
        Q(dataset__mode=Mode.REPLACES) | Q(period=OuterRef("period"))
    )
    recent = now - timedelta(days=30)
    parked = Q(status=DeliveryStatus.PARKED) & ~Exists(in_its_place)
    awaiting = Q(status=DeliveryStatus.AWAITING) | parked
    failed = Q(status=DeliveryStatus.FAILED, received_at__gte=recent) & ~Exists(later)
    if user.has_perm("datasets.edit_dataset"):
        about: Any = awaiting | failed
    else:
        judges = Q(dataset__steward=user) if user.has_perm("datasets.deliver") else Q(pk=None)
        about = (awaiting & judges) | (failed & (own | Q(received_by=user)))
    waiting = Delivery.objects.filter(
        about, dataset__in=Dataset.objects.visible_to(user).active().order_by().values("pk")
    )
    return list(waiting.select_related("dataset").order_by("received_at")[:MOST_ROWS])


def _delivery_task(delivery: Delivery) -> Task:
    awaiting = delivery.status != DeliveryStatus.FAILED
    text = {
        DeliveryStatus.AWAITING: _("Delivery %(n)s waits for approval"),
        DeliveryStatus.PARKED: _("Delivery %(n)s was set aside"),
    }.get(DeliveryStatus(delivery.status), _("Delivery %(n)s failed"))
    return Task(
        text % {"n": delivery.number},
        delivery.dataset.name,
        reverse("datasets:delivery", args=[delivery.dataset.slug, delivery.number]),
        _("Judge the delivery") if awaiting else _("Look why"),
        "amber" if awaiting else "red",
        "waiting" if awaiting else "failed",
        delivery.received_at,
    )


def _flag_task(flag: Flag) -> Task:
    slug = flag.dataset.slug
    late = flag.origin == FlagOrigin.LATE
    return Task(
        flag_sentence(flag),
        flag.dataset.name,
        reverse("datasets:deliver" if late else "datasets:quality", args=[slug]),
        _("Deliver data") if late else _("Look why"),
        "amber",
        "calendar" if late else "failed",
        flag.opened_at,
    )


@dataclass(frozen=True)
class Unfit:
    """A red dataset with why: a rule in words where one says it, and the reason."""

    dataset: Dataset
    rule: str
    why: str


def unfit(user: User, *, limit: int) -> list[Unfit]:
    """Datasets that nobody should use now, the longest first, each with its oldest blocking flag.

    Two queries. Red is what has such a flag; one whose risk is accepted makes nothing red.
    """
    seen = Dataset.objects.visible_to(user).active().order_by().values("pk")
    red = Dataset.objects.filter(pk__in=seen, trust=Trust.RED)
    blocking = Flag.objects.open().filter(severity=Severity.BLOCKING, accepted_until=None)
    oldest = blocking.filter(dataset=OuterRef("dataset")).order_by("opened_at", "pk")
    flags = blocking.filter(dataset__in=red.values("pk"), pk=Subquery(oldest.values("pk")[:1]))
    shown = list(
        flags.select_related("dataset__department", "rule").order_by(
            "dataset__trust_changed_at", "dataset__name"
        )[:limit]
    )
    names = names_for(user, [flag.rule.parameters for flag in shown if flag.rule])
    return [_unfit(flag, names) for flag in shown]


def _unfit(flag: Flag, names: dict[str, str]) -> Unfit:
    said = words_of(flag.rule, names).sentence if flag.rule else ""
    return Unfit(flag.dataset, broken_rule(said), flag_sentence(flag))
