"""The words of the kinds of rules: a module per subject, each with `WORDS` by kind.

Every module in this folder is read; nothing else has to know of it.
"""

from importlib import import_module
from pkgutil import iter_modules

from datasets.sentences.kind_words import KindWords

WORDS: dict[str, KindWords] = {}
for _module in sorted(found.name for found in iter_modules(__path__)):
    WORDS |= import_module(f"{__name__}.{_module}").WORDS
