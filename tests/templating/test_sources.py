from __future__ import annotations

import pytest

from mactl.errors import MactlError
from mactl.templating import Library


def test_the_channels_own_folder_comes_first(write, render):
    write("p.txt", "common")
    assert render("sms", name="p").text == "common"
    write("sms/p.txt", "own")
    assert render("sms", name="p").text == "own"
    assert render("social", name="p").text == "common"


def test_no_name_is_the_channels_default(write, render):
    write("sms.txt", "default")
    assert render("sms").text == "default"


def test_a_name_may_carry_its_extension(write, render):
    write("sms/新品.txt", "x")
    assert render("sms", name="新品.txt").text == "x"


def test_the_first_folder_hides_the_others(write, tmp_path):
    write("sms/a.txt", "own")
    write("../shared/sms/a.txt", "shared")
    write("../shared/sms/b.txt", "shared b")
    library = Library(roots=[tmp_path / "templates", tmp_path / "shared"])
    values = {"customer": {}, "workspace": {}, "campaign": {}}
    assert library.preview(channel="sms", name="a", **values).text == "own"
    assert library.preview(channel="sms", name="b", **values).text == "shared b"
    assert library.names("sms") == ["a", "b"]


def test_names_of_a_channel(write, library):
    for name in (
        "email.html",
        "email/新品.html",
        "common.html",
        "_part.html",
        "email/_x.html",
        "sms/a.txt",
        "push.json",
    ):
        write(name, "x")
    assert library.names("email") == ["common", "email", "新品"]
    assert library.names("sms") == ["a"]
    assert library.names("push") == ["push"]
    assert library.names("social") == []


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "../../etc/passwd",
        "/etc/passwd",
        "a/../../secret",
        "..",
        "C:\\x",
        "a\\b",
        "x\x00y",
        "x\ny",
        "\ud800",
        "长" * 200,
    ],
)
def test_names_that_lead_elsewhere_are_refused(write, library, tmp_path, name):
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(MactlError) as caught:
        library.load(channel="sms", name=name)
    caught.value.message.encode()


def test_a_symbolic_link_out_of_the_folder_is_refused(write, library, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    write("sms/a.txt", "x")
    (tmp_path / "templates/sms/b.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "templates/sms/c.txt").symlink_to(tmp_path / "templates/sms/a.txt")
    with pytest.raises(MactlError, match="leads out"):
        library.load(channel="sms", name="b")
    assert library.load(channel="sms", name="c")


def test_a_misspelt_name_gets_the_nearest(write, library):
    write("sms/welcome.txt", "x")
    with pytest.raises(MactlError) as caught:
        library.load(channel="sms", name="welcom")
    assert caught.value.hint == "Did you mean welcome?"
    with pytest.raises(MactlError) as caught:
        library.load(channel="sms", name="夏天")
    assert "templates/sms/夏天.txt" in caught.value.hint


def test_a_file_that_is_no_utf8_is_named_with_its_line(write, library):
    path = write("sms/a.txt", "")
    path.write_bytes("一行\n您好".encode("gb18030"))
    with pytest.raises(MactlError, match=r"a.txt:1: this is not UTF-8"):
        library.load(channel="sms", name="a")


def test_a_byte_order_mark_is_no_text(write, render):
    write("sms/a.txt", "\ufeff您好")
    assert render("sms", name="a").text == "您好"


def test_a_huge_file_is_refused(write, library):
    write("sms/a.txt", "x" * 2_100_000)
    with pytest.raises(MactlError, match="larger than 2 MB"):
        library.load(channel="sms", name="a")


def test_a_workspace_without_templates_says_what_to_write(tmp_path):
    library = Library(roots=[tmp_path / "nowhere"])
    assert library.names("email") == []
    with pytest.raises(MactlError, match="no email template named email"):
        library.load(channel="email")
