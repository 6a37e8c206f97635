import { qrModules } from '../../shared/report/qr-modules.ts'

interface QrCodeProps {
  readonly text: string
  readonly label: string
}

/** Dark on light in both themes, with the four modules of quiet that readers need around it. */
export function QrCode({ text, label }: QrCodeProps) {
  const rows = qrModules(text)
  const size = rows.length + 8
  const path = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join('')
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} className="qr-ground" />
      <path d={path} className="qr-dark" />
    </svg>
  )
}
