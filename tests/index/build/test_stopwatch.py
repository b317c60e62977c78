from __future__ import annotations

from index.build.stopwatch import Stopwatch


def test_a_step_that_did_not_happen_is_left_out() -> None:
    watch = Stopwatch()
    with watch.measure("cleaning"):
        pass
    assert list(watch.seconds) == ["cleaning"]


def test_the_time_of_a_step_adds_up() -> None:
    watch = Stopwatch()
    with watch.measure("dates"):
        pass
    first = watch.seconds["dates"]
    with watch.measure("dates"):
        pass
    assert watch.seconds["dates"] > first >= 0


def test_items_pass_through_while_the_time_to_make_them_is_counted() -> None:
    watch = Stopwatch()
    assert list(watch.measured(iter("abc"), "reading")) == ["a", "b", "c"]
    assert "reading" in watch.seconds
