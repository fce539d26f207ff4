"""Tokens for the API."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from people.api import TokenAuthentication
from people.models import ApiToken
from people.services import create_token, find_token, revoke_token


def authenticate(rf, header):
    request = rf.get("/api/v1/datasets", HTTP_AUTHORIZATION=header)
    return TokenAuthentication().authenticate(request)


@pytest.mark.parametrize("word", ["Bearer", "bearer", "Token"])
def test_a_live_token_says_who_asks(rf, steward, word):
    token = create_token(steward, name="koppeling")
    person, found = authenticate(rf, f"{word} {token}")
    assert person == steward
    assert found.name == "koppeling"


def test_the_token_itself_is_not_kept(steward):
    token = create_token(steward)
    row = ApiToken.objects.get()
    assert token.startswith(row.prefix)
    assert token not in str(vars(row))
    assert len(token.removeprefix(row.prefix)) > 40


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Token koers_x_y", "Bearer \x00"]
)
def test_another_token_is_refused(rf, steward, header):
    create_token(steward)
    with pytest.raises(AuthenticationFailed):
        authenticate(rf, header)


@pytest.mark.parametrize("header", ["", "Basic eDp5", "Digest x"])
def test_another_way_in_is_left_to_others(rf, db, header):
    assert authenticate(rf, header) is None


def test_a_revoked_an_expired_and_a_closed_persons_token_end(steward, owner, colleague):
    revoked, expired = create_token(steward), create_token(owner)
    closed = create_token(colleague)
    revoke_token(steward.api_tokens.get())
    owner.api_tokens.update(expires_at=timezone.now())
    colleague.is_active = False
    colleague.save()
    assert [find_token(token) for token in (revoked, expired, closed)] == [None, None, None]
    with pytest.raises(ValueError, match="not active"):
        create_token(colleague)


def test_use_is_noted_at_most_once_a_minute(steward, django_assert_num_queries):
    token = create_token(steward)
    find_token(token)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    with django_assert_num_queries(1):
        find_token(token)
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    find_token(token)
    assert ApiToken.objects.get().last_used_at > first - timedelta(minutes=1)


def test_the_command_prints_the_token_on_its_last_line(steward):
    out = StringIO()
    call_command("token", "DATATEAM", "--name", "koppeling", "--days", "7", stdout=out)
    token = out.getvalue().splitlines()[-1]
    found = find_token(token)
    assert found.user == steward
    assert timedelta(days=6) < found.expires_at - timezone.now() < timedelta(days=8)


@pytest.mark.parametrize("arguments", [["niemand"], ["datateam", "--days", "0"]])
def test_the_command_says_what_is_wrong(steward, arguments):
    with pytest.raises(CommandError):
        call_command("token", *arguments, stdout=StringIO())
    assert not ApiToken.objects.exists()


def test_the_command_refuses_a_closed_account(steward):
    steward.is_active = False
    steward.save()
    with pytest.raises(CommandError, match="not active"):
        call_command("token", "datateam", stdout=StringIO())
