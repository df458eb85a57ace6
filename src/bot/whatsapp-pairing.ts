import qrcode from 'qrcode'
import type { Pairing } from './whatsapp-options.ts'

/** What the terminal shows the operator while no phone is linked, or null when there is nothing to do. */
export async function pairingText({ qr, code }: Pairing): Promise<string | null> {
  if (code) {
    const grouped = `${code.slice(0, 4)}-${code.slice(4)}`
    return `WhatsApp: on the phone, Linked devices → Link with phone number, and type ${grouped}\n`
  }
  if (!qr) return null
  const drawn = await qrcode.toString(qr, { type: 'terminal', small: true })
  return `WhatsApp: on the phone, Linked devices → Link a device, and scan\n${drawn}\n`
}
