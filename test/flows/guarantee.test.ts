import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import { bankable } from '../../src/flows/financing/bankable.ts'
import { guarantee } from '../../src/flows/financing/guarantee.ts'
import type { Json } from '../../src/flows/types.ts'
import { talk, type Setting } from '../talk.ts'

const around: Setting = { look: ({ fact }) => ((SEED as { [kind: string]: unknown })[fact] ?? null) as Json }

describe('guarantees', () => {
  it('says what one is with its source, and goes on with the next question', () => {
    const { transcript, next } = talk(guarantee, ['[who]'], around)
    expect(transcript.at(-1)).toContain('Anda tidak perlu mendaftar ke Jamkrindo')
    expect(transcript.at(-1)).toContain('content:source(')
    expect(next).toEqual({ flow: 'guarantee', answers: [] })
  })

  it('says whom to ask where nobody has confirmed it', () => {
    expect(talk(guarantee, ['[cost]'], around).transcript.at(-1)).toContain(
      'content:unconfirmed(bank penyalur KUR)',
    )
  })

  it('leads to the self-check and to financing', () => {
    expect(talk(guarantee, ['[bankable]'], around).next?.flow).toBe('bankable')
    expect(talk(guarantee, ['[financing]'], around).next?.flow).toBe('financing')
  })
})

describe('how ready for a bank', () => {
  it('lists what is missing, what to do about it, and the training that leads there', () => {
    const inputs = ['[under6]', '[adult]', '[none]', '[no]', '[late]', '[none]']
    const { transcript, screen } = talk(bankable, inputs, around)
    expect(transcript.at(-1)).toContain('missing(3)')
    expect(transcript.at(-1)).toContain('Buat NIB gratis di oss.go.id')
    expect(transcript.at(-1)).toContain('training')
    expect(screen).toEqual(['go fit', 'go guarantee', 'go programmes', 'go officer', 'go home'])
  })

  it('finds nothing missing where all is in order', () => {
    const inputs = ['[over6]', '[adult]', '[nib]', '[yes]', '[clean]', '[none]']
    expect(talk(bankable, inputs, around).transcript.at(-1)).toContain('ready')
  })

  it('lets an answer be taken back', () => {
    const inputs = ['[over6]', '[young]', '/back', '[married]', '[nib]', '[yes]', '[clean]', '[consumer]']
    expect(talk(bankable, inputs, around).transcript.at(-1)).toContain('ready')
  })

  it('reads no answer in a photo', () => {
    const { transcript } = talk(bankable, [{ type: 'unsupported', kind: 'voice' }], around)
    expect(transcript.at(-1)).toContain('reasons.unsupported')
  })

  it('says so when the check is not there', () => {
    expect(talk(bankable, [], { look: () => null }).screen).toContain('go guarantee')
  })
})
