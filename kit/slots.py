"""Places on a page that upper apps fill: the page names the place and imports nobody.

An app that knows something about, say, a dataset offers a function for "dataset.usage"; the
portal's wiring does so at start. `{% load slots %}` draws what was offered.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Filling:
    """What an offer brings: a template with its variables, drawn without those of the page."""

    template: str
    variables: dict[str, Any] = field(default_factory=dict)


# Takes the request and what the page says of the place (such as dataset=...). None: nothing here.
Offer = Callable[..., Filling | None]

_OFFERS: dict[str, list[Offer]] = {}


def offer(place: str, function: Offer) -> None:
    """Fill `place` ("dataset.usage") with what `function` gives, after earlier offers.

    Raises ValueError for a function that is there already.
    """
    offers = _OFFERS.setdefault(place, [])
    if function in offers:
        raise ValueError(f"{function!r} was offered for {place!r} before.")
    offers.append(function)


def is_offered(place: str) -> bool:
    """Whether anybody offers something for this place, on whatever page."""
    return bool(_OFFERS.get(place))


def fillings(place: str, request: HttpRequest, **what: Any) -> list[Filling]:
    """What is offered for this place on this page, in the order of the offers."""
    given = (function(request, **what) for function in _OFFERS.get(place, ()))
    return [filling for filling in given if filling is not None]
