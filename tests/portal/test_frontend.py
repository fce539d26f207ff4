"""The front end is laid out from the packages alone, whole or not at all."""

from pathlib import Path

import pytest

from portal.frontend import FrontendError, bridge_css, lay_out, plotly_css, plotly_locale

BUNDLE = (
    'var z=1;q={X:"margin:0;","X a":\'font:"Open Sans";\',"X b,X c":"top:1px;","Y p":"left:0;"};'
    'for(k in q)s=k.replace(/^,/," ,").replace(/X/g,".js-plotly-plot .plotly")'
    '.replace(/Y/g,".plotly-notifier"),add(s,q[k]);'
)


def test_plotly_rules_come_out_whole_and_in_the_order_of_insertion() -> None:
    assert plotly_css(BUNDLE).splitlines() == [
        ".plotly-notifier p{left:0;}",
        ".js-plotly-plot .plotly b,.js-plotly-plot .plotly c{top:1px;}",
        '.js-plotly-plot .plotly a{font:"Open Sans";}',
        ".js-plotly-plot .plotly{margin:0;}",
    ]


@pytest.mark.parametrize(
    "bundle", ["", BUNDLE.replace('"top:1px;"', "f(1)"), BUNDLE.replace("q={", "q=[")]
)
def test_a_bundle_of_another_shape_is_refused(bundle: str) -> None:
    with pytest.raises(FrontendError):
        plotly_css(bundle)


def test_the_bridge_brings_what_the_components_use_and_all_it_rests_on() -> None:
    theme = (
        ".voorbeeld-theme {\n  --utrecht-a: var(--voorbeeld-b);\n  --voorbeeld-b: #000; /* zwart */\n"
        "  --utrecht-unused: 1px;\n  --basis-space: 2px;\n}\n"
    )
    made = bridge_css(theme, ".x{color:var(--utrecht-a)}")
    assert made.startswith(":where(html) {")
    assert "--utrecht-a: var(--voorbeeld-b);" in made
    assert "--voorbeeld-b: #000;" in made
    assert "--basis-space: 2px;" in made
    assert "unused" not in made


def test_the_locale_becomes_a_file_that_a_page_can_load() -> None:
    assert (
        plotly_locale("module.exports = {\n name: 'nl'\n};\n")
        == "Plotly.register({\n name: 'nl'\n});\n"
    )
    with pytest.raises(FrontendError):
        plotly_locale("export default {}")


def test_without_packages_it_says_what_to_run_and_leaves_the_old_ones(tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    target.mkdir()
    (target / "oud").write_text("oud")
    with pytest.raises(FrontendError, match="npm ci"):
        lay_out(tmp_path / "node_modules", target)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".package-lock.json").write_text("{}")
    with pytest.raises(FrontendError, match="not installed"):
        lay_out(tmp_path / "node_modules", target)
    assert (target / "oud").read_text() == "oud"
