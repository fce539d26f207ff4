"""The engine's command line: check a file with rules, answer in JSON.

python -m datasets.quality check FILE --rules RULES.json --today 2026-11-23
"""

import sys

from datasets.quality.cli import main

if __name__ == "__main__":
    answer, status = main(sys.argv[1:])
    print(answer)
    raise SystemExit(status)
