"""Write a minimal XLS (BIFF8 in an OLE container), as Excel 97-2003 did; text and numbers only.

Follows [MS-XLS] and [MS-CFB]: one sector of FAT, one of directory, then the Workbook stream.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_xls(path: Path, rows: Sequence[Sequence[str | float]]) -> Path:
    """Write one sheet."""
    path.write_bytes(_container("Workbook", _workbook(rows)))
    return path


def write_encrypted(path: Path) -> Path:
    """Write the container of an encrypted XLSX: its stream is named EncryptedPackage."""
    path.write_bytes(_container("EncryptedPackage", b"\x00" * 64))
    return path


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _workbook(rows: Sequence[Sequence[str | float]]) -> bytes:
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    name = b"\x06\x00Sheet1"
    head = _record(0x0809, begin)
    bound = 4 + 6 + len(name)
    offset = len(head) + bound + 4
    head += _record(0x0085, struct.pack("<IBB", offset, 0, 0) + name) + _record(0x000A, b"")
    sheet = _record(0x0809, begin[:2] + b"\x10\x00" + begin[4:])
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet += _cell(row, column, cell)
    return head + sheet + _record(0x000A, b"")


def _cell(row: int, column: int, cell: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, str):
        text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
        return _record(0x0204, place + text)
    return _record(0x0203, place + struct.pack("<d", cell))


def _container(stream_name: str, content: bytes) -> bytes:
    content += b"\x00" * (max(4096, -(-len(content) // _SECTOR) * _SECTOR) - len(content))
    sectors = len(content) // _SECTOR
    chain = [*range(3, sectors + 2), _END]
    fat = [_FAT, _END, *chain]
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 16
    header += struct.pack("<HHHHH", 0x003E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    directory = _entry("Root Entry", 5, _END, 0, child=1)
    directory += _entry(stream_name, 2, 2, len(content))
    directory += _entry("", 0, 0, 0) * 2
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + content


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    encoded = (name + "\x00").encode("utf-16-le") if name else b""
    entry = encoded.ljust(64, b"\x00") + struct.pack("<HBB", len(encoded), kind, 1)
    entry += struct.pack("<III", _FREE, _FREE, child) + b"\x00" * 36
    return entry + struct.pack("<IQ", start, size)
