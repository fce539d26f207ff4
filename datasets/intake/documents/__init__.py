"""JSON as tables: lists of records, one record a line, GeoJSON."""

from datasets.intake.documents.scan import scan_json

__all__ = ["scan_json"]
