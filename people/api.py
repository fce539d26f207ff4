"""How a program says who it is: a personal token in the Authorization header."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from people.models import ApiToken, User
from people.services import find_token

WORDS = ("bearer", "token")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; the word Token does as well."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person of a live token. Raises AuthenticationFailed for any other token."""
        word, _space, value = request.headers.get("Authorization", "").strip().partition(" ")
        if word.lower() not in WORDS:
            return None
        token = find_token(value.strip())
        if token is None:
            raise AuthenticationFailed(_("This token is not valid, or no longer valid."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="koers"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describe the token in openapi.json."""

    target_class = "people.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
