import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isRegion,
  parentOf,
  readRegion,
  regionName,
  regionsWithin,
  timeZoneOf,
} from '../../../src/flows/understand/regions.ts'
import { oneSlip, samples } from './samples.ts'

const provinces = regionsWithin(null)
const regencies = provinces.flatMap((province) => regionsWithin(province))
const districts = regencies.flatMap((regency) => regionsWithin(regency))

describe('readRegion', () => {
  it.each(samples('regions'))('reads %s as %s', (text, expected) => {
    const reading = readRegion(text)
    expect(reading.type === 'value' ? reading.value : reading.type === 'ask' ? '?' : '-').toBe(expected)
  })

  it.each([
    ['di jember', '35.09'],
    ['kab. banyuwangi jatim', '35.10'],
    ['banyuwangi kec genteng', '35.10.09'],
    ['saya di kota malang', '35.73'],
    ['KAB MALANG', '35.07'],
    ['bnyuwngi', '35.10'],
    ['kota baru', '63.02'],
    ['kota batu', '35.79'],
    ['tangsel', '36.74'],
    ['ujung pandang', '73.71'],
    ['mamuju utara', '76.01'],
    ['purwokerto', '33.02'],
    ['jaksel', '31.74'],
    ['kota jogja', '34.71'],
    ['sumatra barat', '13'],
    ['bandar lampumg', '18.71'],
    ['kecamatan ubud', '51.04.05'],
    // A village or a street with a district's name elsewhere.
    ['ds sukorejo kec pare kediri', '35.06.17'],
    ['dsn krajan ds kalirejo kab malang', '35.07'],
    ['payokumbuah', '13.76'],
  ])('reads %s', (text, value) => {
    expect(readRegion(text)).toMatchObject({ type: 'value', value })
  })

  it('fills the deeper step when the words say more than was asked', () => {
    const { type, ...filled } = readRegion('banyuwangi', { level: 'province' })
    expect({ type, ...filled }).toEqual({ type: 'value', value: '35', fills: { regency: '35.10' } })
    expect(readRegion('kec genteng banyuwangi', { level: 'regency' })).toEqual({
      type: 'value',
      value: '35.10',
      fills: { district: '35.10.09' },
    })
  })

  it('asks which of several places is meant', () => {
    expect(readRegion('malang')).toEqual({ type: 'ask', options: ['35.07', '35.73'] })
    expect(readRegion('sorong')).toEqual({ type: 'ask', options: ['96.01', '96.71'] })
    expect(readRegion('irian jaya')).toMatchObject({
      type: 'ask',
      options: ['91', '92', '93', '94', '95', '96'],
    })
  })

  it('asks where a short word is a slip of a district, for it may be any word', () => {
    expect(readRegion('salon', { level: 'province' })).toEqual({ type: 'ask', options: ['14'] })
  })

  it('keeps to the region that was chosen before', () => {
    expect(readRegion('malang', { level: 'regency', within: '35' })).toMatchObject({ type: 'ask' })
    expect(readRegion('gentng', { level: 'district', within: '35.10' })).toEqual({
      type: 'value',
      value: '35.10.09',
    })
    expect(readRegion('bandung', { level: 'regency', within: '35' })).toEqual({
      type: 'unread',
      reason: 'placeElsewhere',
      params: { place: 'Kabupaten Bandung' },
    })
  })

  it.each(['paris', 'ga tau', 'pasar', '', '🙂'])('finds no place in "%s"', (text) => {
    expect(readRegion(text)).toEqual({ type: 'unread', reason: 'notAPlace' })
  })

  it('reads every province, regency and city by its full name', () => {
    for (const code of [...provinces, ...regencies]) {
      expect([regionName(code), found(readRegion(regionName(code)))]).toEqual([
        regionName(code),
        code.length === 2 ? expect.arrayContaining([code]) : [code],
      ])
    }
  })

  it('reads every district inside its regency', () => {
    for (const code of districts) {
      const reading = readRegion(regionName(code), { level: 'district', within: parentOf(code)! })
      expect([regionName(code), found(reading)]).toEqual([regionName(code), expect.arrayContaining([code])])
    }
  })

  it('reads one-typo variants of full names as the place itself, or asks', () => {
    const named = new Set([...provinces, ...regencies].map((code) => regionName(code).toLowerCase()))
    named.add('kota baru')
    const variant = fc.constantFrom(...provinces, ...regencies).chain((code) => {
      const bare = regionName(code).toLowerCase()
      return fc
        .constantFrom(...oneSlip(bare, 'aeinrk').filter((text) => !named.has(text)))
        .map((text) => [code, text] as const)
    })
    fc.assert(
      fc.property(variant, ([code, text]) => {
        const reading = readRegion(text)
        expect([text, reading.type]).not.toEqual([text, 'unread'])
        if (reading.type === 'value') expect([text, reading.value]).toEqual([text, code])
      }),
      { numRuns: 400 },
    )
  })
})

describe('regions', () => {
  it('are 38 provinces, 514 regencies and cities, and 7285 districts', () => {
    expect([provinces.length, regencies.length, districts.length]).toEqual([38, 514, 7285])
  })

  it('have names, parents and time zones', () => {
    expect([regionName('35.10'), regionName('35.73'), regionName('31'), regionName('34')]).toEqual([
      'Kabupaten Banyuwangi',
      'Kota Malang',
      'DKI Jakarta',
      'DI Yogyakarta',
    ])
    expect([parentOf('35.10.01'), parentOf('35.10'), parentOf('35')]).toEqual(['35.10', '35', null])
    expect([isRegion('35.10'), isRegion('99')]).toEqual([true, false])
    expect(['12', '35.10', '62', '51.04', '63', '73.71', '81', '96.71'].map(timeZoneOf)).toEqual([
      'Asia/Jakarta',
      'Asia/Jakarta',
      'Asia/Jakarta',
      'Asia/Makassar',
      'Asia/Makassar',
      'Asia/Makassar',
      'Asia/Jayapura',
      'Asia/Jayapura',
    ])
  })
})

function found(reading: ReturnType<typeof readRegion>): readonly string[] {
  if (reading.type === 'value') return [reading.value]
  return reading.type === 'ask' ? reading.options : []
}
