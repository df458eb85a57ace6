/** Where a made-up business is: Kemendagri codes and the names that owners type. */
export interface Place {
  readonly province: readonly [code: string, name: string]
  readonly regency: readonly [code: string, name: string]
  readonly district: readonly [code: string, name: string]
}

/** Money as an owner says it, and what it means in whole rupiah. */
export interface Amount {
  readonly said: string
  readonly rupiah: number
}

export type Period = 'day' | 'week' | 'month' | 'year'

/** All that a made-up owner will answer, known before the first word. */
export interface OwnerPlan {
  readonly index: number
  /** Taps buttons where there are any; otherwise types everything. */
  readonly taps: boolean
  readonly sharing: boolean
  readonly messages: boolean
  readonly ownerName: string
  readonly nik: string | null
  /** Gives a NIK that cannot be one, first. */
  readonly badNik: boolean
  readonly businessName: string
  readonly product: string
  readonly sector: string
  readonly place: Place
  readonly yearStarted: number
  readonly capital: Amount
  /** Says something that is no amount, first. */
  readonly badAmount: boolean
  readonly sales: Amount
  readonly period: Period
  /** Names the period together with the sales, so that it is not asked. */
  readonly periodSaid: boolean
  readonly workers: number
  readonly nib: string | null
  readonly export: 'never' | 'tried' | 'regularly'
}

/** What the product must have stored for an owner who has registered. */
export interface ExpectedRegistration {
  readonly ownerName: string
  readonly nik: string | null
  readonly businessName: string
  readonly product: string
  readonly sector: string
  readonly province: string
  readonly regency: string
  readonly district: string
  readonly yearStarted: number
  readonly capital: number
  readonly annualSales: number
  readonly workers: number
  readonly nib: string | null
  readonly export: string
}

/** One in this many gives a bad NIK first, and one in this many (others) a bad amount. */
const BAD_SHARE = 20

/** The owner with this number: always the same, and never with the NIK of another. */
export function planOwner(index: number): OwnerPlan {
  const pick = picker(index)
  const surname = syllables(index)
  return {
    index,
    taps: index % 2 === 0,
    sharing: pick([true, false]),
    messages: pick([true, false]),
    ownerName: `${pick(FIRST_NAMES)} ${pick(LAST_NAMES)} ${surname}`,
    nik: index % 5 === 4 ? null : nikFor(index, pick),
    badNik: index % BAD_SHARE === 7,
    businessName: `${pick(TRADES)} ${surname}`,
    product: pick(PRODUCTS),
    sector: pick(SECTORS),
    place: pick(PLACES),
    yearStarted: 2000 + pick([1, 5, 9, 12, 15, 18, 20, 22, 24]),
    capital: pick(AMOUNTS),
    badAmount: index % BAD_SHARE === 13,
    sales: pick(AMOUNTS),
    period: pick(PERIODS),
    periodSaid: pick([true, false]),
    workers: pick([1, 2, 3, 4, 6, 9, 15]),
    nib: index % 3 === 0 ? String(1_200_000_000_000 + index) : null,
    export: pick(['never', 'tried', 'regularly'] as const),
  }
}

/** Times a year that a shop counts, as PP 7/2021's yearly figure is reckoned from takings. */
const TIMES: Readonly<Record<Period, number>> = { day: 312, week: 52, month: 12, year: 1 }

/** What this owner's registration must be. */
export function expectedOf(plan: OwnerPlan): ExpectedRegistration {
  const { ownerName, nik, businessName, product, sector, place, yearStarted, workers, nib } = plan
  return {
    ownerName,
    nik,
    businessName,
    product,
    sector,
    province: place.province[0],
    regency: place.regency[0],
    district: place.district[0],
    capital: plan.capital.rupiah,
    annualSales: plan.sales.rupiah * TIMES[plan.period],
    yearStarted,
    workers,
    nib,
    export: plan.export,
  }
}

