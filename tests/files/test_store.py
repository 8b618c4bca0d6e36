"""Kept bytes: content-addressed, whole or not at all, the same for bytes and streams."""

import hashlib
import io
import os

import pytest

from deskhand.files.models import Blob
from deskhand.files.store import FEW, BytesMissing, keep, keep_all_new, open_blob, read_blob

# So many that they do not stand in the row.
MANY = b"again and " * FEW


@pytest.fixture(autouse=True)
def data(tmp_path, settings, db):
    settings.DATA = tmp_path
    return tmp_path


def test_bytes_come_back_and_are_known_by_their_hash():
    blob = keep(b"a picture")
    assert read_blob(blob) == b"a picture"
    assert blob.sha256 == hashlib.sha256(b"a picture").hexdigest()
    assert blob.size == 9


def test_the_same_content_is_kept_once_from_bytes_or_a_stream(data):
    stream = io.BytesIO(MANY)
    stream.read()
    assert keep(MANY) == keep(stream) == keep(MANY)
    assert Blob.objects.count() == 1
    assert len([path for path in (data / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("size", [0, 1, FEW, FEW + 1])
def test_few_bytes_stand_in_the_row_and_more_in_a_file(data, size):
    content = bytes(size)
    for blob in (keep(content), keep(io.BytesIO(content)), *keep_all_new([content, content])):
        assert read_blob(Blob.objects.get(pk=blob.pk)) == content
        assert blob.size == size
    files = [path for path in (data / "files").rglob("*") if path.is_file()]
    assert len(files) == (size > FEW)
    assert Blob.objects.count() == 1


def test_a_large_stream_is_never_in_memory_at_once():
    class Zeros(io.RawIOBase):
        left, largest = 40 * 2**20, 0

        def seek(self, *_where):
            self.left = 40 * 2**20
            return 0

        def read(self, size=-1):
            assert 0 < size <= 2**20
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    blob = keep(Zeros())
    assert blob.size == 40 * 2**20
    with open_blob(blob) as file:
        assert file.read(16) == bytes(16)


def test_a_failed_write_leaves_neither_row_nor_file(data, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(MANY)
    assert not Blob.objects.exists()
    assert not [path for path in (data / "files").rglob("*") if path.is_file()]


def test_only_the_owner_may_read_a_kept_file(data):
    keep(MANY)
    files = [path for path in (data / "files").rglob("*") if path.is_file()]
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600]


def test_a_lost_file_is_said_and_is_written_anew_by_the_next_keeping(data):
    blob = keep(MANY)
    for path in (data / "files").rglob(blob.sha256):
        path.unlink()
    with pytest.raises(BytesMissing):
        read_blob(blob)
    keep(MANY)
    assert read_blob(blob) == MANY
