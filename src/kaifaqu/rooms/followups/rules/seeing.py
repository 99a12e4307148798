"""What a photo says, where the extra `kaifaqu[ocr]` is installed: read by a process of its own.

Half a gigabyte goes when it ends, a photo that breaks the reader breaks nothing else, and it has an end in time. What
was read is for a person to check against the photo that stands beside it. Nothing leaves the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import pairwise
from threading import Lock

from kaifaqu.rooms.followups.rules.splitting_units import unwrapped

LIBRARY = "rapidocr_onnxruntime"
SECONDS = 90
_one = Lock()
Box = Sequence[Sequence[float]]


def can_see() -> bool:
    """Whether photos can be read here."""
    return find_spec(LIBRARY) is not None


def seen(data: bytes) -> str:
    """What a photo says, its lines joined where only the paper's width broke them; empty where nothing was read.

    One photo at a time: it takes every core that there is.
    """
    with _one:
        try:
            done = subprocess.run(
                [sys.executable, "-m", __name__], input=data, capture_output=True, timeout=SECONDS, check=False
            )
        except (subprocess.TimeoutExpired, OSError):
            return ""
    if done.returncode:
        return ""
    return unwrapped("\n".join(in_lines(json.loads(done.stdout))))


def in_lines(found: Sequence[tuple[Box, str]]) -> list[str]:
    """Pieces as lines, from the top: what overlaps in height stands on one line, from the left."""
    placed = sorted((min(y for _x, y in box), max(y for _x, y in box), min(x for x, _y in box), w) for box, w in found)
    rows: list[list[tuple[float, float, float, str]]] = [placed[:1]] if placed else []
    for last, piece in pairwise(placed):
        overlap = min(last[1], piece[1]) - max(last[0], piece[0])
        if overlap > 0.5 * min(last[1] - last[0], piece[1] - piece[0]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [" ".join(words for _top, _bottom, _left, words in sorted(row, key=lambda each: each[2])) for row in rows]


def main() -> None:
    """Read the photo on standard input; give its pieces, each with its corners, as JSON."""
    from rapidocr_onnxruntime import RapidOCR  # type: ignore[import-not-found]  # noqa: PLC0415  (only in this process)

    result, _times = RapidOCR()(sys.stdin.buffer.read())
    pieces = [([[float(x), float(y)] for x, y in box], words) for box, words, _sure in result or []]
    sys.stdout.write(json.dumps(pieces))


if __name__ == "__main__":
    main()
