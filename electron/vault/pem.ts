/** The blocks of a label in a PEM text (RFC 7468); none if there are none. */
export function pemBlocks(bytes: Uint8Array, label: string): Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1')
  const pattern = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, 'g')
  return [...text.matchAll(pattern)].map((match) => new Uint8Array(Buffer.from(match[1] ?? '', 'base64')))
}
