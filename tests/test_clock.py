"""A clock shows its start and moves with elapsed time; random names do not repeat."""

from mactl import clock


def test_a_clock_starts_at_its_instant_and_moves_on() -> None:
    shown = clock.Clock(start=1_000_000)
    shown.sleep(0.02)
    assert 1_000_020 <= shown.now() < 1_060_000
    assert 0.02 <= shown.elapsed() < 60


def test_a_clock_never_goes_back() -> None:
    shown = clock.Clock(start=0)
    instants = [shown.now() for _ in range(1000)]
    assert instants == sorted(instants)


def test_the_wall_counts_milliseconds_of_utc() -> None:
    assert 1_700_000_000_000 < clock.wall() < 5_000_000_000_000


def test_tokens_are_hexadecimal_of_their_size_and_differ() -> None:
    drawn = {clock.token(8) for _ in range(100)}
    assert len(drawn) == 100
    assert all(len(bytes.fromhex(each)) == 8 for each in drawn)
