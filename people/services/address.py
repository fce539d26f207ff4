"""Where a request comes from, and how often that place failed to get in."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from people.models import LoginFailure

FAILURES = 30
WINDOW = timedelta(minutes=5)


def client_address(request: HttpRequest) -> str | None:
    """The address of the client: behind PROXY_COUNT proxies what the outermost of ours saw.

    What a client itself wrote into X-Forwarded-For is never believed. None when unreadable.
    """
    found = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.PROXY_COUNT
    if proxies:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        found = hops[-proxies] if len(hops) >= proxies else found
    address = _parsed(found)
    return str(address) if address else None


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def network_of(address: str | None) -> str:
    """The IPv4 address itself, or the /64 of an IPv6 address: one house, one count."""
    parsed = _parsed(address or "")
    if parsed is None:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def too_many_failures(
    address: str | None, *, door: LoginFailure.Door = LoginFailure.Door.LOGIN
) -> bool:
    """Whether the network failed FAILURES times within WINDOW; refused tries are not counted."""
    recent = LoginFailure.objects.filter(
        network=network_of(address), door=door, at__gt=timezone.now() - WINDOW
    )
    return recent.count() >= FAILURES


def record_failure(
    address: str | None, *, door: LoginFailure.Door = LoginFailure.Door.LOGIN
) -> None:
    """Count one try of this network, and forget those that no longer count."""
    now = timezone.now()
    network = network_of(address)
    LoginFailure.objects.filter(network=network, at__lt=now - WINDOW).delete()
    LoginFailure.objects.create(network=network, door=door, at=now)
