import { describe, expect, it } from 'vitest'
import { SCHEMAS } from '../../src/db/content/schemas.ts'
import { SEED } from '../../src/db/seed.ts'
import type { PirtGroup, PirtRule } from '../../src/flows/pirt/pirt-content.ts'
import { isExpired, monthsFrom, pirtReminders } from '../../src/flows/pirt/pirt-expiry.ts'
import { groupsNamed } from '../../src/flows/pirt/pirt-groups.ts'
import { judgePirt, type PirtProduct } from '../../src/flows/pirt/pirt-rules.ts'

const rules = SEED.pirtRules.map((rule) => SCHEMAS.pirtRules.parse(rule)) as PirtRule[]
const groups = SEED.pirtGroups.map((group) => SCHEMAS.pirtGroups.parse(group)) as PirtGroup[]

/** Made at home by hand, dry, kept on the shelf for months, without claims. */
const USUAL: PirtProduct = {
  form: 'dry',
  process: 'plain',
  storage: 'room',
  shelfLife: 'long',
  place: 'home',
  equipment: 'manual',
  origin: 'own',
  claims: 'none',
}

/** Name, what differs from the usual, group, outcome, where it goes. */
const PRODUCTS: readonly (readonly [string, PirtProduct, string, string, string?])[] = [
  ['keripik singkong', {}, '15', 'fits'],
  ['keripik tempe pedas', {}, '15', 'fits'],
  ['kacang bawang', {}, '15', 'fits'],
  ['rengginang', {}, '15', 'fits'],
  ['keripik pisang cokelat', {}, '14', 'fits'],
  ['manisan pala', {}, '14', 'fits'],
  ['keripik bayam', {}, '04', 'fits'],
  ['jamur crispy', {}, '04', 'fits'],
  ['abon sapi', {}, '01', 'fits'],
  ['dendeng', {}, '01', 'fits'],
  ['abon ayam', {}, '03', 'fits'],
  ['keripik usus', {}, '03', 'fits'],
  ['abon lele', {}, '02', 'fits'],
  ['ikan asin', {}, '02', 'fits'],
  ['amplang', {}, '02', 'fits'],
  ['kopi bubuk', {}, '10', 'fits'],
  ['teh hijau', {}, '10', 'fits'],
  ['jahe instan', {}, '13', 'fits'],
  ['ketumbar', {}, '12', 'fits'],
  ['bumbu pecel', {}, '11', 'fits'],
  ['kue kering nastar', {}, '06', 'fits'],
  ['bakpia', {}, '06', 'fits'],
  ['mie kering', {}, '06', 'fits'],
  ['gula semut', {}, '09', 'fits'],
  ['geplak', {}, '05', 'fits'],
  ['minyak kelapa', { form: 'wet' }, '07', 'fits'],
  ['selai nanas', { form: 'wet' }, '08', 'fits'],
  ['madu', { form: 'wet' }, '09', 'ask'],
  ['sambal botol', { form: 'wet' }, '11', 'ask'],
  ['kecap', { form: 'wet', process: 'pasteurised' }, '11', 'elsewhere', 'bpom-md'],
  ['roti', { shelfLife: 'short' }, '06', 'elsewhere', 'slhs'],
  ['donat', { shelfLife: 'week' }, '06', 'ask'],
  ['brownies', { shelfLife: 'unknown' }, '06', 'ask'],
  ['susu kedelai', { form: 'wet', storage: 'chilled' }, 'drinks', 'elsewhere', 'bpom-md'],
  ['susu kedelai', { form: 'wet', shelfLife: 'short' }, 'drinks', 'elsewhere', 'slhs'],
  ['jus mangga', { form: 'wet', process: 'pasteurised' }, 'drinks', 'elsewhere', 'bpom-md'],
  ['nugget ayam', { form: 'wet', storage: 'frozen' }, 'frozen', 'elsewhere', 'bpom-md'],
  ['bakso frozen', { form: 'wet', storage: 'frozen' }, 'frozen', 'elsewhere', 'bpom-md'],
  ['gudeg kaleng', { form: 'wet', process: 'sterilised' }, 'canned', 'elsewhere', 'bpom-md'],
  ['nasi kotak', { form: 'wet', shelfLife: 'short' }, 'ready', 'elsewhere', 'slhs'],
  ['jamu serbuk', {}, 'jamu', 'elsewhere', 'traditional'],
  ['bubur bayi', {}, 'baby-diet', 'elsewhere', 'bpom-md'],
  ['yogurt', { form: 'wet', storage: 'chilled' }, 'milk', 'elsewhere', 'bpom-md'],
  ['keju', { form: 'wet' }, 'milk', 'ask', 'bpom-md'],
  ['air isi ulang', { form: 'wet' }, 'water-alcohol', 'ask', 'bpom-md'],
  ['garam dapur', {}, 'sni', 'ask', 'bpom-md'],
  ['beras', {}, 'fresh-plant', 'elsewhere', 'psat'],
  ['telur', {}, 'fresh-animal', 'elsewhere', 'nkv'],
  ['udang segar', {}, 'fresh-fish', 'elsewhere', 'skp'],
  ['keripik singkong', { place: 'elsewhere' }, '15', 'elsewhere', 'bpom-md'],
  ['keripik singkong', { equipment: 'automatic' }, '15', 'elsewhere', 'bpom-md'],
  ['keripik singkong', { equipment: 'semi' }, '15', 'fits'],
  ['keripik singkong', { claims: 'health' }, '15', 'mend'],
  ['serbuk jahe', { claims: 'cure' }, '13', 'elsewhere', 'traditional'],
  ['permen', { origin: 'imported' }, '09', 'elsewhere', 'bpom'],
  ['permen', { origin: 'repacked' }, '09', 'ask'],
]

