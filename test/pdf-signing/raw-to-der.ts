/** WebCrypto's r‖s as DER, written apart from the code under test. */
export function rawToDer(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array): number[] => {
    const from = bytes.findIndex((byte) => byte !== 0)
    const value = [...bytes.subarray(from)]
    if ((value[0] ?? 0) >= 0x80) value.unshift(0)
    return [0x02, value.length, ...value]
  }
  const body = [...integer(raw.subarray(0, 32)), ...integer(raw.subarray(32))]
  return Uint8Array.from([0x30, body.length, ...body])
}
