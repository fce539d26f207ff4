"""What the values of a dataset look like: every column at a glance, and each by itself."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from datasets import quality as engine
from datasets.models import Column, Dataset, Delivery
from datasets.sentences.profiles import (
    bin_words,
    change_words,
    distinct_words,
    gone_words,
    value_words,
)
from datasets.sentences.suggestions import guess_words
from datasets.services import personal_columns, previous_profiles, proposed_unit, unit_as_read
from datasets.views.access import (
    Rights,
    find_dataset,
    log_rows,
    may_describe,
    must_give_reason,
    reader,
    rights_of,
)
from kit import charts, notation

Profiles = dict[str, engine.ColumnProfile]
CHANGES_SHOWN = 2
RARE = 0.005  # share of the filled rows: rarer values are not worth a line
QUANTILES = ("5%", "25%", "50%", "75%", "95%")


@dataclass(frozen=True)
class Look:
    """What one reader sees of the profile of one delivery."""

    dataset: Dataset
    rights: Rights
    delivery: Delivery | None
    deliveries: list[Delivery]
    profiles: Profiles
    before: Profiles
    values: bool  # whether values are shown, not only counts
    asks: bool  # whether a reason must be given before they are


def _look(request: HttpRequest, slug: str) -> Look:
    """The profile that is asked for (`levering`), or of the newest delivery that has one."""
    dataset = find_dataset(request, slug)
    rights = rights_of(reader(request), dataset)
    profiled = list(dataset.deliveries.filter(profiles__position=1).order_by("-number"))
    wanted = request.GET.get("levering", "")
    chosen = next((each for each in profiled if str(each.number) == wanted), None)
    if wanted and chosen is None:
        raise Http404
    if chosen is None:
        chosen = next((each for each in profiled if each.is_current), None)
        chosen = chosen or next(iter(profiled), None)
    asks = rights.see_rows and must_give_reason(request, dataset)
    profiles: Profiles = {}
    before: Profiles = {}
    if chosen:
        chosen.dataset = dataset
        hidden = personal_columns(dataset)
        profiles, before = (
            {
                name: known.without_values(hidden[name]) if name in hidden else known
                for name, known in found.items()
            }
            for found in (_profiles(chosen), previous_profiles(chosen))
        )
    values = rights.see_rows and not asks
    return Look(dataset, rights, chosen, profiled, profiles, before, values, asks)


def _profiles(delivery: Delivery) -> Profiles:
    return {
        kept.name: engine.ColumnProfile.from_dict(kept.stats) for kept in delivery.profiles.all()
    }


@require_safe
@login_required
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """All columns of a delivery: filled, different values, range, spread, what changed."""
    look = _look(request, slug)
    words = {column.name: column for column in look.dataset.columns.all()}
    if look.values and look.delivery:
        log_rows(request, look.dataset, action="rows-seen", purpose=_("to see its profile"))
    gone = [name for name in look.before if name not in look.profiles]
    context = {
        "dataset": look.dataset,
        "rights": look.rights,
        "look": look,
        "rows": [_row(look, known, words.get(name)) for name, known in look.profiles.items()],
        "gone": gone_words(gone) if gone and look.profiles else "",
        "has_data": bool(look.deliveries) or look.dataset.deliveries.current().exists(),
        "may_describe": may_describe(reader(request), look.dataset),
    }
    return render(request, "datasets/profile.html", context)


def _row(look: Look, known: engine.ColumnProfile, column: Column | None) -> dict[str, Any]:
    guess = column.guess_reason if column and column.personal_guess != "none" else ""
    earlier = look.before.get(known.name)
    changes = change_words(known, earlier, values=look.values) if look.before else []
    return {
        "known": known,
        "column": column,
        "share": known.filled_share,
        "distinct": distinct_words(known),
        "range": _range(known) if look.values else "",
        "spark": _spark(known) if look.values else None,
        "changes": changes[:CHANGES_SHOWN],
        "guess": bool(guess),
    }


def _range(known: engine.ColumnProfile) -> str:
    """From the lowest to the highest value; of texts how long they are."""
    if known.type == "tekst":
        if known.shortest is None:
            return ""
        if known.shortest == known.longest:
            return _("%(length)s characters") % {"length": notation.number(known.shortest)}
        return _("%(shortest)s to %(longest)s characters") % {
            "shortest": notation.number(known.shortest),
            "longest": notation.number(known.longest),
        }
    if known.minimum is None:
        return ""
    low, high = (_written(known, value) for value in (known.minimum, known.maximum))
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _written(known: engine.ColumnProfile, value: int | float | str | None) -> str:
    return value_words(value, known.type, amount=known.amounts)


def _spark(known: engine.ColumnProfile) -> charts.Spark | None:
    """The spread of numbers and dates, or how often each of few values occurs."""
    if len(known.histogram) > 1:
        counts = [bin.count for bin in known.histogram]
        fullest = max(known.histogram, key=lambda bin: bin.count)
        where = bin_words(fullest.low, fullest.high, known)
    elif len(known.frequent) > 1:
        counts = [each.count for each in known.frequent]
        where = _text_written(known, known.frequent[0].value)
    else:
        return None
    label = _("Spread of %(column)s; most often %(where)s")
    return charts.spark(counts, label=label % {"column": known.name, "where": where})


@require_safe
@login_required
def column(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One column: what it means, how its values are spread, and the delivery before beside it."""
    look = _look(request, slug)
    found = get_object_or_404(look.dataset.columns, pk=pk)
    known = look.profiles.get(found.name)
    before = look.before.get(found.name)
    if look.values and known:
        log_rows(request, look.dataset, action="rows-seen", purpose=_("to see its profile"))
    describes = may_describe(reader(request), look.dataset)
    guess = found.guess_reason if found.personal_guess != "none" else ""
    context = {
        "dataset": look.dataset,
        "rights": look.rights,
        "look": look,
        "column": found,
        "known": known,
        "distinct": distinct_words(known) if known else "",
        "changes": change_words(known, before, values=look.values) if known and look.before else [],
        "comparison": _comparison(known, before, values=look.values) if known else [],
        "chart": _chart(look, known, found) if known and look.values else None,
        "frequent": _frequent(known) if known and look.values else [],
        "patterns": _patterns(known) if known and look.values else [],
        "quantiles": _quantiles(known) if known and look.values else [],
        "may_describe": describes,
        "guess": guess_words(guess) if guess and describes else "",
        "unit": _unit(look, found) if describes else "",
    }
    return render(request, "datasets/column_profile.html", context)


