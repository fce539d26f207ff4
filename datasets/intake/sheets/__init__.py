"""Spreadsheets: xlsx, xls and ods, from workbook to table."""

from datasets.intake.sheets.scan import scan_sheet

__all__ = ["scan_sheet"]
