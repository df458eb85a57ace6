import { describe, expect, it } from 'vitest'
import { partsOf } from '../../src/bot/telegram-parts.ts'

const file = { id: 'f1', name: 'brosur.pdf', mime: 'application/pdf' }

describe('a message in parts', () => {
  it('says in each that it may cost something, where more than thirty a second are wanted', () => {
    const long = 'panjang '.repeat(200).trim()
    for (const message of [{ text: 'Halo' }, { text: 'Halo', file }, { text: long, file }]) {
      expect(partsOf({ ...message, paid: true }).every((part) => part.allow_paid_broadcast)).toBe(true)
      expect(partsOf(message).some((part) => part.allow_paid_broadcast)).toBe(false)
    }
  })

  it('has the words under the file, unless they are too long for that', () => {
    expect(partsOf({ text: 'x'.repeat(1024), file })).toHaveLength(1)
    expect(partsOf({ text: 'x'.repeat(1025), file })).toHaveLength(2)
  })
})
