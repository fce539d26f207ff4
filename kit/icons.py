"""The icons of Koers: our own names for what they mean, and the Tabler file each comes from.

A page asks for a meaning ("trust-red"), so that one meaning has one picture everywhere. The
set-up (`manage.py frontend`) puts just these into one sprite.
"""

ICONS: dict[str, str] = {
    # Trust: four shapes that differ without their colour.
    "trust-green": "filled/circle-check",
    "trust-amber": "filled/alert-triangle",
    "trust-red": "filled/alert-octagon",
    "trust-unknown": "outline/help-circle",
    # Messages and severities
    "info": "filled/info-circle",
    "success": "filled/circle-check",
    "warning": "filled/alert-triangle",
    "error": "filled/alert-octagon",
    "flag": "filled/flag",
    # Work in progress
    "queued": "outline/clock",
    "running": "outline/progress",
    "done": "outline/check",
    "failed": "outline/x",
    "parked": "outline/player-pause",
    "waiting": "outline/hourglass",
    # Things
    "dataset": "outline/database",
    "delivery": "outline/file-text",
    "rule": "outline/list-check",
    "check": "outline/check",
    "quality": "outline/gauge",
    "chart": "outline/chart-line",
    "table": "outline/table",
    "department": "outline/building-community",
    "person": "outline/user",
    "people": "outline/users",
    "calendar": "outline/calendar",
    "history": "outline/history",
    "question": "outline/bulb",
    "lock": "outline/lock",
    "home": "outline/home",
    # What one can do
    "add": "outline/plus",
    "edit": "outline/edit",
    "remove": "outline/trash",
    "download": "outline/download",
    "upload": "outline/upload",
    "image": "outline/photo",
    "search": "outline/search",
    "filter": "outline/filter",
    "run": "outline/player-play",
    "retry": "outline/refresh",
    "show": "outline/eye",
    "messages": "outline/bell",
    "language": "outline/language",
    "logout": "outline/logout",
    "settings": "outline/settings",
    "menu": "outline/menu-2",
    "close": "outline/x",
    "external": "outline/external-link",
    # Directions
    "next": "outline/chevron-right",
    "previous": "outline/chevron-left",
    "down": "outline/chevron-down",
    "up": "outline/chevron-up",
    "rise": "outline/arrow-up-right",
    "fall": "outline/arrow-down-right",
    "same": "outline/arrow-right",
}