/** Choices that look random and are the same for the same owner. */
function picker(seed: number): <T>(list: readonly T[]) => T {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0
  return (list) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    const chosen = list[((mixed ^ (mixed >>> 14)) >>> 0) % list.length]
    if (chosen === undefined) throw new Error('nothing to pick from')
    return chosen
  }
}

/** Sixteen digits that can be a NIK of an adult, for fewer than 90 million owners all different. */
function nikFor(index: number, pick: <T>(list: readonly T[]) => T): string {
  const area = String(1000 + (index % 9000))
  const serial = String(1 + (Math.floor(index / 9000) % 9999)).padStart(4, '0')
  const day = pick([1, 8, 17, 28, 41, 53, 68])
  const [month, year] = [pick([1, 4, 8, 12]), pick([61, 70, 79, 85, 90, 99])]
  return `35${area}${String(day).padStart(2, '0')}${String(month).padStart(2, '0')}${year}${serial}`
}

const SYLLABLES = 'ba da ga ka la ma na ra sa ta wa ya bi di gi ki li mi ni ri'.split(' ')

/** A number as a name that can be said: 0 is Baba. */
function syllables(number: number): string {
  let word = ''
  for (let left = number; left > 0 || word.length < 4; left = Math.floor(left / SYLLABLES.length))
    word += SYLLABLES[left % SYLLABLES.length]
  return word.charAt(0).toUpperCase() + word.slice(1)
}

const FIRST_NAMES = [
  'Siti',
  'Budi',
  'Dewi',
  'Agus',
  'Rina',
  'Joko',
  'Wayan',
  'Nurul',
  'Ahmad',
  'Lestari',
  'Yusuf',
]
const LAST_NAMES = ['Rahayu', 'Santoso', 'Wijaya', 'Pratama', 'Handayani', 'Kurniawan', 'Saputra', 'Hidayat']
const TRADES = ['Keripik', 'Kedai', 'Batik', 'Sanggar', 'Dapur', 'Rumah Kopi', 'Griya', 'Pondok']
const PRODUCTS = ['keripik singkong', 'batik tulis', 'kopi bubuk', 'kursi rotan', 'sambal botol', 'ikan asap']
const SECTORS = ['coffee', 'cassava', 'shrimp', 'fashion', 'foodProducts', 'culinary', 'crafts', 'furniture']
const PERIODS: readonly Period[] = ['day', 'week', 'month', 'year']

const AMOUNTS: readonly Amount[] = [
  { said: '750rb', rupiah: 750_000 },
  { said: '1,5 juta', rupiah: 1_500_000 },
  { said: '2.500.000', rupiah: 2_500_000 },
  { said: 'Rp 4.000.000', rupiah: 4_000_000 },
  { said: '5jt', rupiah: 5_000_000 },
  { said: '6500000', rupiah: 6_500_000 },
]

const PLACES: readonly Place[] = [
  {
    province: ['35', 'Jawa Timur'],
    regency: ['35.10', 'Kabupaten Banyuwangi'],
    district: ['35.10.02', 'Bangorejo'],
  },
  {
    province: ['32', 'Jawa Barat'],
    regency: ['32.04', 'Kabupaten Bandung'],
    district: ['32.04.05', 'Cileunyi'],
  },
  {
    province: ['51', 'Bali'],
    regency: ['51.03', 'Kabupaten Badung'],
    district: ['51.03.02', 'Mengwi'],
  },
  {
    province: ['73', 'Sulawesi Selatan'],
    regency: ['73.71', 'Kota Makassar'],
    district: ['73.71.01', 'Mariso'],
  },
  {
    province: ['12', 'Sumatera Utara'],
    regency: ['12.71', 'Kota Medan'],
    district: ['12.71.03', 'Medan Helvetia'],
  },
  {
    province: ['34', 'DI Yogyakarta'],
    regency: ['34.04', 'Kabupaten Sleman'],
    district: ['34.04.02', 'Godean'],
  },
]
