"""Step 1 of a rule: which kind, found by its sentence, an example or another word for it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_stubs_ext import StrPromise

from datasets import quality
from datasets.forms.kind import KindFilter
from datasets.sentences import kind_sentence
from datasets.sentences.kind_words import GROUPS
from datasets.sentences.kinds import WORDS
from datasets.views.access import find_dataset, reader, rights_of

# What is asked most comes first, within its group.
ORDER = (
    "gevuld", "in-lijst", "bereik", "patroon", "lengte", "postcode", "email", "bsn", "iban",
    "bag-id", "gemeentecode", "datumbereik", "datumvolgorde", "vergelijking", "som", "uniek",
    "afhankelijkheid", "verwijzing", "gelijk-aan", "totaal",
)  # fmt: skip
FEW = 6  # kinds that are seen at a glance, without headings between them
ASPECTS: dict[str, tuple[StrPromise, StrPromise]] = {
    "volledig": (_("Complete"), _("Is everything there?")),
    "actueel": (_("Current"), _("Is it recent enough?")),
    "juist": (_("Correct"), _("Can it be true?")),
}


@dataclass(frozen=True)
class Offer:
    """A kind on the page; `fits` when the dataset has columns for it."""

    kind: quality.Kind
    sentence: str
    example: StrPromise
    fits: bool


@dataclass(frozen=True)
class Shelf:
    """Kinds below one heading, or below none where they are few."""

    title: StrPromise | str
    offers: list[Offer]


@dataclass(frozen=True)
class Aspect:
    """One of the three words of the mission, with what can tell it."""

    name: str
    title: StrPromise
    question: StrPromise
    shelves: list[Shelf]


@login_required
@require_safe
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Every kind by its aspect and subject, each with its sentence and an example."""
    dataset = find_dataset(request, slug)
    if not rights_of(reader(request), dataset).manage_rules:
        raise Http404
    types = list(dataset.columns.filter(absent_since=None).values_list("type", flat=True))
    form = KindFilter(request.GET or None)
    words = form.cleaned_data["zoek"] if form.is_valid() else ""
    found = [kind for kind in quality.KINDS.values() if answers(kind, words)]
    context = {
        "dataset": dataset,
        "form": form,
        "sought": words,
        "aspects": shelved(found, types),
        "count": len(found),
        "has_columns": bool(types),
    }
    return render(request, "datasets/rule_choose.html", context)


def answers(kind: quality.Kind, words: str) -> bool:
    """Whether every word stands somewhere in what is said of the kind."""
    said = WORDS[kind.name]
    sentences = " ".join(str(sentence) for sentence in said.sentences.values())
    titles = f"{ASPECTS[kind.aspect][0]} {GROUPS[said.group]}"
    text = _plain(f"{kind.name} {said.title} {sentences} {said.example} {said.search} {titles}")
    return all(word in text for word in _plain(words).split())


def _plain(text: str) -> str:
    """Without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def shelved(kinds: Iterable[quality.Kind], types: list[str]) -> list[Aspect]:
    """The kinds by aspect and group; what the dataset has no columns for comes last."""
    offers = [
        Offer(kind, kind_sentence(kind.name), WORDS[kind.name].example, _fits(kind, types))
        for kind in sorted(kinds, key=lambda kind: _place(kind.name))
    ]
    offers.sort(key=lambda offer: not offer.fits)
    told = []
    for name, (title, question) in ASPECTS.items():
        of_aspect = [offer for offer in offers if offer.kind.aspect == name]
        shelves = [Shelf("", of_aspect)] if of_aspect else []
        if len(of_aspect) > FEW:
            shelves = [
                Shelf(heading, of_group)
                for group, heading in GROUPS.items()
                if (of_group := [o for o in of_aspect if WORDS[o.kind.name].group == group])
            ]
        if shelves:
            told.append(Aspect(name, title, question, shelves))
    return told


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _fits(kind: quality.Kind, types: list[str]) -> bool:
    """Whether there is a column for each place that must be filled; nobody knows without data."""
    least = kind.column_count[0]
    return not types or all(set(types) & set(kind.fits_at(place)) for place in range(least))
