"""Lay out what the pages are drawn with: the packages' own files, and four files made from them.

There is no bundler. From `node_modules` come, as they are, plotly, htmx and the fonts; made here are

- `nlds/components.css`: the component style sheets we use, one after the other;
- `nlds/bridge.css`: the free Voorbeeld tokens at zero specificity, so that the value of any theme
  wins and what a theme leaves out falls back to a whole, legible set;
- `plotly/plotly-static.css`: the rules that plotly would otherwise put into the page by script,
  which our content security policy refuses;
- `plotly/locale-nl.js` and `icons/sprite.svg`: plotly's Dutch names, and the icons we use.
"""

import hashlib
import re
import shutil
from pathlib import Path

from kit.icons import ICONS

UTRECHT = [
    "root",
    "document",
    "body",
    "page-layout",
    "page-header",
    "page-body",
    "page-footer",
    "nav-bar",
    "link",
    "action-group",
    "form-field",
    "form-label",
    "form-field-description",
    "form-field-error-message",
    "form-fieldset",
    "textbox",
    "textarea",
    "select",
    "checkbox",
    "radio-button",
    "table",
    "status-badge",
    "alert",
    "breadcrumb-nav",
    "pagination",
    "unordered-list",
    "data-list",
]
CANDIDATE = [
    "button",
    "heading",
    "paragraph",
    "link",
    "skip-link",
    "data-badge",
    "number-badge",
    "code",
]
FONTS = {
    "noto-sans": ("400", "600", "700"),
    "noto-serif": ("600",),
}
SUBSETS = ("latin", "latin-ext")
TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css"
PLOTLY = "plotly.js-basic-dist-min/plotly-basic.min.js"
# What stands right behind the rules object in plotly's bundle; minified names differ per release.
PLOTLY_RULES_END = re.compile(
    r'\};for\((?P<key>[\w$]+) in (?P<rules>[\w$]+)\)[\w$]+=(?P=key)\.replace\(/\^,/," ,"\)'
    r'\.replace\(/X/g,"(?P<x>[^"]+)"\)\.replace\(/Y/g,"(?P<y>[^"]+)"\)'
)
PLOTLY_RULE = re.compile(
    r"""(?P<key>"[^"]*"|'[^']*'|[\w$]+):(?P<value>"[^"]*"|'[^']*'|`[^`]*`)(?:,|$)"""
)
STAMP = ".made-from"


class FrontendError(Exception):
    """A package is missing, or does not have the shape we know; says which and what to do."""


def lay_out(packages: Path, target: Path) -> bool:
    """Make `target` from the installed `packages` (a node_modules folder).

    Returns False, having done nothing, when it was already made from the same packages by the
    same code. Writes beside the target first, so that a broken set-up leaves the old one.
    """
    made_from = _fingerprint(packages)
    stamp = target / STAMP
    if stamp.is_file() and stamp.read_text() == made_from:
        return False
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, content in _files(packages).items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (fresh / STAMP).write_text(made_from)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return True


def _fingerprint(packages: Path) -> str:
    installed = packages / ".package-lock.json"
    if not installed.is_file():
        raise FrontendError("No packages are installed. Run: npm ci --ignore-scripts")
    here = Path(__file__).read_bytes() + repr(sorted(ICONS.items())).encode()
    return hashlib.sha256(installed.read_bytes() + here).hexdigest()


def _files(packages: Path) -> dict[str, bytes]:
    components = components_css(packages)
    plotly = _read(packages, PLOTLY)
    files = {
        "nlds/components.css": components,
        "nlds/bridge.css": bridge_css(_read(packages, TOKENS), components),
        "plotly/plotly-basic.min.js": plotly,
        "plotly/plotly-static.css": plotly_css(plotly),
        "plotly/locale-nl.js": plotly_locale(_read(packages, "plotly.js-locales/nl.js")),
        "htmx/htmx.min.js": _read(packages, "htmx.org/dist/htmx.min.js"),
        "icons/sprite.svg": sprite(packages),
    }
    laid_out = {name: text.encode() for name, text in files.items()}
    for family, weights in FONTS.items():
        for weight in weights:
            for subset in SUBSETS:
                name = f"{family}-{subset}-{weight}-normal.woff2"
                laid_out[f"fonts/{name}"] = _path(
                    packages, f"@fontsource/{family}/files/{name}"
                ).read_bytes()
    return laid_out


