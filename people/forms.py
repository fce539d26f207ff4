"""The forms of people. They check what was typed; services make the change."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import AccessLogEntry, Department, Language, User
from people.roles import CHOSEN_ROLES, ROLE_NAMES
from people.services import ACTIONS, department_tree, roles_of

INDENT = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}"


def _role_choices() -> list[tuple[str, Any]]:
    return [(code, ROLE_NAMES[code]) for code in CHOSEN_ROLES]


class DepartmentField(forms.TypedChoiceField):
    """A choice from the tree in use, indented by depth. Its value is a Department or None."""

    def __init__(self, *, empty: Any, without: Department | None = None, **kwargs: Any) -> None:
        self._empty, self._without = empty, without
        super().__init__(coerce=self._department, empty_value=None, **kwargs)
        self.choices = self._tree

    def _tree(self) -> list[tuple[str, Any]]:
        options: list[tuple[str, Any]] = [("", self._empty)]
        for department, depth in department_tree():
            options.append((str(department.pk), f"{INDENT * depth}{department.name}"))
        return options

    def _department(self, value: str) -> Department:
        return Department.objects.active().get(pk=int(value))

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Department) else value


class LoginForm(forms.Form):
    username = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def account_name(self) -> str:
        """The user name behind what was typed, in one spelling, whether it exists or not.

        One spelling, so that capitals or the e-mail address give no extra tries.
        """
        typed = str(self.cleaned_data["username"]).lower()
        people = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
        names = {person.username.lower() for person in people}
        return typed if typed in names or not names else names.pop()


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, typed or pasted twice so that no slip shuts someone out."""

    password = forms.CharField(
        label=_("New password"),
        max_length=1000,
        strip=False,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    repeat = forms.CharField(
        label=_("New password again"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_repeat(self) -> str:
        repeat = str(self.cleaned_data["repeat"])
        if "password" in self.cleaned_data and repeat != self.cleaned_data["password"]:
            raise ValidationError(_("The two passwords differ."))
        return repeat

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label=_("Current password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old", "password", "repeat"]

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if not self.person.check_password(old):
            raise ValidationError(_("This is not your current password."))
        return old


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    mail_notifications = forms.BooleanField(
        label=_("Also send me messages by e-mail"), required=False
    )


class InviteForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        required=False,
        help_text=_("Left empty, the part of the e-mail address before the @ is used."),
    )
    department = DepartmentField(label=_("Department"), empty=_("No department"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=_role_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everyone is an employee; a role adds what someone may do."),
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=Language.choices)


class PeopleFilterForm(forms.Form):
    STATES = (("active", _("active")), ("invited", _("invited")), ("inactive", _("deactivated")))

    q = forms.CharField(
        label=_("Search by name or e-mail address"),
        max_length=100,
        required=False,
        widget=forms.SearchInput,
    )
    department = DepartmentField(label=_("Department"), empty=_("All departments"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(
        label=_("Account"), choices=[("", _("All accounts")), *STATES], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [("", _("All roles")), *_role_choices()]


class DetailsForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=_role_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A change logs the person out everywhere."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    @classmethod
    def of(cls, person: User) -> "RolesForm":
        return cls(initial={"roles": roles_of(person)}, prefix="roles")


class PersonDepartmentForm(forms.Form):
    department = DepartmentField(label=_("Department"), empty=_("No department"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class DepartmentForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("department", "Name"), max_length=120)
    parent = DepartmentField(label=_("Part of"), empty=_("Nothing: at the top"), required=False)


class MergeForm(forms.Form):
    into = DepartmentField(label=_("Merge into"), empty=_("Choose a department"))


# Outside these a day plus one, or its midnight, need not exist.
LOG_YEARS = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(9000, 1, 1))]


class AccessLogFilterForm(forms.Form):
    person = forms.CharField(label=_("Person"), max_length=100, required=False)
    target = forms.CharField(label=_("Object"), max_length=100, required=False)
    action = forms.ChoiceField(label=_("Action"), required=False)
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[("", _("All results")), *AccessLogEntry.Result.choices],
        required=False,
    )
    since = forms.DateField(
        label=_("From day"),
        required=False,
        validators=LOG_YEARS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Up to and including"),
        required=False,
        validators=LOG_YEARS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = self.fields["action"]
        assert isinstance(action, forms.ChoiceField)
        action.choices = [("", _("All actions")), *sorted(ACTIONS.items())]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first day."))
        return data
