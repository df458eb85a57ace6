import { businessClass } from '../flows/registration/business-class.ts'
import type { Sector } from '../flows/sectors.ts'
import type { Effect } from '../flows/types.ts'
import { regionsWithin, timeZoneOf } from '../flows/understand/regions.ts'

const DAY = 86_400_000
const HOUR = 3_600_000

/** A made-up owner, and what they told. */
export interface DemoOwner {
  readonly id: string
  readonly number: string
  readonly at: number
  readonly effects: readonly Effect[]
  /** What an officer made of the registration. */
  readonly decision: 'verified' | 'returned' | 'rejected' | null
}

const NAMES = [
  'Siti Aminah',
  'Budi Santoso',
  'Sri Wahyuni',
  'Agus Salim',
  'Ni Made Ayu',
  'Asep Sunandar',
  'Dewi Lestari',
]
const TRADES: readonly (readonly [product: string, sector: Sector])[] = [
  ['keripik tempe', 'foodProducts'],
  ['kue kering', 'foodProducts'],
  ['madu hutan', 'foodProducts'],
  ['nasi pecel', 'culinary'],
  ['ukiran kayu', 'crafts'],
  ['batik tulis', 'fashion'],
  ['buah naga', 'fruit'],
  ['kopi bubuk', 'coffee'],
  ['tepung mocaf', 'cassava'],
  ['beras organik', 'rice'],
  ['susu kambing', 'dairy'],
  ['anyaman bambu', 'bamboo'],
  ['mebel jati', 'furniture'],
  ['kamar homestay', 'homestay'],
]
const HOME = '35.10'

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Owners who came in over the year until now, in the order in which they came; every third in Banyuwangi. */
export function demoOwners(count: number, seed: number, now: number): readonly DemoOwner[] {
  const next = random(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!
  const sessions = demoSessions(seed, now)
  return Array.from({ length: count }, (_, nth) => {
    const id = `contoh-${seed}-${nth}`
    const serial = String(nth + 1).padStart(5, '0')
    const number = `NK-CONTOH-${serial}`
    const regency = nth % 3 === 0 ? HOME : pick(regionsWithin(pick(regionsWithin(null))))
    const [[trade, sector], annualSales, capital] = [
      pick(TRADES),
      Math.round(Math.exp(next() * 8 + 15)),
      Math.round(Math.exp(next() * 5 + 15)),
    ]
    const registration: Effect = {
      type: 'submitRegistration',
      id,
      number,
      ownerName: `Contoh ${pick(NAMES)}`,
      nik: null,
      businessName: `${trade.replace(/^./, (letter) => letter.toUpperCase())} ${serial} (contoh)`,
      product: trade,
      sector,
      province: regency.slice(0, 2),
      regency,
      district: regionsWithin(regency)[0] ?? `${regency}.01`,
      yearStarted: 2005 + Math.floor(next() * 20),
      capital,
      annualSales,
      workers: 1 + Math.floor(next() * 12),
      nib: null,
      export: pick(['never', 'never', 'tried', 'regularly']),
      class: businessClass({ capital, annualSales }).class,
    }
    const wished: Effect[] = sector === 'foodProducts' && nth % 2 === 0 ? [pirtCase(id, trade, next())] : []
    const booked: Effect[] =
      nth % 4 === 0 ? [{ type: 'signUp', session: pick(sessions).id, claim: 'signed', name: null }] : []
    const asked: Effect[] = nth % 20 === 1 ? [handover(now)] : []
    return {
      id,
      number,
      at: Math.round(now - 365 * DAY * (1 - (nth + 1) / (count + 1))),
      effects: [registration, ...wished, ...booked, ...asked],
      decision: pick([null, 'verified', 'verified', 'returned', 'rejected']),
    }
  })
}

function pirtCase(id: string, product: string, luck: number): Effect {
  return {
    type: 'keepPirtCase',
    id,
    product: `${product} (contoh)`,
    group: '07',
    step: luck < 0.5 ? 'commitment' : 'verification',
    commitmentOn: null,
    deadlineOn: null,
    number: null,
    expiry: null,
    verified: luck < 0.8 ? [] : ['label'],
  }
}

function handover(now: number): Effect {
  const topic = 'Contoh: bagaimana cara mengurus izin usaha?'
  return { type: 'openHandover', topic, flow: null, step: null, dueAt: now + 2 * DAY }
}

/** Trainings in the weeks to come; there is a seat for everybody. */
export function demoSessions(seed: number, now: number) {
  return ['pkp-dinkes', 'pirt-pnm', 'ekspor-kemendag'].map((training, nth) => {
    const startsAt = Math.floor(now / DAY) * DAY + (14 * (nth + 1) * DAY + 2 * HOUR)
    return {
      id: `contoh-${seed}-${nth}`,
      training,
      startsAt,
      endsAt: startsAt + 3 * HOUR,
      closesAt: startsAt - HOUR,
      timeZone: timeZoneOf(HOME),
      venue: 'Balai Desa (contoh)',
      map: null,
      link: null,
      regency: HOME,
      quota: 10_000,
      checkInCode: `CONTOH${seed}${nth}`,
    }
  })
}
