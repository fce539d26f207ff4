"""Why data is in doubt: one sentence for each reason of trust and each flag."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.models import Flag
from datasets.sentences.period import period_words
from datasets.sentences.refusals import run_error
from kit.notation import number as count
from kit.notation import percent

Params = Mapping[str, Any]


def reason_sentence(code: str, params: Params) -> str:
    """A full sentence. A code without words is shown as it is: better than hiding a reason."""
    say = _REASONS.get(code)
    told = say(params) if say else code
    until = day(str(params.get("accepted_until") or ""))
    if until:
        return _("%(reason)s Accepted risk through %(day)s.") % {"reason": told, "day": until}
    return told


def flag_sentence(flag: Flag) -> str:
    """The reason of a flag as a sentence, with the acceptance of its risk."""
    params = {**flag.reason_params, "column": flag.column}
    if flag.accepted_until and not flag.closed_at:
        params["accepted_until"] = flag.accepted_until.isoformat()
    return reason_sentence(flag.reason_code, params)


def broken_rule(rule: str) -> str:
    """The words of a rule as what is wrong; on its own `X is filled` reads as good news."""
    return _("Does not hold everywhere: %(rule)s") % {"rule": rule} if rule else ""


def day(value: str) -> str:
    """An ISO date as 31 december 2026; an empty text stays empty."""
    return date_format(date.fromisoformat(value), "j F Y") if value else ""


def _rule_failed(params: Params) -> str:
    failed, checked = params["failed"], params["checked"]
    say = _NO_ROWS.get(params.get("unit", ""))
    if say:
        told = {"rule": params["rule"], "failed": count(failed), "checked": count(checked)}
        return say(failed) % told
    return ngettext(
        "Rule %(rule)s: %(failed)s of %(checked)s rows fails (%(share)s).",
        "Rule %(rule)s: %(failed)s of %(checked)s rows fail (%(share)s).",
        failed,
    ) % {
        "rule": params["rule"],
        "failed": count(failed),
        "checked": count(checked),
        "share": percent(failed / checked if checked else 0),
    }


# What a rule says that failed, where it counts something else than rows.
_NO_ROWS: dict[str, Callable[[int], str]] = {
    "levering": lambda failed: ngettext(
        "Rule %(rule)s: %(failed)s of %(checked)s deliveries fails.",
        "Rule %(rule)s: %(failed)s of %(checked)s deliveries fail.",
        failed,
    ),
    "periode": lambda failed: ngettext(
        "Rule %(rule)s: %(failed)s of %(checked)s periods fails.",
        "Rule %(rule)s: %(failed)s of %(checked)s periods fail.",
        failed,
    ),
    "categorie": lambda failed: ngettext(
        "Rule %(rule)s: %(failed)s of %(checked)s categories fails.",
        "Rule %(rule)s: %(failed)s of %(checked)s categories fail.",
        failed,
    ),
    "totaal": lambda failed: _("Rule %(rule)s: the total is not what it should be."),
}


def _rows_rejected(params: Params) -> str:
    return ngettext(
        "%(count)s row of the file could not be read. It is kept with its line number.",
        "%(count)s rows of the file could not be read. They are kept with their line numbers.",
        params["count"],
    ) % {"count": count(params["count"])}


def _no_rows(params: Params) -> str:
    return ngettext(
        "%(count)s delivery in use has no rows: its file has a header and nothing below it.",
        "%(count)s deliveries in use have no rows: their files have a header and nothing below it.",
        params["count"],
    ) % {"count": count(params["count"])}


def _cells_misfit(params: Params) -> str:
    return ngettext(
        "In column %(column)s %(count)s value does not fit the type of the column.",
        "In column %(column)s %(count)s values do not fit the type of the column.",
        params["count"],
    ) % {"count": count(params["count"]), "column": params["column"]}


def _late(params: Params) -> str:
    days = params["days"]
    if params.get("period"):
        return ngettext(
            "The newest period is %(period)s. Newer figures are %(days)s day late; they were "
            "expected on %(due)s.",
            "The newest period is %(period)s. Newer figures are %(days)s days late; they were "
            "expected on %(due)s.",
            days,
        ) % {
            "period": period_words(params["period"]),
            "days": count(days),
            "due": day(params["due"]),
        }
    return ngettext(
        "These figures are %(days)s day too old. New ones were expected on %(due)s.",
        "These figures are %(days)s days too old. New ones were expected on %(due)s.",
        days,
    ) % {"days": count(days), "due": day(params["due"])}


def _schema_changed(params: Params) -> str:
    parts = []
    if params.get("gone"):
        parts.append(_("gone: %(names)s") % {"names": params["gone"]})
    if params.get("added"):
        parts.append(_("new: %(names)s") % {"names": params["added"]})
    if params.get("retyped"):
        parts.append(_("other type: %(names)s") % {"names": params["retyped"]})
    return _("The columns of delivery %(delivery)s differ from before (%(what)s).") % {
        "delivery": params["delivery"],
        "what": "; ".join(parts),
    }


def _run_failed(params: Params) -> str:
    why = run_error(str(params.get("error_code", "")), params)
    return _("The newest check failed. %(why)s") % {"why": why}


def _no_rule(params: Params) -> str:
    return {
        "complete": _("There is no rule yet that tells whether this data is complete."),
        "correct": _("There is no rule yet that tells whether this data is correct."),
        "current": _("Nobody agreed how often new data comes."),
    }[params["dimension"]]


def _delivery_parked(params: Params) -> str:
    told = {
        "delivery": params["delivery"],
        "rows": count(params["rows"]),
        "rule": params.get("rule"),
    }
    if told["rule"]:
        return (
            _(
                "The newest delivery (%(delivery)s, rows: %(rows)s) was set aside, because of rule "
                "%(rule)s about the number of rows. It is not in use."
            )
            % told
        )
    return (
        _("The newest delivery (%(delivery)s, rows: %(rows)s) was set aside. It is not in use.")
        % told
    )


def _report(params: Params) -> str:
    """Without the record: who reads this may not see rows at all."""
    told = {
        "report": params.get("report", ""),
        "column": params.get("column", ""),
        "count": count(params.get("count", 1)),
        "period": period_words(str(params["period"])) if params.get("period") else "",
    }
    right = bool(params.get("right"))
    if params.get("count", 1) > 1:
        return _many_reports(right, params) % told
    if told["column"]:
        return (
            _("A report of doubt about %(column)s is right and not repaired yet (%(report)s).")
            if right
            else _(
                "A colleague doubts a value of %(column)s; this is being looked into (%(report)s)."
            )
        ) % told
    return (
        _("A report of doubt about this data is right and not repaired yet (%(report)s).")
        if right
        else _("A colleague doubts this data; this is being looked into (%(report)s).")
    ) % told


def _many_reports(right: bool, params: Params) -> str:
    if params.get("column"):
        return (
            _("%(count)s doubted values of %(column)s are wrong and not repaired yet.")
            if right
            else _("Colleagues doubt %(count)s values of %(column)s; this is being looked into.")
        )
    return (
        _("%(count)s reports of doubt about this data are right and not repaired yet.")
        if right
        else _("%(count)s reports of doubt about this data are being looked into.")
    )


_REASONS: dict[str, Callable[[Params], str]] = {
    "delivery-parked": _delivery_parked,
    "report": _report,
    "rule-failed": _rule_failed,
    "no-rows": _no_rows,
    "rows-rejected": _rows_rejected,
    "cells-misfit": _cells_misfit,
    "late": _late,
    "long-overdue": lambda params: (
        _(
            "Newer figures were expected on %(due)s. They are %(days)s days late, more than a whole "
            "interval: nobody knows how things stand now."
        )
        % {"days": count(params["days"]), "due": day(params["due"])}
    ),
    "schema-changed": _schema_changed,
    "run-failed": _run_failed,
    "no-data": lambda params: _("There is no data yet, only this entry."),
    "no-run": lambda params: _("The current data has not been checked yet."),
    "run-waiting": lambda params: _("The check of the current data waits for its turn."),
    "run-busy": lambda params: _("The check of the current data is busy."),
    "no-rule": _no_rule,
    "no-interval": lambda params: _(
        "It is not agreed how often new data comes, so nobody can tell whether this is current."
    ),
    "rule-undecided": lambda params: (
        _("Rule %(rule)s could not be judged on the current data.") % {"rule": params["rule"]}
    ),
}
