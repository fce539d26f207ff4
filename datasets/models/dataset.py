"""A dataset is a promise: which data there is, who knows it and what it may be used for."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from datasets.lifecycle import (
    Classification,
    DatasetStatus,
    Mode,
    PersonalData,
    Refresh,
    Trust,
)
from people.models import Department

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User

TYPES = ("tekst", "geheel", "getal", "datum", "tijdstip", "ja-nee")


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Entries that this person may see: all but the shielded ones, and those of one's own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.has_perm("datasets.edit_dataset"):
            return self
        return self.filter(Q(shielded=False) | self._connected(user)).distinct()

    def rows_visible_to(self, user: "User | AnonymousUser") -> Self:
        """Datasets whose rows this person may read.

        Public and internal: whoever sees the entry. Confidential: owner, steward, named people
        or departments, and the data team, whose role is for all datasets (DESIGN 4).
        """
        seen = self.visible_to(user)
        if not user.is_authenticated or user.has_perm("datasets.manage_rules"):
            return seen
        open_rows = ~Q(classification=Classification.CONFIDENTIAL)
        return seen.filter(open_rows | self._trusted(user)).distinct()

    def values_visible_to(self, user: "User | AnonymousUser") -> Self:
        """Datasets of which this person may ask to see personal values as they are.

        Whatever the classification: the people who may read confidential rows, and nobody else.
        """
        seen = self.visible_to(user)
        if not user.is_authenticated or user.has_perm("datasets.manage_rules"):
            return seen
        return seen.filter(self._trusted(user)).distinct()

    def deliverable_by(self, user: "User | AnonymousUser") -> Self:
        """Datasets to which this person may deliver: the data team all, an owner their own."""
        seen = self.visible_to(user).filter(status=DatasetStatus.ACTIVE)
        if not user.is_authenticated or not user.has_perm("datasets.deliver"):
            return self.none()
        if user.has_perm("datasets.edit_dataset"):
            return seen
        return seen.filter(Q(owner=user) | Q(steward=user))

    def disposable_by(self, user: "User | AnonymousUser") -> Self:
        """Datasets whose deliveries this person may destroy, also when retired.

        The data team all, an owner their own.
        """
        seen = self.visible_to(user)
        if not user.is_authenticated or user.has_perm("datasets.edit_dataset"):
            return seen
        return seen.filter(owner=user)

    def active(self) -> Self:
        return self.filter(status=DatasetStatus.ACTIVE)

    @staticmethod
    def _connected(user: "User") -> Q:
        return Q(owner=user) | Q(steward=user) | Q(knowers=user) | DatasetQuerySet._named(user)

    @staticmethod
    def _trusted(user: "User") -> Q:
        return Q(owner=user) | Q(steward=user) | DatasetQuerySet._named(user)

    @staticmethod
    def _named(user: "User") -> Q:
        """Named as a reader, oneself or with one's department."""
        named = Q(readers=user)
        # Asked for None, this would find every dataset that names no department at all.
        return named | Q(reader_departments=user.department_id) if user.department_id else named


