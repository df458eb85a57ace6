import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitMarked, toPlain, toWhatsApp } from '../../src/bot/marked-text.ts'

const word = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abcdefghij,.'), minLength: 1, maxLength: 14 }),
  fc.constantFrom('&amp;', '&lt;3', '5 &gt; 4', '👩‍👩‍👧‍👦', '🇮🇩🇮🇩', 'e\u0301', '🏽', 'ꦲꦏ꧀ꦱꦫ', '\n', '\n\n', ' '),
)
const words = fc.array(word, { maxLength: 60 }).map((all) => all.join(' '))
const marked: fc.Arbitrary<string> = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3 },
    words,
    words.map((text) => `<b>${text}</b>`),
    fc.array(tie('text'), { maxLength: 4 }).map((all) => all.join('')),
    tie('text').map((text) => `<i>${text.replaceAll(/<\/?i>/g, '')}</i>`),
  ),
})).text
const max = fc.integer({ min: 12, max: 200 })

const bare = (text: string) => text.replaceAll(/[*_]/g, '')
const squeeze = (text: string) => text.replaceAll(/\s+/g, '')

/** The text's tags close what they opened, in order. */
function isBalanced(text: string): boolean {
  const open: string[] = []
  for (const [, end, name] of text.matchAll(/<(\/?)([bi])>/g)) {
    if (!end) open.push(name!)
    else if (open.pop() !== name) return false
  }
  return open.length === 0
}

describe('splitMarked', () => {
  it('makes parts that fit, are well formed and lose nothing but white space', () => {
    fc.assert(
      fc.property(marked, max, (text, max) => {
        const parts = splitMarked(text, max)
        for (const part of parts) expect(toPlain(part).length).toBeLessThanOrEqual(max)
        for (const part of parts) expect(isBalanced(part)).toBe(true)
        expect(squeeze(parts.map(toPlain).join(''))).toBe(squeeze(toPlain(text)))
        if (text.length > max) for (const part of parts) expect(toPlain(part).trim()).not.toBe('')
      }),
      { numRuns: 500 },
    )
  })

  it('never cuts what a reader takes for one character', () => {
    const family = '👩‍👩‍👧‍👦'
    for (const part of splitMarked(family.repeat(50), 30))
      expect(squeeze(part).length % family.length).toBe(0)
  })

  it('leaves a text alone that fits', () => {
    expect(splitMarked('<b>Halo</b>', 4096)).toEqual(['<b>Halo</b>'])
  })

  it.each([
    ['a paragraph', 'Satu dua.\n\nTiga empat lima.\nEnam.', ['Satu dua.', 'Tiga empat lima.\nEnam.']],
    ['a line', 'Satu dua tiga.\nEmpat lima enam.', ['Satu dua tiga.', 'Empat lima enam.']],
    ['a word', 'satu dua tiga empat lima enam', ['satu dua tiga empat lima', 'enam']],
  ])('cuts at the end of %s', (_what, text, parts) => {
    expect(splitMarked(text, 24)).toEqual(parts)
  })

  it('closes a mark at the cut and opens it again', () => {
    expect(splitMarked('<b>satu dua <i>tiga empat</i></b>', 13)).toEqual([
      '<b>satu dua <i>tiga</i></b>',
      '<b><i>empat</i></b>',
    ])
  })

  it('counts an entity as the one character it stands for', () => {
    expect(splitMarked('&amp;'.repeat(20), 20)).toEqual(['&amp;'.repeat(20)])
  })
})

describe('toPlain', () => {
  it('drops marks and reads entities once', () => {
    expect(toPlain('<b>A &amp;lt; B</b> &lt;b&gt;')).toBe('A &lt; B <b>')
  })
})

describe('toWhatsApp', () => {
  it.each([
    ['<b>Nama</b>: Siti', '*Nama*: Siti'],
    ['<i>Contoh</i> 1', '_Contoh_ 1'],
    ['<b>Satu\nDua</b>', '*Satu*\n*Dua*'],
    ['<b> jarak </b>x', ' *jarak* x'],
    ['<b>tebal <i>miring</i></b>', '*tebal* *_miring_*'],
    ['kata<b>tengah</b>kata', 'katatengahkata'],
    ['<b>2*3_4</b>', '2*3_4'],
    ['Toko A &amp; B &lt;3', 'Toko A & B <3'],
  ])('%s becomes %s', (text, whatsApp) => {
    expect(toWhatsApp(text)).toBe(whatsApp)
  })

  it('shows every word of any text', () => {
    fc.assert(
      fc.property(marked, (text) => {
        expect(bare(toWhatsApp(text))).toBe(bare(toPlain(text)))
      }),
    )
  })
})
