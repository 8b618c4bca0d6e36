"""The spool keeps what it says it keeps: files, their order, and the protocol of writing them."""

import os
from pathlib import Path

import pytest

from deskhand.mail import spool


def test_a_message_comes_back_byte_for_byte_with_its_envelope(folder, envelope):
    raw = b"Subject: \xff\n\nline\r\nlone\rcr\x00\n"
    spool.keep(folder, raw, envelope(uid=7, uid_validity=3, mailbox=1))
    [path] = spool.waiting(folder)
    kept, content = spool.read(path)
    assert content == raw
    assert kept.uid == 7
    assert list(kept.recipients) == ["help@desk.example"]


def test_files_come_oldest_first(folder, envelope):
    names = [spool.keep(folder, b"x", envelope()) for _number in range(5)]
    assert [spool.name_of(path) for path in spool.waiting(folder)] == names


def test_the_file_is_synced_before_it_is_renamed_and_the_folder_after(
    folder, envelope, monkeypatch
):
    steps = []
    fsync, rename = os.fsync, Path.rename

    def noted_fsync(descriptor):
        steps.append(("sync", Path(os.readlink(f"/proc/self/fd/{descriptor}")).name))
        fsync(descriptor)

    def noted_rename(path, target):
        steps.append(("rename", path.name))
        return rename(path, target)

    spool.keep(folder, b"first", envelope())
    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "rename", noted_rename)
    name = spool.keep(folder, b"second", envelope())
    assert steps == [("sync", name), ("rename", name), ("sync", "new")]


def test_a_full_disk_leaves_nothing_half_written(folder, envelope, monkeypatch):
    spool.keep(folder, b"first", envelope())

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        spool.keep(folder, b"second", envelope())
    assert len(spool.waiting(folder)) == 1
    assert list((folder / "tmp").iterdir()) == []


def test_only_the_owner_may_read_a_spooled_letter(folder, envelope):
    spool.keep(folder, b"secret", envelope())
    [path] = spool.waiting(folder)
    assert path.stat().st_mode & 0o077 == 0
    assert folder.joinpath("new").stat().st_mode & 0o077 == 0


def test_attempts_are_counted_in_the_name_and_can_be_taken_back(folder, envelope):
    name = spool.keep(folder, b"x", envelope())
    [path] = spool.waiting(folder)
    path, count = spool.begin(path)
    assert count == 1
    path, count = spool.begin(path)
    assert (count, spool.name_of(path)) == (2, name)
    spool.put_back(path)
    [path] = spool.waiting(folder)
    assert spool.begin(path)[1] == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"no json\nrest", b'{"door": 1}\nrest', b"[]\nrest", b'{"door":"x","received_at":"?"}\n'],
)
def test_a_damaged_file_is_still_read_and_says_so(folder, envelope, content):
    spool.keep(folder, b"x", envelope())
    [path] = spool.waiting(folder)
    path.write_bytes(content)
    kept, raw = spool.read(path)
    assert kept.refusal
    assert raw == content
