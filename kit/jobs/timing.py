"""How long things may take, in seconds. settings.KOERS_JOB_TIMING overrides (fault tests)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Timing:
    """Worst recovery after a worker died unseen: lease + sweep."""

    lease: float = 30
    sweep: float = 10
    # A queued job is woken again after 30 s, then after ever longer waits: the broker may have
    # lost the message, but under a long queue each message too many is ballast.
    rewake: tuple[float, ...] = (30, 60, 120, 240)
    attempts: int = 3
    backoff: tuple[float, ...] = (10, 60)
    breaker: float = 5
    beat: float = 10
    sweep_silence: float = 30
    queue_silence: float = 60
    # Progress is written at most this often.
    progress: float = 2


def timing() -> Timing:
    """The values in force; raises TypeError when the setting names one that does not exist."""
    overrides: dict[str, Any] = getattr(settings, "KOERS_JOB_TIMING", {})
    return Timing(**overrides)
