import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createVault, sealAll, sealedLength } from '../../src/db/vault.ts'

const vault = createVault(Buffer.alloc(32, 1))

describe('a vault', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(vault.open(vault.seal(text))).toBe(text)
      }),
    )
  })

  it('seals secrets one behind the other, each as long as was said before', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 })), (texts) => {
        const sealed = sealAll(structuredClone(vault.secrets(texts)))
        let from = 0
        const opened = texts.map((text) => vault.open(sealed.subarray(from, (from += sealedLength(text)))))
        expect(opened).toEqual(texts.map((text) => text.toWellFormed()))
        expect(from).toBe(sealed.length)
      }),
    )
  })

  it('never seals the same text to the same bytes', () => {
    const sealed = Array.from({ length: 3000 }, () => vault.seal('Siti').toString('hex'))
    expect(new Set(sealed).size).toBe(3000)
  })

  it('refuses bytes that were changed anywhere', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (text, at, by) => {
          const sealed = vault.seal(text)
          sealed[at % sealed.length]! ^= by
          expect(() => vault.open(sealed)).toThrow()
        },
      ),
    )
  })

  it('refuses bytes that were cut short or sealed under another key', () => {
    expect(() => vault.open(vault.seal('Siti').subarray(0, 20))).toThrow()
    expect(() => vault.open(createVault(randomBytes(32)).seal('Siti'))).toThrow()
  })

  it('indexes the same text alike, others apart, and each key in its own way', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(vault.blindIndex(one) === vault.blindIndex(other)).toBe(one === other)
      }),
    )
    expect(vault.blindIndex('Siti')).not.toBe(createVault(randomBytes(32)).blindIndex('Siti'))
  })

  it('takes a key of 32 bytes only', () => {
    expect(() => createVault(Buffer.alloc(31))).toThrow('The data key must be 32 bytes, not 31.')
  })
})
