"""The Dutch of the screens, looked up: a test names what a control is for, the catalogue its words."""

from django.utils.translation import gettext, ngettext, override, pgettext


def nl(text: str, *, context: str = "", **blanks: object) -> str:
    """What a Dutch page says for `text`, with its blanks filled in."""
    with override("nl"):
        said = pgettext(context, text) if context else gettext(text)
    return said % blanks if blanks else said


def nl_count(one: str, many: str, count: int, **blanks: object) -> str:
    with override("nl"):
        return ngettext(one, many, count) % blanks
