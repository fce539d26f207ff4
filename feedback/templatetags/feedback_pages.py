"""What the pages of reports share: `{% load feedback_pages %}`."""

from typing import Any

from django import template

from feedback.lifecycle import Status
from feedback.models import Report
from feedback.sentences import about

register = template.Library()

_S = Status
# Tone and icon of each state: what asks attention is amber, what was proved is green.
SIGNS: dict[Status, tuple[str, str]] = {
    _S.REPORTED: ("info", "messages"),
    _S.INVESTIGATING: ("info", "search"),
    _S.ASKED: ("amber", "question"),
    _S.RIGHT: ("amber", "flag"),
    _S.WRONG: ("neutral", "close"),
    _S.UNDECIDABLE: ("neutral", "trust-unknown"),
    _S.MERGED: ("neutral", "same"),
    _S.WITHDRAWN: ("neutral", "remove"),
    _S.REQUESTED: ("amber", "waiting"),
    _S.FORWARDED: ("amber", "external"),
    _S.PATCHED: ("amber", "edit"),
    _S.CONFIRMED: ("green", "trust-green"),
    _S.REVIEW: ("red", "show"),
    _S.REOPENED: ("red", "retry"),
}


def sign(status: str) -> tuple[str, str]:
    """(tone, icon) of a state, as the component `status` takes them."""
    return SIGNS[Status(status)]


@register.inclusion_tag("components/status.html")
def report_status(status: str) -> dict[str, Any]:
    """{% report_status report.status %}: the state as icon, word and colour."""
    tone, icon = sign(status)
    return {"label": Status(status).label, "tone": tone, "icon_name": icon}


@register.filter(name="about")
def about_filter(report: Report) -> str:
    """{{ report|about }}: what it is about, in words that show no value."""
    return about(report)
