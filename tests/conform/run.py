"""`make conform`: the standards' own tools against a running portal; figures in docs/conformance.md.

Needs KOERS_CONFORMANCE (default ../shared/conformance), npm, Debian's chromium, and root for the
TLS front of the header scan. Tools get environments of their own under build/conform, because
their pins collide with ours.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.portal_process import Portal, running_portal  # noqa: E402

TOOLS = ROOT / "build" / "conform"
BARS = Path(os.environ.get("KOERS_CONFORMANCE", ROOT.parent / "shared" / "conformance"))
ROLES = ("medewerker", "datateam", "eigenaar", "bestuur", "beheer")
PASSWORD = "koers-demo"
PYTHON_TOOLS = {"a11y": ["playwright", "axe-playwright-python"], "sec": ["sectxt"]}
NODE_TOOLS = ["@stoplight/spectral-cli@6.16.3", "@mdn/mdn-http-observatory@1.4.8"]
# Pages crawled from the start page; who may do most sees most.
PAGES = {"": 12, "datateam": 60, "beheer": 30}
FEWER = 20


@dataclass(frozen=True)
class Outcome:
    bar: str
    passed: bool
    figure: str


def main() -> int:
    install()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="koers-conform-") as data:
        folder = Path(data)
        (folder / "plain").mkdir()
        with running_portal(folder / "plain") as portal:
            outcomes.append(spectral(portal, folder))
            if "--no-crawl" not in sys.argv:
                outcomes += [accessibility(portal, role) for role in ("", *ROLES)]
        (folder / "hard").mkdir()
        hard = {
            "HTTPS": "True",
            "PROXY_COUNT": "1",
            "ALLOWED_HOSTS": "127.0.0.31,127.0.0.1",
            "BASE_URL": "https://127.0.0.31",
            "HSTS_INCLUDE_SUBDOMAINS": "True",
            "HSTS_PRELOAD": "True",
            "CONTACT_EMAIL": "koers@voorbeeld.nl",
        }
        with running_portal(folder / "hard", **hard) as portal:
            outcomes += [runtime(portal), headers(portal)]
    if "--no-crawl" not in sys.argv:  # the whole picture or none
        write(outcomes)
    for outcome in outcomes:
        print(f"{'ok  ' if outcome.passed else 'FAIL'} {outcome.bar}: {outcome.figure}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def install() -> None:
    """The tools, once."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    for name, packages in PYTHON_TOOLS.items():
        if not (TOOLS / name / "bin" / "pip").exists():
            subprocess.run([sys.executable, "-m", "venv", TOOLS / name], check=True)
            subprocess.run([TOOLS / name / "bin" / "pip", "install", "-q", *packages], check=True)
    if not (TOOLS / "node_modules" / ".bin" / "spectral").exists():
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "i", "--prefix", TOOLS, *quiet, *NODE_TOOLS], check=True)


def run(command: Sequence[str | Path], **env: str) -> tuple[int, str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=TOOLS,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stdout.write(done.stdout[-6000:] + done.stderr[-2000:])
    return done.returncode, done.stdout


def spectral(portal: Portal, folder: Path) -> Outcome:
    schema = folder / "openapi.json"
    run(["curl", "-fsS", "-o", schema, f"{portal.url}/api/v1/openapi.json"])
    code, said = run(
        [TOOLS / "node_modules/.bin/spectral", "lint", "-r", BARS / "adr/ruleset.yaml", schema]
    )
    counts = re.search(r"\d+ problems? \((\d+) errors?, (\d+) warnings?", said)
    figure = f"{counts[1]} errors, {counts[2]} warnings" if counts else "0 errors, 0 warnings"
    return Outcome("API Design Rules, static (Spectral)", code == 0, figure)


def runtime(portal: Portal) -> Outcome:
    token = portal.manage("token", "datateam").splitlines()[-1]
    code, said = run(
        [sys.executable, BARS / "adr/runtime.py", f"{portal.url}/api/v1"]
        + ["-H", "X-Forwarded-Proto: https", "--auth", f"Authorization: Token {token}"]
    )
    return Outcome("API Design Rules, run-time", code == 0, last_line(said))


def accessibility(portal: Portal, role: str) -> Outcome:
    login = ["--login", f"{portal.url}/inloggen", "--user", role] if role else []
    start = [portal.url + path for path in (("/",) if role else ("/inloggen", "/toegankelijkheid"))]
    code, said = run(
        [
            TOOLS / "a11y/bin/python",
            BARS / "a11y.py",
            *login,
            "--crawl",
            str(PAGES.get(role, FEWER)),
            *start,
        ],
        A11Y_PASSWORD=PASSWORD,
    )
    pages = len(re.findall(r"^(?:ok|FAIL) +\d{3} ", said, re.M))
    failed = len(re.findall(r"^FAIL ", said, re.M))
    who = role or "nobody logged in"
    return Outcome(f"WCAG 2.2 AA ({who})", code == 0, f"{pages} pages, {failed} with failures")


def headers(portal: Portal) -> Outcome:
    code, said = run(
        [BARS / "headers.sh", portal.url, "/inloggen"],
        OBSERVATORY=str(TOOLS / "node_modules/@mdn/mdn-http-observatory"),
        PYTHON=str(TOOLS / "sec/bin/python"),
    )
    grade = re.search(r"grade (\S+) score (\d+)", said)
    met = re.search(r"headers: (.+)", said)
    figure = f"{grade[1]} ({grade[2]})" if grade else "no grade"
    return Outcome(
        "Headers (MDN Observatory, Internet.nl)", code == 0, f"{figure}; {met[1] if met else '?'}"
    )


def last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "no output"


def write(outcomes: list[Outcome]) -> None:
    day = datetime.now(UTC).date().isoformat()  # noqa: TID251
    lines = [
        "# Conformance",
        "",
        f"Written by `make conform` on {day}, against a portal with the demo on the embedded default.",
        "",
        "| bar | passed | figure |",
        "| --- | --- | --- |",
        *(f"| {o.bar} | {'yes' if o.passed else '**no**'} | {o.figure} |" for o in outcomes),
        "",
    ]
    (ROOT / "docs" / "conformance.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
