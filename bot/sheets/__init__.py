"""Spreadsheets in and out: `read` takes workbooks and text tables, `rejects` gives rows back."""
