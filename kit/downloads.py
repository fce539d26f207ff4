"""Answers that the browser saves as a file, never opens as a page."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from kit.exports import Cell, csv_pieces


def csv_download(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamingHttpResponse:
    """A table as NAME.csv, streamed, safe for spreadsheets (see kit.exports).

    `name` may come from people: only letters, digits and dashes of it are kept.
    """
    response = StreamingHttpResponse(
        csv_pieces(header, rows), content_type="text/csv; charset=utf-8"
    )
    _as_attachment(response, f"{slugify(name)[:100] or 'koers'}.csv")
    return response


def bytes_download(content: bytes, name: str) -> HttpResponse:
    """A CSV file that is in memory already (kit.exports made it) as NAME.csv."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    _as_attachment(response, f"{slugify(name)[:100] or 'koers'}.csv")
    return response


def file_download(path: Path, name: str) -> FileResponse:
    """A CSV file of ours (kit.exports wrote it) as NAME.csv. `name` as for `csv_download`."""
    response = FileResponse(path.open("rb"), content_type="text/csv; charset=utf-8")
    _as_attachment(response, f"{slugify(name)[:100] or 'koers'}.csv")
    return response


def _as_attachment(response: HttpResponse | StreamingHttpResponse, filename: str) -> None:
    disposition = content_disposition_header(True, filename)
    assert disposition is not None
    response.headers["Content-Disposition"] = disposition
    response.headers["X-Content-Type-Options"] = "nosniff"