def _unit(look: Look, column: Column) -> str:
    read = unit_as_read(look.delivery, column) if look.delivery else ""
    return proposed_unit(column, read)


def _comparison(
    known: engine.ColumnProfile, before: engine.ColumnProfile | None, *, values: bool
) -> list[dict[str, str]]:
    """The figures of now and before, as {label, now, before}."""
    figures = [
        (_("Rows"), "rows", notation.number),
        (_("Filled"), "filled_share", notation.percent),
        (_("Empty"), "empty", notation.number),
        (_("Does not fit the type"), "misfits", notation.number),
    ]
    told = [
        {
            "label": label,
            "now": write(getattr(known, name)),
            "before": write(getattr(before, name)) if before else notation.EMPTY,
        }
        for label, name, write in figures
    ]
    told.append(
        {
            "label": _("Different values"),
            "now": distinct_words(known),
            "before": distinct_words(before) if before else notation.EMPTY,
        }
    )
    if values:
        told += _values_compared(known, before)
    return told


def _values_compared(
    known: engine.ColumnProfile, before: engine.ColumnProfile | None
) -> list[dict[str, str]]:
    told = []
    for label, name in (
        (_("Lowest"), "minimum"),
        (_("Mean"), "mean"),
        (_("Standard deviation"), "deviation"),
        (_("Highest"), "maximum"),
    ):
        value = getattr(known, name)
        if value is None or known.type == "tekst":
            continue
        kind = known.type if name in ("minimum", "maximum") else "getal"
        amount = known.amounts or kind == "getal"
        earlier = getattr(before, name) if before else None
        told.append(
            {
                "label": label,
                "now": value_words(value, kind, amount=amount),
                "before": value_words(earlier, kind, amount=amount),
            }
        )
    return told


def _quantiles(known: engine.ColumnProfile) -> list[dict[str, str]]:
    return [
        {"share": share, "value": _written(known, value)}
        for share, value in zip(QUANTILES, known.quantiles, strict=False)
    ]


def _frequent(known: engine.ColumnProfile) -> list[dict[str, Any]]:
    """The ten most frequent values, without those that stand in hardly any row."""
    all_told = len(known.frequent) == known.distinct
    return [
        {
            "value": _text_written(known, each.value),
            "count": each.count,
            "share": each.count / known.filled,
        }
        for each in known.frequent[:10]
        if all_told or each.count >= RARE * known.filled
    ]


def _text_written(known: engine.ColumnProfile, text: str) -> str:
    """The engine's text form of a value in the reader's notation."""
    if known.type in ("geheel", "getal"):
        return _written(known, float(text))
    return value_words(text, known.type)


def _patterns(known: engine.ColumnProfile) -> list[dict[str, Any]]:
    return [
        {"shape": each.shape, "count": each.count, "share": each.count / known.sampled}
        for each in known.patterns
        if known.sampled
    ]


def _chart(look: Look, known: engine.ColumnProfile, column: Column) -> charts.Chart | None:
    """Bins of numbers and dates; else the rows of each of few values."""
    if len(known.histogram) > 1:
        places = [bin_words(bin.low, bin.high, known) for bin in known.histogram]
        counts = [bin.count for bin in known.histogram]
        label, horizontal = _("Value"), False
    elif 1 < len(known.frequent) == known.distinct:
        places = [_text_written(known, each.value)[:60] for each in known.frequent]
        counts = [each.count for each in known.frequent]
        label, horizontal = _("Value"), True
    else:
        return None
    most = max(range(len(counts)), key=counts.__getitem__)
    title = _("%(share)s of the values of %(column)s: %(where)s") % {
        "share": notation.percent(counts[most] / max(1, sum(counts)), 0),
        "column": str(column),
        "where": places[most],
    }
    received = look.delivery.received_at if look.delivery else None
    return charts.bars(
        pd.DataFrame({"place": places, "rows": counts}),
        x="place",
        series={"rows": _("Rows")},
        title=title,
        horizontal=horizontal,
        day=timezone.localdate(received) if received else None,
        x_label=f"{label} ({column.unit})" if column.unit else label,
        decimals=0,
    )
