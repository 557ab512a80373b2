"""Measures Math-Verify: each request is one pass over all rows, with the library's defaults."""

import argparse
import json
import logging
import time
from importlib.metadata import version
from pathlib import Path

from math_verify import parse, verify

import peer


def passes(rows):
    """A function that verifies all rows and counts those that it finds right."""

    def answer(request):
        start = time.perf_counter()
        verdicts = [verify(parse(f"${row['gold']}$"), parse(row["completion"])) for row in rows]
        return {"seconds": time.perf_counter() - start, "rows": len(rows), "verdicts": verdicts}

    return answer


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", required=True)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    peer.answer_requests(
        lambda: passes([json.loads(line) for line in Path(options.rows).read_text(encoding="utf-8").splitlines()]),
        {"math-verify": version("math-verify")},
    )
