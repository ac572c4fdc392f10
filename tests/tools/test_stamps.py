from cdp.tools.stamps import Stamp, digest


def test_a_step_without_a_stamp_is_due(tmp_path):
    assert not Stamp(tmp_path / "stamp", "inputs").is_current()


def test_a_step_done_with_the_same_inputs_is_not_due(tmp_path):
    source = tmp_path / "source.txt"
    source.write_text("one")
    Stamp(tmp_path / "stamp", source, "3.11").write()

    assert Stamp(tmp_path / "stamp", source, "3.11").is_current()


def test_a_changed_file_makes_the_step_due_again(tmp_path):
    source = tmp_path / "source.txt"
    source.write_text("one")
    Stamp(tmp_path / "stamp", source).write()

    source.write_text("two")

    assert not Stamp(tmp_path / "stamp", source).is_current()


def test_a_new_file_in_a_folder_makes_the_step_due_again(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_text("a")
    Stamp(tmp_path / "stamp", folder).write()

    (folder / "b").write_text("")

    assert not Stamp(tmp_path / "stamp", folder).is_current()


def test_a_step_that_was_cut_off_is_due_again(tmp_path):
    stamp = Stamp(tmp_path / "stamp", "inputs")
    stamp.write()

    stamp.clear()

    assert not stamp.is_current()


def test_a_file_is_known_by_its_name_and_a_missing_one_counts_too(tmp_path):
    (tmp_path / "a").write_text("same")
    (tmp_path / "b").write_text("same")

    digests = {digest(tmp_path / name) for name in ("a", "b", "c", "d")}

    assert len(digests) == 4
