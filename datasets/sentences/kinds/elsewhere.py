"""The words of kinds that compare with another dataset."""

from django.utils.translation import gettext_lazy as _

from datasets.sentences.kind_words import KindWords

WORDS = {
    "verwijzing": KindWords(
        title=_("exists in another dataset"),
        sentences={
            "verwijzing": _("%(kolom)s exists in column %(bronkolom)s of %(dataset)s"),
            "verwijzing-lijst": _("%(kolom)s exists in the list: %(waarden)s"),
        },
        example=_("Every neighbourhood code exists in the list of neighbourhoods."),
        group="elsewhere",
        search=_("reference lookup code list"),
    ),
    "gelijk-aan": KindWords(
        title=_("is the same in another dataset"),
        sentences={
            "gelijk-aan": _(
                "%(laatste)s is the same as %(bronkolom)s of %(dataset)s, where %(sleutels)s is "
                "the same"
            ),
            "gelijk-aan-verplicht": _(
                "%(laatste)s is the same as %(bronkolom)s of %(dataset)s, and every %(sleutels)s "
                "is in there"
            ),
            "gelijk-aan-ongeveer": _(
                "%(laatste)s differs at most %(tolerantie)s from %(bronkolom)s of %(dataset)s, "
                "where %(sleutels)s is the same"
            ),
            "gelijk-aan-ongeveer-verplicht": _(
                "%(laatste)s differs at most %(tolerantie)s from %(bronkolom)s of %(dataset)s, "
                "and every %(sleutels)s is in there"
            ),
        },
        example=_("The number of residents of a municipality is that of Statistics Netherlands."),
        group="elsewhere",
        columns=(
            _("Key"),
            _("Column that is compared (or another key column)"),
            _("The last column that you choose is compared"),
        ),
        labels={
            "dataset": _("The dataset to compare with"),
            "kolom": _("The column to compare with"),
            "sleutel": _("The key columns of that dataset"),
            "tolerantie": _("May differ by"),
            "ontbrekendIsFout": _("A key that is not there is wrong too"),
        },
        help={
            "sleutel": _(
                "One name on each line, in the order of the columns above. Leave empty when they "
                "have the same names there."
            ),
            "tolerantie": _("A number. Leave empty when the values must be equal."),
        },
        search=_("equal match reconcile"),
    ),
    "totaal": KindWords(
        title=_("adds up to a total"),
        sentences={
            "totaal": _("The total of %(kolom)s lies between %(minimum)s and %(maximum)s"),
            "totaal-vanaf": _("The total of %(kolom)s is at least %(minimum)s"),
            "totaal-tot": _("The total of %(kolom)s is at most %(maximum)s"),
            "totaal-gelijk": _(
                "The total of %(kolom)s equals that of %(bronkolom)s of %(dataset)s"
            ),
            "totaal-gelijk-ongeveer": _(
                "The total of %(kolom)s differs at most %(tolerantie)s from that of "
                "%(bronkolom)s of %(dataset)s"
            ),
            "totaal-gelijk-gefilterd": _(
                "The total of %(kolom)s equals that of %(bronkolom)s of %(dataset)s where "
                "%(filterkolom)s is %(filterwaarde)s"
            ),
            "totaal-gelijk-gefilterd-ongeveer": _(
                "The total of %(kolom)s differs at most %(tolerantie)s from that of "
                "%(bronkolom)s of %(dataset)s where %(filterkolom)s is %(filterwaarde)s"
            ),
            "totaal-waar": _(
                "The total of %(kolom)s where %(kolom2)s is %(waarde)s lies between %(minimum)s "
                "and %(maximum)s"
            ),
            "totaal-vanaf-waar": _(
                "The total of %(kolom)s where %(kolom2)s is %(waarde)s is at least %(minimum)s"
            ),
            "totaal-tot-waar": _(
                "The total of %(kolom)s where %(kolom2)s is %(waarde)s is at most %(maximum)s"
            ),
            "totaal-gelijk-waar": _(
                "The total of %(kolom)s where %(kolom2)s is %(waarde)s equals that of "
                "%(bronkolom)s of %(dataset)s"
            ),
            "totaal-gelijk-ongeveer-waar": _(
                "The total of %(kolom)s where %(kolom2)s is %(waarde)s differs at most "
                "%(tolerantie)s from that of %(bronkolom)s of %(dataset)s"
            ),
            "totaal-gelijk-gefilterd-waar": _(
                "The total of %(kolom)s where %(kolom2)s is %(waarde)s equals that of "
                "%(bronkolom)s of %(dataset)s where %(filterkolom)s is %(filterwaarde)s"
            ),
            "totaal-gelijk-gefilterd-ongeveer-waar": _(
                "The total of %(kolom)s where %(kolom2)s is %(waarde)s differs at most "
                "%(tolerantie)s from that of %(bronkolom)s of %(dataset)s where %(filterkolom)s "
                "is %(filterwaarde)s"
            ),
        },
        example=_("The residents of all neighbourhoods together are those of the municipality."),
        group="elsewhere",
        columns=(_("Column that is added up"), _("Only the rows where this column …")),
        labels={
            "waarde": _("… has this value"),
            "dataset": _("Equals the total in this dataset"),
            "kolom": _("The column that is added up there"),
            "filterkolom": _("Only the rows there where this column …"),
            "filterwaarde": _("… has this value there"),
            "tolerantie": _("May differ by"),
        },
        help={
            "minimum": _("Give bounds, or a dataset to compare with."),
            "tolerantie": _("A number. Leave empty when the totals must be equal."),
        },
        search=_("sum amount control total"),
    ),
}
