from mactl.core.decode.faults import Fault, error, shown, spell


def test_paths_are_spelt_as_people_write_them() -> None:
    assert spell(("steps", 0, "if")) == "steps[0].if"
    assert spell((2, "channels", 1)) == "[2].channels[1]"
    assert not spell(())


def test_one_fault_is_one_line_with_its_hint() -> None:
    only = error([Fault(file="a.json", line=3, path=(0, "name"), message="missing", hint="add it")], "a.json")
    assert (only.message, only.hint) == ("a.json:3 [0].name: missing", "add it")


def test_many_faults_are_listed_and_the_rest_counted() -> None:
    many = error([Fault(file="a.json", line=n, message="odd", hint="even") for n in range(1, 61)], "a.json")
    lines = many.message.splitlines()
    assert lines[0] == "a.json has 60 faults:"
    assert lines[1] == "  a.json:1: odd (even)"
    assert lines[-1] == "  ... and 10 more"


def test_hostile_values_are_shown_short_and_clean() -> None:
    assert shown("a\r\nb\x1b[31m") == "a��b�[31m"
    assert len(shown("x" * 10_000_000)) == 60
