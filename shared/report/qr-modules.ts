import qrcode from 'qrcode-generator'

/**
 * A QR code (ISO/IEC 18004, model 2, error correction M) as rows of dark and light modules without its quiet zone.
 * The text is of the code's alphanumeric signs: digits, capitals, space and $%*+-./: (rule WIT-3).
 */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  if (!/^[0-9A-Z $%*+./:-]{1,1000}$/.test(text)) throw new RangeError('a sign that the code does not hold')
  const code = qrcode(0, 'M')
  code.addData(text, 'Alphanumeric')
  code.make()
  const places = Array.from({ length: code.getModuleCount() }, (_, i) => i)
  return places.map((row) => places.map((column) => code.isDark(row, column)))
}
