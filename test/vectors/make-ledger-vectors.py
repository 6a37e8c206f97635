"""Writes resources/vectors/ledger.json with Python's own json and hashlib: shares no code with the program.

Run: python3 test/vectors/make-ledger-vectors.py
"""
import base64
import hashlib
import json
from pathlib import Path

sha = lambda b: hashlib.sha256(b).digest()
TAG = b"probity.ledger.v1\0"


def canonical(value):
    # Bodies here hold ASCII keys, integers and text only, for which this is RFC 8785.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry(prev, body):
    return sha(TAG + prev + sha(body.encode("utf-8")))


def body(seq, **more):
    base = {
        "v": 1, "seq": seq, "storeId": "00112233445566778899aabbccddeeff", "studyId": None,
        "salt": f"{seq:032x}", "at": f"2026-11-22T09:30:0{seq}.000Z", "tzOffsetMinutes": 60, "monotonicMs": 1000 * seq,
        "bootId": "0f" * 16, "personId": "ab" * 16, "fullName": "Zoë Ångström", "role": "statistician",
        "sessionId": "cd" * 16, "action": "cohort.frozen", "objectKind": "cohort", "objectId": "ef" * 16,
        "objectVersion": 1, "beforeSha256": None, "afterSha256": "11" * 32, "changedFields": [], "reason": None,
        "signatureSha256": None, "appVersion": "0.1.0", "workstation": "WS-01", "details": {"n": 120},
    }
    return {**base, **more}


bodies = [
    body(1),
    body(2, action="protocol.locked", objectKind="protocol", reason="Grund: „geprüft“ \u2028 line", changedFields=["endpoints", "title"]),
    body(3, personId=None, role="none", action="sign-in.failed", objectKind="person", objectId="unknown", afterSha256=None,
         details={"n": 1, "failedAt": "2026-11-22T09:29:59.000Z"}),
]
entries, prev = [], bytes(32)
for each in bodies:
    text = canonical(each)
    hash_ = entry(prev, text)
    entries.append({"seq": each["seq"], "prev": prev.hex(), "body": text, "hash": hash_.hex()})
    prev = hash_


def bad(name, kind, seq, change):
    rows = [dict(row) for row in entries]
    change(rows)
    return {"name": name, "kind": kind, "seq": seq, "rows": rows}


def rehash(rows, start):
    for i in range(start, len(rows)):
        rows[i]["prev"] = rows[i - 1]["hash"] if i else "00" * 32
        rows[i]["hash"] = entry(bytes.fromhex(rows[i]["prev"]), rows[i]["body"]).hex()


def spaced(rows):
    rows[1]["body"] = rows[1]["body"].replace('"v":1', '"v": 1')
    rehash(rows, 1)


def back_in_time(rows):
    rows[2]["body"] = canonical({**bodies[2], "at": "2026-11-22T09:29:00.000Z"})
    rehash(rows, 2)


def unknown_field(rows):
    rows[0]["body"] = canonical({**bodies[0], "extra": 1})
    rehash(rows, 0)


def newer(rows):
    rows[0]["body"] = canonical({**bodies[0], "v": 2})
    rehash(rows, 0)


faults = [
    bad("one letter of a body", "hash", 2, lambda r: r[1].update(body=r[1]["body"].replace("title", "titel"))),
    bad("one bit of a hash", "hash", 3, lambda r: r[2].update(hash=("0" if r[2]["hash"][0] != "0" else "1") + r[2]["hash"][1:])),
    bad("entry taken out", "sequence", 3, lambda r: r.pop(1)),
    bad("entries exchanged", "sequence", 2, lambda r: r.insert(0, r.pop(1))),
    bad("link to another entry", "link", 2, lambda r: r[1].update(prev="22" * 32)),
    bad("not canonical, hashes made anew", "body", 2, spaced),
    bad("unknown field, hashes made anew", "body", 1, unknown_field),
    bad("unknown version, hashes made anew", "body", 1, newer),
    bad("time runs backwards, hashes made anew", "time", 3, back_in_time),
]


def root(leaves):
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\0" + leaves[0])
    k = split(len(leaves))
    return sha(b"\1" + root(leaves[:k]) + root(leaves[k:]))


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m, d):
    if len(d) == 1:
        return []
    k = split(len(d))
    return path(m, d[:k]) + [root(d[k:])] if m < k else path(m - k, d[k:]) + [root(d[:k])]


def subproof(m, d, b):
    if m == len(d):
        return [] if b else [root(d)]
    k = split(len(d))
    return subproof(m, d[:k], b) + [root(d[k:])] if m <= k else subproof(m - k, d[k:], False) + [root(d[:k])]


# The leaves of the reference tests of certificate transparency; the last root is published there.
leaves = [bytes.fromhex(x) for x in
          ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]]
assert root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
merkle = {
    "leaves": [x.hex() for x in leaves],
    "roots": [root(leaves[:n]).hex() for n in range(len(leaves) + 1)],
    "inclusion": [{"index": i, "size": n, "proof": [p.hex() for p in path(i, leaves[:n])]}
                  for n in range(1, 9) for i in range(n)],
    "consistency": [{"oldSize": m, "size": n, "proof": [p.hex() for p in subproof(m, leaves[:n], True)]}
                    for n in range(1, 9) for m in range(1, n + 1)],
}
origin, size = "probity/00112233445566778899aabbccddeeff", 3
tree = root([bytes.fromhex(row["hash"]) for row in entries])
head = bytes.fromhex(entries[-1]["hash"])
text = f"{origin}\n{size}\n{base64.b64encode(tree).decode()}\nhead {base64.b64encode(head).decode()}\n"
lines = text.split("\n")
not_checkpoints = {
    "no last line feed": text[:-1],
    "carriage return": text.replace("\n", "\r\n"),
    "size with a zero before it": text.replace("\n3\n", "\n03\n"),
    "negative size": text.replace("\n3\n", "\n-3\n"),
    "empty origin": "\n" + "\n".join(lines[1:]),
    "space in the origin": text.replace("probity/", "probity "),
    "root of 31 bytes": text.replace(lines[2], base64.b64encode(tree[:31]).decode()),
    "second spelling of the root's last letter": text.replace(lines[2], lines[2][:-2] + chr(ord(lines[2][-2]) + 1) + "="),
    "one line more": text + "x\n",
    "no head": "\n".join(lines[:3]) + "\n",
}
out = {
    "source": "test/vectors/make-ledger-vectors.py (Python json, hashlib); Merkle leaves and root of 8: certificate-transparency reference tests",
    "entries": entries, "faults": faults, "merkle": merkle,
    "checkpoint": {"origin": origin, "size": size, "root": tree.hex(), "head": head.hex(), "text": text, "refused": not_checkpoints},
    "canonical": [
        {"json": '{"b":1,"a":[3,2,null,true]}', "text": '{"a":[3,2,null,true],"b":1}'},
        {"json": '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","1":"One","\\ud83d\\ude00":"Smiley","\\u00f6":"o","\\ufb33":"Dalet"}',
         "text": '{"\\r":"Carriage Return","1":"One","ö":"o","€":"Euro Sign","😀":"Smiley","\ufb33":"Dalet"}'},
        {"json": "[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0]", "text": "[333333333.3333333,1e+30,4.5,0.002,1e-27,0]"},
        {"json": '"\\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"', "text": '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'},
    ],
}
target = Path(__file__).resolve().parents[2] / "resources" / "vectors" / "ledger.json"
target.write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
print(f"{len(entries)} entries, {len(faults)} faults, {len(merkle['inclusion'])} inclusion and {len(merkle['consistency'])} consistency proofs")
