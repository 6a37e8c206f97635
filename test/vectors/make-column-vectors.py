"""Writes resources/vectors/columns.json: canonical bytes and digests of columns (shared/vocabulary/SPEC.md), by hand."""
import hashlib
import json
import struct


def segment(kind, values):
    bitmap = bytearray((len(values) + 7) // 8)
    body = b""
    for i, value in enumerate(values):
        if value is None:
            bitmap[i >> 3] |= 1 << (i & 7)
        elif kind == "number":
            body += struct.pack("<d", value + 0.0)
        else:
            raw = value.encode("utf-8")
            body += struct.pack("<I", len(raw)) + raw
    return bytes([1 if kind == "number" else 2]) + struct.pack("<I", len(values)) + bytes(bitmap) + body


def digest(kind, values, salt=b""):
    parts = b"probity.column.v1\0" + salt + struct.pack("<I", len(values))
    for start in range(0, len(values), 65536):
        parts += hashlib.sha256(segment(kind, values[start : start + 65536])).digest()
    return hashlib.sha256(parts).hexdigest()


cases = [
    ("numbers with a gap", "number", [1.5, None, -2.25, 0.1, 1e300], ""),
    ("minus zero is zero", "number", [-0.0, 0.0], ""),
    ("text with a gap and an empty text", "text", ["a", None, "", "a", "Größe", "e\u0301"], ""),
    ("nine rows, all missing", "text", [None] * 9, ""),
    ("no rows", "number", [], ""),
    ("salted", "text", ["present", "absent", "absent"], "000102030405060708090a0b0c0d0e0f"),
]
columns = [
    {
        "name": name,
        "kind": kind,
        "values": values,
        "salt": salt,
        "segment": segment(kind, values).hex(),
        "sha256": digest(kind, values, bytes.fromhex(salt)),
    }
    for name, kind, values, salt in cases
]
long = [float(i % 7) for i in range(65536 + 3)]
sets = {"b": ("number", [1.0, 2.0]), "a": ("text", ["x", None]), "\u00e4": ("text", ["y", "y"])}
joined = b"probity.columns.v1\0"
for name in sorted(sets):
    raw = name.encode("utf-8")
    joined += struct.pack("<I", len(raw)) + raw + bytes.fromhex(digest(*sets[name]))
out = {
    "name": "columns",
    "source": "shared/vocabulary/SPEC.md, computed by test/vectors/make-column-vectors.py",
    "columns": columns,
    "twoSegments": {"rows": len(long), "modulus": 7, "sha256": digest("number", long)},
    "set": {
        "columns": [{"name": name, "kind": kind, "values": values} for name, (kind, values) in sets.items()],
        "sha256": hashlib.sha256(joined).hexdigest(),
    },
}
with open("resources/vectors/columns.json", "w", encoding="utf-8") as file:
    json.dump(out, file, ensure_ascii=True, indent=1)
    file.write("\n")
