"""The reader's language, under the name that pages know it by."""

from __future__ import annotations

from kaifaqu.kernel.subjects.lang import lang

__all__ = ["lang"]
