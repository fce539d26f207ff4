"""What the tests of the form of a doubt ask for, and what a browser would send."""

from urllib.parse import urlencode

from django.urls import reverse

from datasets.lifecycle import Classification
from tests.datasets.factories import deliver, make_dataset

NEW = reverse("feedback:new")


def make_delivered(department, steward):
    """A dataset with a key and three rows, of one delivery."""
    dataset = make_dataset(department, steward=steward, description="Alle woningen.")
    dataset.key = ["nr"]
    dataset.save(update_fields=["key"])
    deliver(dataset)
    return dataset


def asking(**query) -> str:
    return f"{NEW}?{urlencode(query)}"


def cell(dataset, column="bedrag", line=2) -> str:
    return asking(dataset=dataset.slug, levering=1, regel=line, kolom=column)


def filled(page, **given) -> dict:
    """What a browser would send of a form that was opened, with what somebody changed."""
    form = page.context["form"]
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if name != "bewijs" and value not in (None, "", False):
            sent[name] = "on" if value is True else str(value)
    return sent | given


def confide(dataset, **fields):
    dataset.classification = Classification.CONFIDENTIAL
    for name, value in fields.items():
        setattr(dataset, name, value)
    dataset.save()
