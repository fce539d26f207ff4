"""The page of one report."""

from django.http import Http404, HttpRequest, HttpResponse


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    raise Http404


def of_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