describe('the rules of P-IRT', () => {
  const cases = PRODUCTS.map(([name, differs, group, outcome, route = null]) => ({
    name,
    differs,
    group,
    outcome,
    route,
  }))
  it.each(cases)('$name $differs: $outcome', ({ name, differs, group, outcome, route }) => {
    expect(groupsNamed(name, groups).map(({ id }) => id)).toEqual([group])
    expect(judgePirt(rules, { ...USUAL, ...differs, group })).toMatchObject({ outcome, route })
  })

  it('leave open what was not told', () => {
    expect(judgePirt(rules, {}).outcome).toBe('ask')
    expect(judgePirt(rules, { ...USUAL, group: 'other' }).outcome).toBe('ask')
  })

  it('never refuse by what nobody has confirmed', () => {
    const unsure = rules.map((rule) => ({ ...rule, status: 'needs verification' as const }))
    const frozen = { ...USUAL, group: 'frozen', storage: 'frozen' }
    expect(judgePirt(unsure, frozen).outcome).toBe('ask')
  })

  it('point at groups and ways that exist', () => {
    const ids = [...groups.map(({ id }) => id), 'other']
    const routes = SEED.pirtRoutes.map((route) => SCHEMAS.pirtRoutes.parse(route).id)
    for (const { fact, failed, doubt, except, route } of rules) {
      const named = fact === 'group' ? [...failed, ...doubt, ...except] : except
      for (const group of named) expect(ids).toContain(group)
      if (route !== null) expect(routes).toContain(route)
    }
    for (const { id, listed } of groups) expect(/^\d\d$/.test(id)).toBe(listed)
  })
})

describe('the end of a number', () => {
  it('is reminded of 12, 6, 3 and 1 months before', () => {
    expect(pirtReminders('2031-05-31')).toEqual([
      { monthsBefore: 12, on: '2030-05-31' },
      { monthsBefore: 6, on: '2030-11-30' },
      { monthsBefore: 3, on: '2031-02-28' },
      { monthsBefore: 1, on: '2031-04-30' },
    ])
  })

  it('counts from the first day of a year when only that is known', () => {
    expect(pirtReminders('2031').map(({ on }) => on)).toEqual([
      '2030-01-01',
      '2030-07-01',
      '2030-10-01',
      '2030-12-01',
    ])
  })

  it('keeps to months that are long enough', () => {
    expect(monthsFrom('2027-11-30', 3)).toBe('2028-02-29')
    expect(monthsFrom('2026-01-31', -2)).toBe('2025-11-30')
  })

  it.each([
    ['2025', 'yes'],
    ['2026', 'perhaps'],
    ['2027', 'no'],
    ['2026-11-21', 'yes'],
    ['2026-11-22', 'no'],
  ])('%s: over on 22 November 2026? %s', (expiry, over) => {
    expect(isExpired(expiry, '2026-11-22')).toBe(over)
  })
})
