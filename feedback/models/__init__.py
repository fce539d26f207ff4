"""What is reported, judged, corrected and proved."""

from feedback.models.batch import Batch
from feedback.models.conversation import Attachment, Joiner, Message, Reaction, Watcher
from feedback.models.correction import Correction, Forwarding, SentList, Verification
from feedback.models.queue import Norm, Route, SavedView
from feedback.models.report import Point, Report, Step

__all__ = [
    "Attachment",
    "Batch",
    "Correction",
    "Forwarding",
    "Joiner",
    "Message",
    "Norm",
    "Point",
    "Reaction",
    "Report",
    "Route",
    "SavedView",
    "SentList",
    "Step",
    "Verification",
    "Watcher",
]