class Dataset(models.Model):
    """An entry of the register. `sleutel` columns (`key`) name a record; `trust*` is computed only."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    description = models.TextField(_("What is in it"), blank=True, max_length=4000)
    purpose = models.TextField(_("What it is for"), blank=True, max_length=2000)
    not_for = models.TextField(_("What it is not fit for"), blank=True, max_length=2000)
    questions = models.TextField(
        _("Questions it can answer"),
        blank=True,
        max_length=4000,
        help_text=_("One question on each line."),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="datasets",
        verbose_name=_("Department"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_datasets",
        verbose_name=_("Owner of the data"),
    )
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="stewarded_datasets",
        verbose_name=_("Steward in the data team"),
    )
    knowers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="known_datasets",
        verbose_name=_("Who knows this data"),
    )
    source_system = models.CharField(_("Source system"), max_length=120, blank=True)
    source_url = models.URLField(_("Web address of the source"), blank=True, max_length=500)
    refresh = models.CharField(
        _("New data comes"), max_length=12, choices=Refresh.choices, default=Refresh.IRREGULAR
    )
    lag_days = models.PositiveIntegerField(
        _("Days between the end of a period and its delivery"),
        default=0,
        help_text=_("For figures that the source publishes later. 0 when nothing was agreed."),
    )
    mode = models.CharField(
        _("How deliveries follow each other"),
        max_length=12,
        choices=Mode.choices,
        default=Mode.REPLACES,
    )
    key = models.JSONField(_("Key"), default=list, blank=True)
    classification = models.CharField(
        _("Classification"),
        max_length=12,
        choices=Classification.choices,
        default=Classification.INTERNAL,
    )
    shielded = models.BooleanField(
        _("Shielded: only people connected to it see this entry"), default=False
    )
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="readable_datasets",
        verbose_name=_("People who may read the rows"),
    )
    reader_departments = models.ManyToManyField(
        Department,
        blank=True,
        related_name="readable_datasets",
        verbose_name=_("Departments that may read the rows"),
    )
    personal_data = models.CharField(
        _("Personal data"),
        max_length=8,
        choices=PersonalData.choices,
        default=PersonalData.NONE,
    )
    legal_ground = models.CharField(_("Legal ground"), max_length=300, blank=True)
    retention_months = models.PositiveIntegerField(_("Keep for (months)"), null=True, blank=True)
    licence = models.CharField(_("Licence"), max_length=200, blank=True)
    # What stewards decided about reading, for the next delivery: {option of intake: choice}.
    remembered = models.JSONField(default=dict, blank=True, editable=False)
    # Names that a file may use for a column: {name in the file: name in the dictionary}.
    column_mapping = models.JSONField(default=dict, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    status = models.CharField(
        max_length=8, choices=DatasetStatus.choices, default=DatasetStatus.ACTIVE, editable=False
    )
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
    )
    # Computed by datasets.services.trust, in the transaction that changes what they rest on.
    trust = models.CharField(
        max_length=8, choices=Trust.choices, default=Trust.UNKNOWN, editable=False
    )
    trust_complete = models.CharField(
        max_length=8, choices=Trust.choices, default=Trust.UNKNOWN, editable=False
    )
    trust_current = models.CharField(
        max_length=8, choices=Trust.choices, default=Trust.UNKNOWN, editable=False
    )
    trust_correct = models.CharField(
        max_length=8, choices=Trust.choices, default=Trust.UNKNOWN, editable=False
    )
    trust_reasons = models.JSONField(default=list, editable=False)
    trust_changed_at = models.DateTimeField(null=True, editable=False)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        permissions = [
            ("register_dataset", "May register a dataset"),
            ("edit_dataset", "May edit every dataset"),
            ("deliver", "May deliver data"),
            ("manage_rules", "May write and activate quality rules"),
            ("run_checks", "May start a check"),
            ("accept_rules", "May accept rules and norms as owner"),
        ]
        default_permissions = ()
        indexes = [
            models.Index(fields=["status", "name"], name="dataset_by_name"),
            models.Index(fields=["trust"], name="dataset_by_trust"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DatasetStatus.values), name="dataset_status_known"
            ),
            models.CheckConstraint(condition=Q(trust__in=Trust.values), name="dataset_trust_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def question_list(self) -> list[str]:
        return [line.strip() for line in self.questions.splitlines() if line.strip()]

    def dimension_states(self) -> dict[str, str]:
        """{dimension: trust state} in the order complete, current, correct."""
        return {
            "complete": self.trust_complete,
            "current": self.trust_current,
            "correct": self.trust_correct,
        }


class Column(models.Model):
    """A line of the data dictionary; `type` speaks the public vocabulary (tekst, geheel, …)."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="columns")
    position = models.PositiveIntegerField()
    name = models.CharField(_("Name in the file"), max_length=300)
    label = models.CharField(_("Label"), max_length=200, blank=True)
    meaning = models.TextField(_("Meaning"), blank=True, max_length=2000)
    type = models.CharField(_("Type"), max_length=8, choices=[(t, t) for t in TYPES])
    unit = models.CharField(_("Unit"), max_length=60, blank=True)
    personal = models.CharField(
        _("Personal data"),
        max_length=8,
        choices=PersonalData.choices,
        default=PersonalData.NONE,
    )
    # What the values look like; a steward decides what `personal` says.
    personal_guess = models.CharField(
        max_length=8, choices=PersonalData.choices, default=PersonalData.NONE, editable=False
    )
    guess_reason = models.CharField(max_length=20, blank=True, editable=False)
    absent_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["dataset", "name"], name="column_once"),
        ]

    def __str__(self) -> str:
        return self.label or self.name
