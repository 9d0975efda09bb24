"""Safe files: a write leaves the old text or the new one, and two runs at once wait for each other."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cardgen.problems import CardgenError, fail

_HOLDER = ".cardgen-running"


def write_atomic(path: Path, text: str, *, expected: str | None = None) -> None:
    """Writes the text as UTF-8, whole or not at all; keeps the mode and, where permitted, the owner.

    `expected` is the text that the file had when it was read ("" when there was none): when it holds
    something else by now, nothing is written. A link is followed. Raises CardgenError.
    """
    try:
        target = path.resolve()
        before = target.stat() if target.exists() else None
        if before is not None and not before.st_mode & 0o222:
            raise fail(path, "the file is write-protected", "permit writing, or move it away")
        spare = target.with_name(f".{target.name}.cardgen-new")
        try:
            _write_through(spare, text.encode("utf-8"), before)
            if expected is not None:
                _refuse_changed(path, target, expected)
            spare.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                spare.unlink()
            raise
        _sync_folder(target.parent)
    except OSError as error:
        raise fail(
            path, f"the file cannot be written ({error.strerror})", "check its rights and the disk"
        ) from error


def write_if_changed(path: Path, text: str) -> bool:
    """Writes the text unless the file holds it already. Raises CardgenError."""
    with contextlib.suppress(OSError):
        if path.read_bytes() == text.encode("utf-8"):
            return False
    write_atomic(path, text)
    return True


@contextlib.contextmanager
def exclusive(folder: Path, *, patience: float = 10.0) -> Iterator[None]:
    """Holds the folder for this process, so that two runs never write it at once. Makes the folder.

    Waits up to `patience` seconds for another run, then raises CardgenError that names it. The system
    lets go when a process ends, however it ends, so nothing stale is ever left to clear away.
    """
    holder = folder / _HOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = _wait_for(holder, time.monotonic() + patience)
    except OSError as error:
        raise fail(folder, f"the folder cannot be written ({error.strerror})", "check its rights") from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        os.close(handle)


def _wait_for(holder: Path, deadline: float) -> int:
    while True:
        handle = os.open(holder, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if _grab(handle):
                # Its holder may have deleted it while we waited: then it locks nothing any more.
                if _same_file(handle, holder):
                    os.ftruncate(handle, 0)
                    os.write(handle, f"{os.getpid()} {' '.join(sys.argv)[:200]}\n".encode("utf-8", "replace"))
                    return handle
            elif time.monotonic() > deadline:
                raise _busy(holder)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        time.sleep(0.02)


def _busy(holder: Path) -> CardgenError:
    try:
        pid, _, command = holder.read_text("utf-8", "replace").strip().partition(" ")
    except OSError:
        pid, command = "", ""
    who = f"process {pid} ({command})" if pid else "another run"
    return fail(holder.parent, f"{who} is writing here", "wait until it has ended, then run this again")


if sys.platform == "win32":
    import msvcrt

    def _grab(handle: int) -> bool:
        try:
            # Far behind the text, so that others can read who holds it.
            os.lseek(handle, 1 << 20, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        except OSError:
            return False
        return True

else:
    import errno
    import fcntl

    def _grab(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Some network disks have no locks; a person with one run at a time must still be able to work.
            return error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
        return True


def _same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.sameopenfile(handle, handle) and os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _write_through(path: Path, data: bytes, before: os.stat_result | None) -> None:
    """Writes to the disk itself, not only to its cache."""
    mode = 0o666 if before is None else 0o600
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if before is not None:
        if hasattr(os, "chown"):
            with contextlib.suppress(OSError):
                os.chown(path, before.st_uid, before.st_gid)
        path.chmod(before.st_mode & 0o7777)


def _refuse_changed(path: Path, target: Path, expected: str) -> None:
    now = target.read_bytes() if target.exists() else b""
    if now != expected.encode("utf-8"):
        raise fail(path, "the file was changed while this ran", "run it again; nothing was written")


def _sync_folder(folder: Path) -> None:
    """So that a power cut cannot undo the rename; not every system can do it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
