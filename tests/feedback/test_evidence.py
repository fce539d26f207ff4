"""Evidence: told by its bytes, refused or made harmless, in plain words; who may open it."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from datasets.lifecycle import Classification
from feedback.lifecycle import Refused, Status
from feedback.models import Attachment, Report
from feedback.sentences import refusal
from feedback.services import join_report
from feedback.services.evidence import (
    MOST_MB,
    add_evidence,
    clear_evidence,
    refuse_too_much,
    send_report,
)
from feedback.services.evidence_kind import Evidence, examined
from people.models import AccessLogEntry
from tests.feedback import evidence_files as files
from tests.feedback.factories import bring_to, make_doubtable, make_report

MB = 1024 * 1024


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def dataset(department, steward):
    return make_doubtable(department, steward=steward)


@pytest.fixture
def report(dataset, colleague):
    return make_report(dataset, colleague)


def stored() -> list[Path]:
    from django.conf import settings

    return sorted((Path(settings.MEDIA_ROOT) / "evidence").glob("*"))


def note(number: int = 1) -> Evidence:
    return examined(f"brief {number}.txt", b"Zie regel %d." % number)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("brief.pdf", files.PDF, "pdf"),
        ("scherm.png", files.png(), "png"),
        ("foto.JPEG", files.jpeg(), "jpg"),
        ("lijst.csv", b"nr;naam\n1;\xe9\xe9n\n", "csv"),
        ("notitie.txt", "één".encode("utf-16"), "txt"),
        ("mengsel.txt", b"MZ is een tekst", "txt"),
        ("tabel.xlsx", files.xlsx(), "xlsx"),
        ("tabel.ods", files.ods(), "ods"),
        ("brief.docx", files.docx(), "docx"),
    ],
)
def test_what_people_bring_is_kept_as_what_it_is(name, content, kind):
    kept = examined(name, content)
    assert (kept.kind, kept.content, kept.filename) == (kind, content, name)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("foto.png", b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 64, "executable"),
        ("foto.jpg", b"\x7fELF\x02\x01\x01", "executable"),
        ("brief.pdf", b"\xcf\xfa\xed\xfe\x07\x00\x00\x01", "executable"),
        ("lijst.csv", b"#!/bin/sh\nrm -rf ~\n", "executable"),
        ("lijst.txt", b"\xef\xbb\xbf#!/usr/bin/python\n", "executable"),
        ("lijst.txt", "#!/bin/sh\n".encode("utf-16"), "executable"),
        ("tabel.xlsx", files.xlsx(**{"xl__start.exe": b"MZ"}), "executable"),
        ("tekening.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "page"),
        ("tekening.png", b"<?xml version='1.0'?>\n<svg onload='alert(1)'/>", "page"),
        ("pagina.txt", b"\n\n  <!DOCTYPE html><html></html>", "page"),
        ("pagina.csv", b"nr;naam\n1;<script>alert(1)</script>", "page"),
        ("alles.zip", files.packed(**{"brief.pdf": files.PDF}), "archive"),
        ("tabel.xlsx", files.packed(**{"brief.pdf": files.PDF}), "archive"),
        ("alles.gz", b"\x1f\x8b\x08\x00", "archive"),
        ("alles.tar", b"a" * 257 + b"ustar\x00", "archive"),
        ("tabel.xlsx", files.xlsx(**{"xl__vbaProject.bin": b"x"}), "macros"),
        ("brief.docx", files.docx(**{"word__vbaProject.bin": b"x"}), "macros"),
        ("tabel.xlsx", files.xlsx(types=b"application/vnd.ms-excel.sheet.macroEnabled"), "macros"),
        ("tabel.ods", files.ods(**{"Basic__Standard__Module1.xml": b"x"}), "macros"),
        ("brief.pdf", files.PDF + b"<< /S /JavaScript /JS (app.alert(1)) >>", "macros"),
        ("verhuld.pdf", files.PDF + b"<< /S /Java#53cript /#4aS (app.alert(1)) >>", "macros"),
        ("tabel.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 32, "old-office"),
        ("tabel.xlsx", b"PK\x03\x04half a file", "broken"),
        ("scherm.png", files.png()[:-20], "broken"),
        ("foto.jpg", files.jpeg()[:-10], "broken"),
        ("leeg.txt", b"", "empty"),
        ("leeg.csv", b" \r\n\n", "empty"),
        ("iets.bin", b"\x00\x01\x02\x03", "unknown"),
        ("foto.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00", "unknown"),
        ("foto.png", files.jpeg(), "other-kind"),
        ("brief.pdf", b"Geachte heer", "other-kind"),
        ("foto.png.exe", files.png(), "other-kind"),
        ("brief.html", b"Geachte heer", "other-kind"),
    ],
)
def test_what_could_do_harm_is_refused_in_dutch(name, content, code):
    with pytest.raises(Refused) as refused:
        examined(name, content)
    assert refused.value.code == f"evidence-{code}"
    with translation.override("nl"):
        told = refusal(refused.value)
    assert name in told
    assert told != refused.value.code


HIDDEN = (
    files.chunk(b"tEXt", b"Comment\x00" + files.SCRIPT),
    files.chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + files.SCRIPT),
    files.chunk(b"eXIf", files.SCRIPT),
    files.chunk(b"iCCP", b"x\x00\x00" + files.SCRIPT),
    files.chunk(b"scRp", files.SCRIPT),
)


@pytest.mark.parametrize(
    "dirty",
    [
        files.png(*HIDDEN),
        files.png(behind=files.SCRIPT),
        files.png(in_stream=files.SCRIPT),
        files.png(HIDDEN[0], behind=b"PK\x03\x04" + files.SCRIPT, in_stream=files.SCRIPT),
    ],
)
def test_a_png_with_a_script_inside_keeps_only_its_picture(dirty):
    assert files.SCRIPT in dirty
    assert examined("scherm.png", dirty).content == files.png()


@pytest.mark.parametrize(
    "dirty",
    [
        files.jpeg(files.segment(0xFE, files.SCRIPT)),
        files.jpeg(files.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + files.SCRIPT)),
        files.jpeg(files.segment(0xED, b"Photoshop 3.0\x00" + files.SCRIPT)),
        files.jpeg(behind=files.SCRIPT),
    ],
)
def test_a_photo_with_a_script_inside_keeps_only_its_picture(dirty):
    assert files.SCRIPT in dirty
    assert examined("foto.jpg", dirty).content == files.jpeg()


def test_a_photo_keeps_how_it_was_turned_and_loses_where_it_was_taken():
    turned = examined("foto.jpg", files.jpeg(files.exif(6))).content
    assert b"GPS" not in turned
    assert len(turned) == len(files.jpeg()) + 36
    assert examined("foto.jpg", turned).content == turned
    assert examined("foto.jpg", files.jpeg(files.exif(1))).content == files.jpeg()


@pytest.mark.parametrize(
    "broken",
    [
        files.png(size=(0, 2)),
        files.png().replace(b"\xff\xd8", b"\xff\xd9").replace(b"IHDR", b"IHDX"),
        files.png(files.chunk(b"PLTE", files.SCRIPT * 40)),
        files.jpeg(files.segment(0xDB, b"\x00" + b"\x01" * 64 + files.SCRIPT)),
        files.jpeg(files.segment(0xC3, b"\x08\x00\x08\x00\x08\x01\x01\x11\x00")),
    ],
)
def test_a_picture_that_does_not_add_up_is_refused(broken):
    with pytest.raises(Refused, match="evidence-broken"):
        examined("scherm.png", broken)


def test_a_png_that_unpacks_without_end_is_refused():
    import struct
    import zlib

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    bomb = files.chunk(b"IHDR", head) + files.chunk(b"IDAT", zlib.compress(b"\x00" * 5 * MB))
    with pytest.raises(Refused, match="evidence-broken"):
        examined("scherm.png", b"\x89PNG\r\n\x1a\n" + bomb + files.chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\anna\\brief.txt", "brief.txt"),
        ("a\x00\n\u202egpj.txt", "agpj.txt"),
        ("bewijs", "bewijs.txt"),
        ("..", "bestand.txt"),
        ("x" * 500 + ".txt", "x" * 150 + ".txt"),
    ],
)
def test_a_name_is_only_a_name(name, kept):
    assert examined(name, b"Een brief.").filename == kept


@pytest.mark.parametrize(
    ("sizes", "there", "code"),
    [
        ([1] * 6, (0, 0), "evidence-too-many"),
        ([1] * 2, (4, 10), "evidence-too-many"),
        ([21 * MB], (0, 0), "evidence-too-large"),
        ([11 * MB], (1, 10 * MB), "evidence-too-large"),
    ],
)
def test_too_many_and_too_large_are_refused(sizes, there, code):
    with pytest.raises(Refused, match=code):
        refuse_too_much(sizes, files=there[0], size=there[1])


def test_five_files_of_together_20_mb_are_not_too_much():
    refuse_too_much([4 * MB] * 5)
    assert MOST_MB == 20


@pytest.mark.django_db
class TestKeeping:
    def test_bytes_lie_under_a_name_of_ours_for_us_only(self, report, colleague, steward):
        (kept,) = add_evidence(report, [note()], by=colleague)
        assert [path.name for path in stored()] == [kept.uuid.hex]
        assert stored()[0].stat().st_mode & 0o777 == 0o600
        assert stored()[0].read_bytes() == b"Zie regel 1."
        assert (kept.size, kept.filename, kept.kind) == (12, "brief 1.txt", "txt")
        assert steward.notifications.filter(text__contains=report.reference).count() == 2

    def test_the_same_file_twice_is_once(self, report, colleague):
        add_evidence(report, [note(), note()], by=colleague)
        assert add_evidence(report, [note()], by=colleague) == []
        assert report.attachments.count() == len(stored()) == 1

    def test_the_sixth_file_is_refused_and_leaves_nothing(self, report, colleague):
        add_evidence(report, [note(number) for number in range(4)], by=colleague)
        with pytest.raises(Refused, match="evidence-too-many"):
            add_evidence(report, [note(8), note(9)], by=colleague)
        assert report.attachments.count() == len(stored()) == 4

    def test_when_the_row_cannot_be_kept_the_bytes_go(self, report, colleague, monkeypatch):
        def broken(_rows):
            raise OSError("disk")

        monkeypatch.setattr(Attachment.objects, "bulk_create", broken)
        with pytest.raises(OSError, match="disk"):
            add_evidence(report, [note()], by=colleague)
        assert stored() == []

    def test_a_report_and_its_evidence_come_together_or_not_at_all(self, dataset, colleague):
        many = [note(number) for number in range(6)]
        doubt = {"subject": "dataset", "reason": "other", "explanation": "Zie de brief."}
        from feedback.services import Doubt

        with pytest.raises(Refused, match="evidence-too-many"):
            send_report(dataset, by=colleague, files=many, doubts=[Doubt()], **doubt)
        assert (Report.objects.count(), stored()) == (0, [])

    def test_not_for_who_has_no_part_in_it_and_not_once_it_is_closed(
        self, report, outsider, colleague
    ):
        with pytest.raises(Refused, match="evidence-not-yours"):
            add_evidence(report, [note()], by=outsider)
        bring_to(report, Status.WITHDRAWN)
        with pytest.raises(Refused, match="report-closed"):
            add_evidence(report, [note()], by=colleague)
        assert stored() == []

    def test_the_night_takes_what_no_row_names(self, report, colleague):
        add_evidence(report, [note()], by=colleague)
        (stored()[0].parent / "wees").write_bytes(b"x")
        later = timezone.now() + timezone.timedelta(days=2)
        assert clear_evidence(now=timezone.now()) == 0
        assert clear_evidence(now=later) == 1
        assert len(stored()) == 1


def upload(name: str = "brief.txt", content: bytes = b"Een brief.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.django_db
class TestPages:
    def url(self, report: Report) -> str:
        return reverse("feedback:evidence_add", args=[report.reference])

    def test_reporter_joiner_and_judge_add_evidence(
        self, as_, report, colleague, outsider, steward
    ):
        join_report(report, by=outsider)
        for number, person in enumerate((colleague, outsider, steward)):
            sent = {"bewijs": [upload(content=b"Brief %d" % number)]}
            answer = as_(person).post(self.url(report), sent)
            assert answer.headers["Location"] == reverse("feedback:report", args=[report.reference])
        assert [one.by for one in report.attachments.all()] == [colleague, outsider, steward]

    def test_a_colleague_without_a_part_in_it_is_refused(self, as_, report, outsider):
        assert as_(outsider).get(self.url(report)).status_code == 403
        assert as_(outsider).post(self.url(report), {"bewijs": upload()}).status_code == 403
        assert report.attachments.count() == 0

    def test_each_fault_is_told_by_name_and_nothing_is_kept(self, as_, report, colleague):
        sent = {"bewijs": [upload("a.png", b"\x7fELF\x00"), upload("b.svg", b"<svg/>"), upload()]}
        answer = as_(colleague).post(self.url(report), sent)
        assert answer.status_code == 422
        assert len(answer.context["form"].errors["bewijs"]) == 2
        assert report.attachments.count() == 0

    def test_21_mb_and_6_files_are_told(self, as_, report, colleague):
        client = as_(colleague)
        large = client.post(self.url(report), {"bewijs": upload("a.txt", b"x" * (21 * MB))})
        many = client.post(self.url(report), {"bewijs": [upload(f"{n}.txt") for n in range(6)]})
        assert (large.status_code, many.status_code) == (422, 422)
        assert "20 MB" in str(large.context["form"].errors["bewijs"])
        assert "5" in str(many.context["form"].errors["bewijs"])
        nothing = client.post(self.url(report), {})
        assert nothing.status_code == 422

    def test_a_file_is_saved_never_opened_as_a_page(self, as_, report, colleague):
        (kept,) = add_evidence(report, [examined("brief één.txt", b"Een brief.")], by=colleague)
        where = reverse("feedback:evidence", args=[report.reference, kept.uuid])
        answer = as_(colleague).get(where)
        assert b"".join(answer.streaming_content) == b"Een brief."
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox"
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"

    def test_who_may_open_it_and_the_line_that_leaves(
        self, as_, report, colleague, steward, owner, outsider
    ):
        dataset = report.dataset
        dataset.classification = Classification.CONFIDENTIAL
        dataset.save(update_fields=["classification"])
        (kept,) = add_evidence(report, [note()], by=colleague)
        where = reverse("feedback:evidence", args=[report.reference, kept.uuid])
        answers = [as_(person).get(where) for person in (colleague, steward, owner)]
        assert [answer.status_code for answer in answers] == [200, 200, 403]
        for answer in answers:
            answer.getvalue()  # read to the end, as a browser does, which closes the file
        lines = AccessLogEntry.objects.filter(action="evidence-opened").order_by("pk")
        assert [(line.person, line.result) for line in lines] == [
            (colleague, "granted"),
            (steward, "granted"),
            (owner, "refused"),
        ]
        dataset.shielded = True
        dataset.save(update_fields=["shielded"])
        assert as_(outsider).get(where).status_code == 404

    def test_joining_is_one_click_and_hears_of_it(self, as_, report, colleague, outsider):
        where = reverse("feedback:join", args=[report.reference])
        client = as_(outsider)
        for note_ in ("Bij mij ook.", ""):
            answer = client.post(where, {"toelichting": note_})
            assert answer.headers["Location"] == reverse("feedback:report", args=[report.reference])
        assert [(one.person, one.note) for one in report.joiners.all()] == [
            (outsider, "Bij mij ook.")
        ]
        as_(colleague).post(where)
        assert report.joiners.count() == 1
        bring_to(report, Status.WITHDRAWN)
        as_(colleague).post(where)
        assert client.get(where).status_code == 405
