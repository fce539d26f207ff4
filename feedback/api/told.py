"""A report as the API tells it, with no value for who may not see it."""

from typing import Any

from rest_framework import serializers

from datasets.api.vocabulary import WordField
from feedback.api.access import Sight
from feedback.api.vocabulary import ACTOR, OUTCOME, SUBJECT, SURENESS
from feedback.forms.words import REASON_WORDS, STATUS_WORDS
from feedback.models import Report, Verification
from feedback.services import moves_for
from people.models import User


class TermsSerializer(serializers.Serializer[Any]):
    """De laatste dag van elke termijn."""

    opgepakt = serializers.DateField()
    beoordeeld = serializers.DateField()
    hersteld = serializers.DateField()
    wachtOpMelder = serializers.BooleanField()


class SummarySerializer(serializers.Serializer[Any]):
    kenmerk = serializers.CharField()
    status = WordField(STATUS_WORDS)
    dataset = serializers.CharField()
    kolommen = serializers.ListField(child=serializers.CharField())
    onderwerp = WordField(SUBJECT)
    reden = WordField(REASON_WORDS)
    periode = serializers.CharField()
    gemeld = serializers.DateTimeField()
    vanMij = serializers.BooleanField()
    termijnen = TermsSerializer()


class PointSerializer(serializers.Serializer[Any]):
    """Leeg wat u niet mag zien; persoonsgegevens staan er gemaskeerd."""

    nummer = serializers.IntegerField()
    sleutel = serializers.CharField()
    kolom = serializers.CharField()
    betwijfeldeWaarde = serializers.CharField()
    voorgesteldeWaarde = serializers.CharField()


class StepSerializer(serializers.Serializer[Any]):
    van = serializers.CharField(help_text="Leeg bij de eerste stap.")
    naar = WordField(STATUS_WORDS)
    door = WordField(ACTOR)
    op = serializers.DateTimeField()
    toelichting = serializers.CharField()
    levering = serializers.IntegerField(allow_null=True, help_text="Het bewijs.")


class ProofSerializer(serializers.Serializer[Any]):
    punt = serializers.IntegerField()
    levering = serializers.IntegerField()
    uitkomst = WordField(OUTCOME)
    op = serializers.DateTimeField()
    gevonden = serializers.CharField()


class ReportSerializer(SummarySerializer):
    toelichting = serializers.CharField()
    zekerheid = WordField(SURENESS)
    peilmoment = serializers.DateField(allow_null=True)
    samengevoegdMet = serializers.CharField(allow_null=True)
    punten = PointSerializer(many=True)
    stappen = StepSerializer(many=True)
    hercontrole = ProofSerializer(many=True)
    mogelijk = serializers.ListField(
        child=WordField(STATUS_WORDS), help_text="Waar u deze melding nu heen kunt brengen."
    )


def told_summary(report: Report, user: User) -> dict[str, Any]:
    columns = [point.column for point in report.points.all() if point.column]
    return {
        "kenmerk": report.reference,
        "status": report.status,
        "dataset": report.dataset.slug,
        "kolommen": list(dict.fromkeys(columns)),
        "onderwerp": report.subject,
        "reden": report.reason,
        "periode": report.period,
        "gemeld": report.reported_at,
        "vanMij": report.reporter_id == user.pk,
        "termijnen": {
            "opgepakt": report.take_up_by,
            "beoordeeld": report.judge_by,
            "hersteld": report.repair_by,
            "wachtOpMelder": report.asked_at is not None,
        },
    }


def told_report(report: Report, user: User, sight: Sight) -> dict[str, Any]:
    return {
        **told_summary(report, user),
        "toelichting": report.explanation if sight.words else "",
        "zekerheid": report.sureness,
        "peilmoment": report.since,
        "samengevoegdMet": report.merged_into.reference if report.merged_into else None,
        "punten": [
            {
                "nummer": point.number,
                "sleutel": sight.key(point.record_key),
                "kolom": point.column,
                "betwijfeldeWaarde": sight.value(point.column, point.doubted),
                "voorgesteldeWaarde": sight.proposed(point.column, point.proposed),
            }
            for point in report.points.all()
        ],
        "stappen": told_steps(report, sight),
        "hercontrole": _proofs(report, sight),
        "mogelijk": moves_for(report, user),
    }


def told_steps(report: Report, sight: Sight) -> list[dict[str, Any]]:
    return [
        {
            "van": STATUS_WORDS[step.old] if step.old else "",  # type: ignore[index]
            "naar": step.new,
            "door": step.actor,
            "op": step.at,
            "toelichting": step.text if sight.words else "",
            "levering": step.delivery.number if step.delivery else None,
        }
        for step in report.steps.select_related("delivery")
    ]


def _proofs(report: Report, sight: Sight) -> list[dict[str, Any]]:
    found = Verification.objects.filter(correction__report=report).order_by("at", "pk")
    return [
        {
            "punt": proof.correction.point.number,
            "levering": proof.delivery.number,
            "uitkomst": proof.outcome,
            "op": proof.at,
            # What stands in the table is not the reporter's own word: masked for them as well.
            "gevonden": _found(proof, sight),
        }
        for proof in found.select_related("correction__point", "delivery")
    ]


def _found(proof: Verification, sight: Sight) -> str:
    rows_only = Sight(False, sight.rows, sight.personal, sight.hidden_key)
    return rows_only.value(proof.correction.column, proof.found)
