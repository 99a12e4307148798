"""Whether a test holds: yes, no, or that it cannot be said, and why.

A qualified figure is judged by what its word says: 超过50% is above one half, though its number is not; 余300 is at
least 300, and whether it is at least 310 cannot be said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from kaifaqu.kernel.charter.schema import (
    Above,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Below,
    ByName,
    FactAt,
    In,
    Is,
    Not,
    Term,
    Test,
    Word,
)
from kaifaqu.kernel.charter.schema.nouns import NamedTest
from kaifaqu.kernel.figures import Bound, Figure, NotApplicable
from kaifaqu.kernel.measures.arithmetic import aligned, pure
from kaifaqu.kernel.measures.facts import is_code

if TYPE_CHECKING:
    from kaifaqu.kernel.measures.evaluate import Run

Verdict = bool | NotApplicable


def holds(run: Run, test: Test) -> Verdict:
    """Judge a test for the run's subject; what is missing travels as NotApplicable, unless the rest decides."""
    match test:
        case AllOf():
            return _joined([holds(run, t) for t in test.all], deciding=False)
        case AnyOf():
            return _joined([holds(run, t) for t in test.any], deciding=True)
        case Not():
            inner = holds(run, test.negated)
            return inner if isinstance(inner, NotApplicable) else not inner
        case ByName():
            return _named(run, test.test)
        case In():
            word = run.word(test.among[0])
            return word if isinstance(word, NotApplicable) else word in test.among[1]
        case Is() if any(_is_word(t) for t in test.equal):
            return _same_word(run, test.equal)
    return _compared(run, test)


def _named(run: Run, key: str) -> Verdict:
    named = run.params.clause("tests", key)
    if not isinstance(named, NamedTest):
        return NotApplicable("no_rule", key)
    return holds(run.inside(f"test {key}"), named.holds)


def _is_word(term: Term) -> bool:
    return isinstance(term, Word) or (isinstance(term, FactAt) and is_code(term.fact))


def _same_word(run: Run, pair: tuple[Term, Term]) -> Verdict:
    first, second = (run.word(term) for term in pair)
    for word in (first, second):
        if isinstance(word, NotApplicable):
            return word
    return first == second


def _joined(verdicts: Sequence[Verdict], *, deciding: bool) -> Verdict:
    """AllOf and any: one verdict that decides is enough, whatever the others are; else one that is missing travels."""
    unsaid = [v for v in verdicts if isinstance(v, NotApplicable)]
    if any(v is deciding for v in verdicts):
        return deciding
    return unsaid[0] if unsaid else not deciding


def _compared(run: Run, test: Is | AtLeast | AtMost | Above | Below) -> Verdict:
    name, pair = next((n, v) for n, v in test if isinstance(v, tuple))
    figures: list[Figure] = []
    for term in pair:
        value = run.value(term)
        if isinstance(value, NotApplicable):
            return value
        figures.append(value)
    first, second = aligned(figures)
    return _COMPARISONS[name](_span(first), _span(second))


Span = tuple[Fraction | None, bool, Fraction | None, bool]  # low, low itself included, high, high itself included


def _span(figure: Figure) -> Span:
    """Between what the true amount lies."""
    amount = pure(figure)
    word = figure.qualifier.bound if figure.qualifier else None
    spans: dict[Bound | None, Span] = {
        None: (amount, True, amount, True),
        Bound.LOWER_STRICT: (amount, False, None, False),
        Bound.LOWER_WEAK: (amount, True, None, False),
        Bound.UPPER_STRICT: (None, False, amount, False),
        Bound.UPPER_NEAR: (None, False, amount, False),
        Bound.UPPER_WEAK: (None, False, amount, True),
    }
    return spans.get(word, (None, False, None, False))


def _surely_above(a: Span, b: Span, *, equal_is_enough: bool) -> bool:
    """Whether every amount in `a` is above (or not below) every amount in `b`."""
    low, low_in, high, high_in = a[0], a[1], b[2], b[3]
    if low is None or high is None:
        return False
    return low > high or (low == high and (equal_is_enough or not (low_in and high_in)))


def _above(a: Span, b: Span) -> Verdict:
    if _surely_above(a, b, equal_is_enough=False):
        return True
    return False if _surely_above(b, a, equal_is_enough=True) else NotApplicable("qualified")


def _at_least(a: Span, b: Span) -> Verdict:
    if _surely_above(a, b, equal_is_enough=True):
        return True
    return False if _surely_above(b, a, equal_is_enough=False) else NotApplicable("qualified")


def _same(a: Span, b: Span) -> Verdict:
    if a[0] is not None and a[0] == a[2] == b[0] == b[2] and a[1] and b[1]:
        return True
    apart = _surely_above(a, b, equal_is_enough=False) or _surely_above(b, a, equal_is_enough=False)
    return False if apart else NotApplicable("qualified")


_COMPARISONS: dict[str, Callable[[Span, Span], Verdict]] = {
    "equal": _same,
    "above": _above,
    "at_least": _at_least,
    "below": lambda a, b: _above(b, a),
    "at_most": lambda a, b: _at_least(b, a),
}
