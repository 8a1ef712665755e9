"""Prints pages with WeasyPrint, several at the same time: reads a list of [page, PDF] from the file that is named, and prints what went wrong as JSON."""

import json
import logging
import os
import sys
from concurrent.futures import ProcessPoolExecutor

from weasyprint import HTML


def printed(job):
    """What went wrong with a page, if anything did."""
    page, pdf = job
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    try:
        HTML(filename=page).write_pdf(pdf, pdf_tags=True)
    except Exception as error:  # Whatever it is, it is told of the page.
        return page, f"{type(error).__name__}: {error}"
    return page, None


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        # The longest first, so that nobody waits for one of them at the end.
        jobs = sorted(json.load(file), key=lambda job: -os.path.getsize(job[0]))
    with ProcessPoolExecutor() as pool:
        print(json.dumps({page: error for page, error in pool.map(printed, jobs) if error}))
