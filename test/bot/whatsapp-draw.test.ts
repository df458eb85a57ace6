import { expect, it } from 'vitest'
import { drawMessage, pickedButton } from '../../src/bot/whatsapp-draw.ts'
import { pairingText } from '../../src/bot/whatsapp-pairing.ts'
import { messageIdOf } from '../../src/bot/whatsapp.ts'

const buttons = [
  { label: 'Makanan', data: 'a:b:food' },
  { label: 'Kerajinan & batik', data: 'a:b:craft' },
  { label: 'Lewati', data: 'a:b:.skip', action: true },
  { label: 'Kembali', data: 'a:b:.back', action: true },
]

it('draws choices as numbered lines and actions below them', () => {
  const text = drawMessage({ text: '<b>Usaha</b> apa? 1 &lt; 2', buttons })
  expect(text).toBe('*Usaha* apa? 1 < 2\n\n1. Makanan\n2. Kerajinan & batik\n\n• Lewati\n• Kembali')
})

it('draws a plain message as it is', () => {
  expect(drawMessage({ text: 'Baik.' })).toBe('Baik.')
})

it('draws what is asked of the platform as an action', () => {
  const request = { type: 'location', label: 'Bagikan lokasi' } as const
  expect(drawMessage({ text: 'Di mana?', request, buttons: buttons.slice(2, 3) })).toBe(
    'Di mana?\n\n• Bagikan lokasi\n• Lewati',
  )
})

it('understands a pick by number among the numbered, and by label among all', () => {
  expect(pickedButton(buttons, '2')?.data).toBe('a:b:craft')
  expect(pickedButton(buttons, '3')).toBeNull()
  expect(pickedButton(buttons, 'kembali')?.data).toBe('a:b:.back')
})

it('gives a message the same id at every try', () => {
  expect(messageIdOf('0199A1B2C3D4E5F607182930')).toBe('3EB0A1B2C3D4E5F607182930')
})

it('shows an operator what to do with the phone', async () => {
  const base = { state: 'pairing', restrictions: [] } as const
  expect(await pairingText({ ...base, qr: null, code: 'ABCD1234' })).toContain('ABCD-1234')
  expect(await pairingText({ ...base, qr: '2@x,y,z', code: null })).toMatch(/scan\n[\s\S]*▄/)
  expect(await pairingText({ ...base, state: 'online', qr: null, code: null })).toBeNull()
})
