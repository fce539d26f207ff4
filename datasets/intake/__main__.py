"""Run by path it is the sealed child (`--child`); as a module, the command line."""

import sys
from pathlib import Path

if __package__ in (None, ""):
    # `python -I` puts nothing of ours on the path.
    sys.path[0:0] = [str(Path(__file__).resolve().parents[2])]

if __name__ == "__main__":
    if sys.argv[1:] == ["--child"]:
        from datasets.intake.child import main
    else:
        from datasets.intake.cli import main
    raise SystemExit(main())
