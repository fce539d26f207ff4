"""Who may see and do what with one dataset, asked once by each page; and the lines it leaves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from datasets.lifecycle import Classification, DatasetStatus
from datasets.models import Dataset, Delivery
from people.models import User
from people.services import log_access

REASONS = "reasons"  # in the session: dataset -> why its rows are looked at
VALUES = "values"  # in the session: dataset -> why its personal values are looked at


@dataclass(frozen=True)
class Rights:
    """What this reader may do with this dataset; templates show a button only where it is True."""

    edit: bool
    see_rows: bool
    deliver: bool
    accept: bool  # say yes to a delivery that waits: the steward's word (DESIGN 4)
    destroy: bool  # a delivery, also of a dataset that is retired
    manage_rules: bool
    run_checks: bool
    accept_rules: bool
    see_personal: bool  # may ask to see personal values as they are, with a reason


def reader(request: HttpRequest) -> User:
    """The person behind the request. Only for views that ask for a login."""
    assert isinstance(request.user, User)
    return request.user


def find_dataset(request: HttpRequest, slug: str) -> Dataset:
    """The entry with this address, or 404 for one that this reader may not see."""
    entries = Dataset.objects.visible_to(reader(request))
    return get_object_or_404(entries.select_related("department", "owner", "steward"), slug=slug)


def find_deliverable(request: HttpRequest, slug: str) -> Dataset:
    """The dataset with this address, or 404 for who may not deliver to it."""
    return get_object_or_404(Dataset.objects.deliverable_by(reader(request)), slug=slug)


def find_delivery(dataset: Dataset, number: int) -> Delivery:
    """Delivery `number` of a dataset that was found, or 404."""
    deliveries = dataset.deliveries.select_related("dataset", "received_by", "same_as", "patch_of")
    return get_object_or_404(deliveries, number=number)


def rights_of(user: User, dataset: Dataset) -> Rights:
    """The rights of a reader who may see the entry; a query only for who is neither its owner nor
    its steward nor of the data team."""
    in_use = dataset.status == DatasetStatus.ACTIVE
    edit = user.has_perm("datasets.edit_dataset")
    own = user.pk in (dataset.owner_id, dataset.steward_id)
    # As Dataset.objects.deliverable_by, of an entry that this reader sees.
    deliver = in_use and user.has_perm("datasets.deliver") and (edit or own)
    manage = user.has_perm("datasets.manage_rules")
    named = Dataset.objects.values_visible_to(user).filter(pk=dataset.pk)
    trusted = own or manage or named.exists()
    return Rights(
        edit=edit,
        # As Dataset.objects.rows_visible_to, of an entry that this reader sees.
        see_rows=trusted or dataset.classification != Classification.CONFIDENTIAL,
        deliver=deliver,
        accept=deliver and (edit or dataset.steward_id == user.pk),
        destroy=edit or dataset.owner_id == user.pk,
        manage_rules=in_use and manage,
        run_checks=in_use and user.has_perm("datasets.run_checks"),
        accept_rules=user.has_perm("datasets.accept_rules") and dataset.owner_id == user.pk,
        see_personal=trusted,
    )


def may_describe(user: User, dataset: Dataset) -> bool:
    """Whether this reader may give columns their words: the data team, or the dataset's steward."""
    return user.has_perm("datasets.edit_dataset") or dataset.steward_id == user.pk


def given_reason(request: HttpRequest, dataset: Dataset) -> str:
    """Why this reader looks at confidential rows, as told in this session; "" when not yet."""
    return str(request.session.get(REASONS, {}).get(str(dataset.pk), ""))


def keep_reason(request: HttpRequest, dataset: Dataset, reason: str) -> None:
    """Remember the reason until the session ends, so that it is asked once."""
    request.session[REASONS] = {**request.session.get(REASONS, {}), str(dataset.pk): reason}


def must_give_reason(request: HttpRequest, dataset: Dataset) -> bool:
    """Whether the rows of this dataset are shown only after a reason."""
    confidential = dataset.classification == Classification.CONFIDENTIAL
    return confidential and not given_reason(request, dataset)


def log_rows(
    request: HttpRequest,
    dataset: Dataset,
    *,
    action: str,
    granted: bool = True,
    purpose: str = "",
) -> None:
    """Leave a line for a look at rows of a confidential dataset, or for a refusal of one.

    The reason is what the reader told; a page that is about one task says its `purpose` where
    nothing was told.
    """
    if dataset.classification == Classification.CONFIDENTIAL:
        log_access(
            reader(request),
            action=action,
            target=dataset,
            granted=granted,
            reason=given_reason(request, dataset) or purpose,
            request=request,
        )


def values_reason(request: HttpRequest, dataset: Dataset, rights: Rights) -> str:
    """Why this reader sees personal values on the pages of rows; "" while they stand masked."""
    if not rights.see_personal:
        return ""
    return str(request.session.get(VALUES, {}).get(str(dataset.pk), ""))


def keep_values_reason(request: HttpRequest, dataset: Dataset, reason: str) -> None:
    """Show values from here on, until the session ends or the reader hides them (no reason)."""
    kept = {pk: why for pk, why in request.session.get(VALUES, {}).items() if pk != str(dataset.pk)}
    request.session[VALUES] = {**kept, **({str(dataset.pk): reason} if reason else {})}


def log_values(
    request: HttpRequest, dataset: Dataset, columns: Iterable[str], *, reason: str, granted: bool
) -> None:
    """Leave a line for a look at personal values as they are, or for a refusal of one."""
    log_access(
        reader(request),
        action="values-shown",
        target=dataset,
        object_label=f"{dataset}: {', '.join(columns)}",
        granted=granted,
        reason=reason,
        request=request,
    )
