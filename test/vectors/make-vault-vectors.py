"""Adds to resources/vectors/vault.json what the vault seals, made without its code: Python's hashlib and hmac, and the
`cryptography` package for P-256 and AES-GCM. Run from the project's root: python3 test/vectors/make-vault-vectors.py"""

import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PATH = "resources/vectors/vault.json"


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hkdf(secret, label):
    pseudo = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(pseudo, label.encode() + b"\x01", hashlib.sha256).digest()


def point(private):
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sealed_rows_key():
    recipient = ec.derive_private_key(0x1F2E3D4C5B6A79881726354453627180, ec.SECP256R1())
    ephemeral = ec.derive_private_key(0xA1B2C3D4E5F60718293A4B5C6D7E8F90, ec.SECP256R1())
    about = {"storeId": "01" * 16, "slotId": "02" * 16, "rowsKeyId": "03" * 16, "publicKey": point(recipient).hex()}
    aad = {"format": "probity.keys", "version": 1, "part": "rows-key", "ephemeral": point(ephemeral).hex(), **about}
    rows_key, nonce = bytes(range(32)), bytes(range(100, 112))
    key = hkdf(ephemeral.exchange(ec.ECDH(), recipient.public_key()), "probity.vault.v1.rows")
    return {
        "source": "Python cryptography: ECDH P-256, HKDF by hmac, AES-256-GCM",
        "privateKey": recipient.private_numbers().private_value.to_bytes(32, "big").hex(),
        **about,
        "ephemeral": point(ephemeral).hex(),
        "nonce": nonce.hex(),
        "bytes": AESGCM(key).encrypt(nonce, rows_key, canonical(aad)).hex(),
        "rowsKey": rows_key.hex(),
    }


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def base32(data, letters):
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[i : i + 5], 2)] for i in range(0, len(bits), 5))[:letters]


def recovery(key):
    letters = base32(key, 52) + base32(hashlib.sha256(b"probity.recovery.v1\0" + key).digest(), 4)
    text = "-".join(letters[i : i + 4] for i in range(0, 56, 4))
    return {"source": "Python", "key": key.hex(), "text": text, "kek": hkdf(key, "probity.vault.v1.recovery").hex()}


def sign_ins():
    head = "0" * 64
    lines, heads = [], [head]
    for n, outcome in enumerate(["refused", "accepted"], 1):
        entry = {"v": 1, "n": n, "prev": head, "at": f"2026-11-22T09:00:0{n}.000Z", "personId": "0a" * 16, "purpose": "unlock"}
        line = canonical({**entry, "outcome": outcome, "boot": "boot-1", "uptimeMs": 1000 * n})
        linked = b"probity.sign-in.v1\0" + bytes.fromhex(head) + hashlib.sha256(line).digest()
        head = hashlib.sha256(linked).hexdigest()
        lines.append(line.decode())
        heads.append(head)
    return {"source": "Python hashlib", "text": "\n".join(lines) + "\n", "heads": heads}


with open(PATH, encoding="utf-8") as file:
    vectors = json.load(file)
for person in vectors["personKeys"]:
    master = next(v["hash"] for v in vectors["argon2id"] if v["memoryKiB"] == person["memoryKiB"])
    person["exchange"] = hkdf(bytes.fromhex(master), "probity.vault.v1.exchange").hex()
vectors["rowsKey"] = [sealed_rows_key()]
vectors["recovery"] = [recovery(bytes(32)), recovery(bytes(range(200, 232))), recovery(b"\xff" * 32)]
vectors["signIns"] = sign_ins()
with open(PATH, "w", encoding="utf-8") as file:
    json.dump(vectors, file, indent=1, ensure_ascii=False)
    file.write("\n")
