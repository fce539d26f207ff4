"""What a log must not hold: an address that is a key."""

import logging
import re


class HideKeys(logging.Filter):
    """Keeps of an address that lets someone in only its beginning: the first group of `pattern`.

    Django logs the address of every refused request. Of a link from a mail that would be the
    whole key: who reads the log could use it before its owner tries again.
    """

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self._pattern = re.compile(pattern)

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the line itself stays."""
        said = record.getMessage()
        if self._pattern.search(said):
            record.msg, record.args = self._pattern.sub(r"\1…", said), ()
        return True