def components_css(packages: Path) -> str:
    """Put the component style sheets we use behind one another, without their source maps."""
    sheets = [_read(packages, f"@utrecht/{name}-css/dist/index.min.css") for name in UTRECHT]
    sheets += [
        _read(packages, f"@nl-design-system-candidate/{name}-css/dist/{name}.css")
        for name in CANDIDATE
    ]
    return "\n".join(re.sub(r"/\*# sourceMappingURL=.*?\*/", "", sheet) for sheet in sheets)


def bridge_css(theme: str, components: str) -> str:
    """Give the tokens that the components use, and all basis tokens, at zero specificity.

    `theme` is the Voorbeeld theme; a token that it derives from others brings those along.
    """
    declared = dict(re.findall(r"^\s*(--[\w-]+):\s*([^;]+);", theme, re.MULTILINE))
    wanted = set(re.findall(r"var\(\s*(--(?:utrecht|nl)-[\w-]+)", components))
    wanted |= {name for name in declared if name.startswith("--basis-")}
    queue = [name for name in wanted if name in declared]
    while queue:
        for name in re.findall(r"--[\w-]+", declared[queue.pop()]):
            if name not in wanted and name in declared:
                wanted.add(name)
                queue.append(name)
    lines = [
        f"  {name}: {re.sub(r'/[*].*?[*]/', '', declared[name]).strip()};"
        for name in sorted(wanted & declared.keys())
    ]
    if not lines:
        raise FrontendError("The Voorbeeld theme has no tokens that we know.")
    return "\n".join([":where(html) {", *lines, "}", ""])


def plotly_css(bundle: str) -> str:
    """Write out the style rules that the installed plotly bundle would insert by script.

    plotly inserts each rule before the others, so the last of its object comes first.
    """
    end = PLOTLY_RULES_END.search(bundle)
    if not end:
        raise FrontendError("The style rules in plotly's bundle were not found.")
    opening = re.compile(rf"(?:^|[^\w$]){re.escape(end['rules'])}=\{{")
    starts = [match.end() for match in opening.finditer(bundle, 0, end.start())]
    if not starts:
        raise FrontendError("The start of the style rules in plotly's bundle was not found.")
    source = bundle[starts[-1] : end.start()]
    rules, position = [], 0
    while position < len(source):
        rule = PLOTLY_RULE.match(source, position)
        if not rule:
            raise FrontendError(
                f"A style rule of plotly was not understood: {source[position:][:60]}"
            )
        position = rule.end()
        selector = rule["key"].strip("\"'")
        selector = re.sub("^,", " ,", selector).replace("X", end["x"]).replace("Y", end["y"])
        rules.append(f"{selector}{{{rule['value'][1:-1]}}}")
    return "\n".join(reversed(rules)) + "\n"


def plotly_locale(module: str) -> str:
    """Turn plotly's locale, a CommonJS module, into a file that a page can load."""
    text, found = re.subn(r"module\.exports\s*=\s*\{", "Plotly.register({", module)
    text, closed = re.subn(r"\};\s*$", "});\n", text)
    if found != 1 or closed != 1:
        raise FrontendError("plotly's Dutch locale does not have the shape we know.")
    return text


def sprite(packages: Path) -> str:
    """Put the icons of kit.icons into one SVG, one symbol for each of our names."""
    symbols = []
    for name, source in ICONS.items():
        svg = _read(packages, f"@tabler/icons/icons/{source}.svg")
        inner = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", svg, flags=re.DOTALL)
        paint = (
            'fill="currentColor"'
            if source.startswith("filled/")
            else 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
            'stroke-linejoin="round"'
        )
        shapes = re.sub(r"\s+", " ", inner).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{shapes}</symbol>')
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])


def _path(packages: Path, name: str) -> Path:
    path = packages / name
    if not path.is_file():
        raise FrontendError(f"{name} is not installed. Run: npm ci --ignore-scripts")
    return path


def _read(packages: Path, name: str) -> str:
    return _path(packages, name).read_text(encoding="utf-8")
