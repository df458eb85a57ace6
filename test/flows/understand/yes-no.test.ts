import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readYesNo } from '../../../src/flows/understand/yes-no.ts'
import { samples } from './samples.ts'

describe('readYesNo', () => {
  it.each(samples('yesno'))('reads %s as %s', (text, expected) => {
    const reading = readYesNo(text)
    expect(reading.type === 'value' ? (reading.value ? 'yes' : 'no') : '-').toBe(expected)
  })

  it.each([
    'iyaaaa',
    'udh bner',
    'wis bener',
    'muhun leres',
    'sampun',
    '👍🏽',
    'gpp',
    'ya tidak apa apa',
    'bener kok',
    'he’eh',
    'he eh',
    'of course',
    'dengan senang hati',
    'kersa',
    'angsal',
    'satuju',
    'lah ado',
    'punyo da',
    'ho oh',
    'hiih',
    'sudahmi',
  ])('reads %s as yes', (text) => {
    expect(readYesNo(text)).toEqual({ type: 'value', value: true })
  })

  it.each([
    'ga mau',
    'tidak setuju',
    'mboten',
    'teu acan',
    'durung',
    '👎',
    'tidka',
    'gak usah',
    'no thanks',
    'ya tidak',
    'ampun',
    'ojo',
    'alun ado lai',
    "enje'",
    'belumpi',
  ])('reads %s as no', (text) => {
    expect(readYesNo(text)).toEqual({ type: 'value', value: false })
  })

  it('takes two denials for a yes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('tidak', 'gak', 'belum', 'ora', 'mboten', 'teu', 'indak'),
        fc.constantFrom('ada yang', 'ana sing', 'wonten ingkang', 'aya nu', 'ado nan', 'yang'),
        fc.constantFrom('salah', 'keliru', 'klentu', 'lepat', 'kurang'),
        (denial, link, fault) => {
          expect(readYesNo(`${denial} ${link} ${fault}`)).toEqual({ type: 'value', value: true })
          expect(readYesNo(`${link} ${fault}`)).not.toEqual({ type: 'value', value: true })
        },
      ),
    )
  })

  it.each([
    'belum tau',
    'kalau PIRT gimana ya',
    'apa itu',
    'mungkin',
    'embuh',
    'boleh apa aja?',
    '',
    '5',
    'sales',
    'bulan',
  ])('does not take "%s" for an answer', (text) => {
    expect(readYesNo(text)).toMatchObject({ type: 'unread' })
  })
})
