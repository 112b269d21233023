"""The README's commands work as printed: its console and sh blocks are run, in order, in an empty folder."""

from pathlib import Path

import pytest

from tests.support.shell import ROOT, blocks, run


def test_only_what_is_typed_is_run() -> None:
    page = "```console\n$ echo a \\\n>   b\na b\n$ cd x\n```\n\n```text\nrm\n```\n\n```sh\npwd\n```\n"
    assert blocks(page) == ["echo a \\\n  b\ncd x\n", "pwd\n"]


def test_a_block_that_fails_is_noticed(tmp_path: Path) -> None:
    assert run(["true\nfalse | cat\n", "true\n"], tmp_path).returncode == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_blocks_of_the_readme_run(name: str, tmp_path: Path) -> None:
    done = run(blocks((ROOT / name).read_text(encoding="utf-8")), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_both_readmes_run_the_same_blocks() -> None:
    english, chinese = (blocks((ROOT / name).read_text(encoding="utf-8")) for name in ("README.md", "README.zh-CN.md"))
    assert english == chinese
