"""Prints pages with WeasyPrint: reads a list of [page, PDF] from the file that is named, and prints what went wrong as JSON."""

import json
import logging
import sys

from weasyprint import HTML

logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
errors = {}
with open(sys.argv[1], encoding="utf-8") as jobs:
    for page, pdf in json.load(jobs):
        try:
            HTML(filename=page).write_pdf(pdf, pdf_tags=True)
        except Exception as error:  # Whatever it is, it is told of the page.
            errors[page] = f"{type(error).__name__}: {error}"
print(json.dumps(errors))
