"""The only way to change what is reported: reports, moves, corrections, routes."""

from feedback.services.moves import (
    hand_over,
    make_move,
    merge_report,
    move_report,
    moves_for,
    permitted,
    roles_of,
    take_report,
)
from feedback.services.repair import ask_correction, forward_report, patch_report
from feedback.services.report import (
    Doubt,
    doubts_on,
    join_report,
    open_on,
    report_doubt,
    watch_report,
)
from feedback.services.routing import hand_over_to, routed, save_routes
from feedback.services.terms import Terms, terms_of

__all__ = [
    "Doubt",
    "Terms",
    "ask_correction",
    "doubts_on",
    "forward_report",
    "hand_over",
    "hand_over_to",
    "join_report",
    "make_move",
    "merge_report",
    "move_report",
    "moves_for",
    "open_on",
    "patch_report",
    "permitted",
    "report_doubt",
    "roles_of",
    "routed",
    "save_routes",
    "take_report",
    "terms_of",
    "watch_report",
]
