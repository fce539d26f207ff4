"""The kinds of rules, one small file each.

Adding one: a file here that ends in `KIND = Kind(...)`, its test, and its sentence in the
portal. Every module in this folder is read; nothing else has to know of it.
"""

from importlib import import_module
from pkgutil import iter_modules

from datasets.quality.kind import Registry

KINDS = Registry()
for _module in sorted(found.name for found in iter_modules(__path__)):
    KINDS.add(import_module(f"{__name__}.{_module}").KIND)
