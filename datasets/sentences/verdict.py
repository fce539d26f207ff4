"""May I use this? One sentence for each trust state, before its reasons."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from datasets.lifecycle import Trust

_ANSWERS: dict[str, StrPromise] = {
    Trust.GREEN: _("Yes: this data is complete, current and correct as far as its rules tell."),
    Trust.AMBER: _("Yes, with care: first read what is wrong."),
    Trust.RED: _("No, not now: something serious is wrong."),
    Trust.UNKNOWN: _("Nobody can say yet whether you can trust this."),
}


def trust_answer(state: str) -> str:
    """The answer to "may I use this?" for a trust state, as a full sentence."""
    return str(_ANSWERS[state])
