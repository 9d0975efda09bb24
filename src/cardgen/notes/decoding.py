"""Bytes -> text."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CHARSET = re.compile(rb"<meta[^>]{0,100}charset=[\"']?([\w-]+)", re.I)
_WIDER = {b"gb2312": b"gb18030", b"gbk": b"gb18030"}
_RARE = re.compile("[\ue000-\uf8ff\ufffd]")


class NotText(ValueError):
    """The bytes are no text in any encoding that notes are kept in; the message says why."""


def decode(data: bytes, encoding: str | None = None) -> str:
    """The text of a file, with `\\n` line ends and without a byte order mark.

    UTF-8, UTF-16 and UTF-32 by their marks, UTF-16 without a mark, UTF-8, what a page declares, then GB18030
    (which covers GBK and GB2312). Raises NotText; LookupError for an unknown `encoding`.
    """
    if encoding:
        codecs.lookup(encoding)
        try:
            return _plain(data.decode(encoding))
        except UnicodeError as error:
            raise NotText(f"not {encoding}") from error
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return _plain(data[len(bom) :].decode(name))
            except UnicodeDecodeError as error:
                raise NotText(f"not {name} as its byte order mark says") from error
    if wide := _utf16(data):
        return _plain(wide)
    # A stray NUL in a text happens; a text full of control bytes is a picture or a program.
    sample = data[:65536]
    if len(_CONTROLS.findall(sample)) * 50 > len(sample):
        raise NotText("not text")
    try:
        return _plain(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 3:
            return _plain(data[: error.start].decode("utf-8"))  # cut off within its last character
    if declared := _CHARSET.search(data, 0, 4096):
        with suppress(UnicodeError, LookupError):
            return _plain(data.decode(_WIDER.get(declared[1].lower(), declared[1]).decode("ascii")))
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise NotText("not text, or text in an unknown encoding") from error
    if len(_RARE.findall(text[:65536])) * 20 > len(text[:65536]):
        raise NotText("not text, or text in an unknown encoding")
    return _plain(text)


def _utf16(data: bytes) -> str:
    """UTF-16 without a mark: half of the bytes of its Latin text and line ends are NUL."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2 or b"\x00" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < len(sample) // 20 or min(even, odd) * 20 > max(even, odd):
        return ""
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return ""
    readable = sum(character.isprintable() or character in "\r\n\t" for character in text[:2048])
    return text if readable >= 0.98 * len(text[:2048]) else ""


def _plain(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff")
