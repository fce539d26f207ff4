"""The tags that pages are made with keep their promises to readers and screen readers."""

import base64

import pandas as pd
import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from kit.charts import bars


class Sample(forms.Form):
    naam = forms.CharField(label="Naam", help_text="Zoals het heet.")
    soort = forms.ChoiceField(
        label="Soort", widget=forms.RadioSelect, choices=[("a", "Een"), ("b", "Twee")]
    )
    bestand = forms.FileField(label="Bestand", required=False)
    waarom = forms.CharField(label="Waarom?", widget=forms.HiddenInput, required=False)


def draw(source: str, **variables: object) -> str:
    with translation.override("en"):
        return Template("{% load koers %}" + source).render(Context(variables))


def test_a_field_ties_label_help_and_error_to_its_control() -> None:
    drawn = draw("{% field form.naam %}", form=Sample({}))
    assert 'for="id_naam"' in drawn
    assert 'aria-describedby="id_naam_helptext id_naam_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'id="id_naam_helptext"' in drawn
    assert 'id="id_naam_error"' in drawn


def test_a_field_without_errors_claims_none() -> None:
    drawn = draw("{% field form.naam %}", form=Sample())
    assert "aria-invalid" not in drawn
    assert "_error" not in drawn


def test_every_choice_of_a_group_is_described_by_its_error() -> None:
    drawn = draw("{% field form.soort %}", form=Sample({}))
    assert "<fieldset" in drawn
    assert drawn.count('type="radio"') == 2
    assert drawn.count('aria-describedby="id_soort_error"') == 3  # the group and both choices


def test_what_may_stay_empty_says_so_and_hidden_fields_have_no_label() -> None:
    assert "(optional)" in draw("{% field form.bestand %}", form=Sample())
    assert "(optional)" not in draw("{% field form.naam %}", form=Sample())
    assert "<label" not in draw("{% field form.waarom %}", form=Sample())


def test_user_text_in_a_field_is_escaped() -> None:
    drawn = draw("{% field form.naam %}", form=Sample({"naam": '"><script>x</script>'}))
    assert "<script>" not in drawn


def test_the_error_summary_leads_to_each_field_and_is_silent_without_errors() -> None:
    drawn = draw("{% error_summary form %}", form=Sample({}))
    assert 'href="#id_naam"' in drawn
    assert 'href="#id_soort"' in drawn
    assert "2 things" in drawn
    assert draw("{% error_summary form %}", form=Sample()).strip() == ""
    assert draw("{% error_summary form %}", form=None).strip() == ""


def test_an_icon_is_silent_unless_it_stands_alone_and_unknown_ones_are_refused() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "flag" %}')
    alone = draw('{% icon "flag" label="Vlag" %}')
    assert 'role="img" aria-label="Vlag"' in alone
    with pytest.raises(TemplateSyntaxError):
        draw('{% icon "paard" %}')


@pytest.mark.parametrize("state", ["green", "amber", "red", "unknown"])
def test_trust_is_an_icon_a_word_and_a_colour(state: str) -> None:
    drawn = draw('{% include "components/trust.html" with state=state only %}', state=state)
    assert f"koers-badge--{state}" in drawn
    assert f"#trust-{state}" in drawn
    assert f" {state}</span>" in drawn


def test_a_component_sees_what_it_is_given_and_nothing_else() -> None:
    drawn = draw(
        '{% component "card" title=title %}<i>inhoud</i>{% endcomponent %}',
        title="<b>Titel</b>",
        foot="van de pagina",
    )
    assert "<i>inhoud</i>" in drawn
    assert "&lt;b&gt;Titel" in drawn
    assert "van de pagina" not in drawn


def test_pages_keep_the_filters_of_the_list() -> None:
    request = RequestFactory().get("/datasets", {"q": "jeugd & zorg", "pagina": "2"})
    page = Paginator(range(100), 10).page(2)
    drawn = draw("{% pagination page %}", page=page, request=request)
    assert "?q=jeugd+%26+zorg&amp;pagina=3" in drawn
    assert drawn.count('aria-current="page"') == 1
    assert "11 to 20 of 100" in drawn


def test_query_changes_one_parameter_and_drops_empty_ones() -> None:
    request = RequestFactory().get("/x", {"q": "a", "orde": "naam"})
    assert draw("{% query orde='datum' %}", request=request) == "?q=a&amp;orde=datum"
    assert draw("{% query q='' orde=None %}", request=request) == "?"


def test_a_chart_brings_its_table_its_words_and_its_numbers_as_csv() -> None:
    frame = pd.DataFrame({"wat": ["a</script>", "b"], "deel": [0.983, None]})
    figure = bars(frame, x="wat", series={"deel": "Gevuld"}, title="Gevuld per kolom", share=True)
    drawn = draw("{% chart figure trust='red' %}", figure=figure)
    assert '<div class="koers-chart__canvas" id="chart-gevuld-per-kolom"' in drawn
    assert "98.3%" in drawn
    assert "a&lt;/script&gt;" in drawn
    assert drawn.count("</script>") == 1  # the JSON cannot close its own element
    assert "koers-badge--red" in drawn
    carried = drawn.split("base64,")[1].split('"')[0]
    assert b'"b",""' in base64.b64decode(carried)


def test_moments_carry_their_machine_form() -> None:
    drawn = draw("{% day value %}", value=pd.Timestamp("2026-03-12").date())
    assert drawn == '<time datetime="2026-03-12">12 Mar 2026</time>'
    assert draw("{% moment value %}", value=None) == "–"


def test_progress_asks_on_while_it_runs_and_stops_when_done() -> None:
    source = '{% include "components/progress.html" with id="p" label="Controle" value=40 state=state url=url only %}'
    asking = draw(source, state="running", url="/x")
    assert 'hx-get="/x"' in asking
    assert '"X-Koers-Poll"' in asking
    assert "hx-get" not in draw(source, state="done", url="")
