import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAudit } from '../../src/db/office/audit.ts'
import { createDecisions, type Decision } from '../../src/db/registrations/decisions.ts'
import { createReader, type Reader } from '../../src/db/store/reader.ts'
import type { Condition } from '../../src/db/registrations/registration-filter.ts'
import {
  createRegistrationLists,
  type RegistrationLists,
} from '../../src/db/registrations/registration-lists.ts'
import { createVocabulary, foldedWords, type Words } from '../../src/db/registrations/registration-words.ts'
import { exportedRegistrations } from '../../src/db/registrations/registration-export.ts'
import { createRegistrations } from '../../src/db/registrations/registrations.ts'
import type { Scope } from '../../src/db/office/scope.ts'
import { createTurns } from '../../src/db/turns/turns.ts'
import { KINDS, type TestDatabase } from './stores.ts'
import { outboxId, sampleCommit, sampleKey, sampleRegistration } from './turn-samples.ts'

const NATION: Scope = { type: 'nation' }
const AT = Date.UTC(2026, 10, 1)
const one = (word: string): Words => ({ type: 'word', any: foldedWords(word) })

const inRegency = (regency: string): Condition => ({ type: 'in', field: 'regency', values: [regency] })

describe.each(KINDS)('registrations on a $kind', ({ open }) => {
  let database: TestDatabase
  let reader: Reader
  let lists: RegistrationLists
  let serial = 0
  beforeAll(async () => {
    database = await open()
    reader = createReader(database.store, database.url)
    lists = createRegistrationLists(reader, database.vault)
  })
  afterAll(async () => {
    await reader?.close()
    await database?.drop()
  })

  async function register(fields: Parameters<typeof sampleRegistration>[0], where = `web:${randomUUID()}`) {
    const turns = createTurns(database.store, database.vault)
    const key = sampleKey(where)
    const effect = sampleRegistration({ nik: null, ...fields })
    const [state] = await turns.load([key])
    const commit = sampleCommit(key, state!, { at: AT + ++serial, effects: [effect] })
    expect(await turns.commit([commit], 'p')).toEqual(['committed'])
    return effect['number'] as string
  }
  const place = () => `${11 + (++serial % 80)}.${10 + ++serial}`
  const names = async (scope: Scope, conditions: Condition[], words: Words[] = []) => {
    const page = await lists.page(scope, { conditions, words }, { sort: '-createdAt', limit: 50 })
    return page.items.map(({ businessName }) => businessName)
  }

  it('shows them masked, page by page, in either order, and counts them', async () => {
    const regency = place()
    const province = regency.slice(0, 2)
    for (const sales of [30, 10, 20]) {
      await register({ regency, province, annualSales: sales, businessName: `B${sales}` })
    }
    const query = { conditions: [inRegency(regency)], words: [] }
    for (const [sort, expected] of [
      ['-createdAt', ['B20', 'B10', 'B30']],
      ['createdAt', ['B30', 'B10', 'B20']],
      ['-annualSales', ['B30', 'B20', 'B10']],
      ['annualSales', ['B10', 'B20', 'B30']],
    ] as const) {
      const first = await lists.page(NATION, query, { sort, limit: 2 })
      const second = await lists.page(NATION, query, { sort, limit: 2, after: first.next! })
      expect([...first.items, ...second.items].map((item) => item.businessName)).toEqual(expected)
      expect(second.next).toBeNull()
    }
    const [listed] = (await lists.page(NATION, query, { sort: '-createdAt', limit: 1 })).items
    expect(listed).toMatchObject({ ownerName: 'S••• A•••••', nik: null, version: 1 })
    expect(await lists.count(NATION, query)).toEqual({ count: 3, exact: true })
  })

  it('never shows, counts, exports or finds what lies outside the scope', async () => {
    const [here, there] = [place(), place()]
    const mine = await register({ regency: here, province: here.slice(0, 2), businessName: 'Zamrud sini' })
    const other = await register({
      regency: there,
      province: '99',
      businessName: 'Zamrud sana',
      nik: '9999999999999999',
    })
    const registrations = createRegistrations(database.store, database.vault)
    const scopes: Scope[] = [
      { type: 'regencies', codes: [here] },
      { type: 'province', code: here.slice(0, 2) },
    ]
    for (const scope of scopes) {
      const seen = [inRegency(there), { type: 'in', field: 'province', values: ['99'] } as const]
      for (const condition of seen) {
        const query = { conditions: [condition], words: [] }
        expect(await names(scope, [condition])).toEqual([])
        expect(await lists.count(scope, query)).toEqual({ count: 0, exact: true })
        expect((await exportedRegistrations(database.store, scope, query)(10, null)).items).toEqual([])
      }
      expect(await names(scope, [], [one('zamrud')])).toEqual(['Zamrud sini'])
      expect(await lists.count(scope, { conditions: [], words: [one('zamrud')] })).toMatchObject({ count: 1 })
      expect(await registrations.byNumber(scope, other)).toBeNull()
      expect(await registrations.reveal(scope, other)).toBeNull()
      expect(await registrations.byNik(scope, '9999999999999999')).toBeNull()
      expect(await registrations.byNumber(scope, mine)).toMatchObject({ number: mine })
    }
    expect(await registrations.byNik(NATION, '9999999999999999')).toBe(other)
  })

  it('finds words by their beginnings, sounds, phrases and in each place of a scope', async () => {
    const [a, b] = [place(), place()]
    await register({ regency: a, province: a.slice(0, 2), businessName: 'Qwarung Tjap Soerabaja' })
    await register({ regency: b, province: b.slice(0, 2), businessName: 'Kopi Qwarung' })
    const both: Scope = { type: 'regencies', codes: [a, b] }
    expect(await names(both, [], [one('qwar')])).toEqual(['Kopi Qwarung', 'Qwarung Tjap Soerabaja'])
    expect(await names(both, [], [one('surabaya')])).toEqual([])
    expect(await names(both, [], [one('surabaja'), one('cap')])).toEqual(['Qwarung Tjap Soerabaja'])
    expect(await names(both, [inRegency(b)], [one('qwarung')])).toEqual(['Kopi Qwarung'])
    expect(await names(both, [], [{ type: 'phrase', words: ['kopi', 'qwarung'] }])).toEqual(['Kopi Qwarung'])
    const vocabulary = createVocabulary(reader)
    expect([await vocabulary.has('qwaru'), await vocabulary.has('qwarx')]).toEqual([true, false])
    expect(await vocabulary.like('q')).toEqual(['qwarung'])
  })

  it('writes a decision, its log, its audit and its notice together, once', async () => {
    const audit = createAudit(database.store, database.vault)
    const decisions = createDecisions(database.store, audit, database.vault)
    const registrations = createRegistrations(database.store, database.vault)
    const number = await register({ businessName: 'Before' })
    const registration = (await registrations.byNumber(NATION, number))!
    const notice = {
      id: outboxId(),
      address: 'web:x',
      contactId: registration.contactId,
      kind: 'reply',
      body: '{}',
    } as const
    const decision: Decision = {
      registration,
      actor: 'k1',
      at: AT,
      type: 'returned',
      returned: [{ field: 'nib', reason: 'tidak terbaca' }],
      notices: [notice],
    }
    const outcomes = await Promise.all([decisions.decide(decision), decisions.decide(decision)])
    expect(outcomes.sort()).toEqual(['changed', 'done'])
    const after = (await registrations.byNumber(NATION, number))!
    expect(after).toMatchObject({ status: 'returned', version: 2, returned: decision.returned })
    expect(await registrations.log(after.id)).toMatchObject([
      { actor: 'k1', type: 'returned', detail: { returned: decision.returned } },
    ])
    const { rows } = await database.store.read({
      sql: 'select state from outbox where id = ?1',
      args: [notice.id],
    })
    expect(rows).toEqual([['pending']])
    expect((await audit.list(1))[0]).toMatchObject({ action: 'registration.returned', subject: number })
    expect(await audit.verify()).toMatchObject({ brokenAt: null })
  })

  it("keeps an owner's own changes, and the counts in step", async () => {
    const registrations = createRegistrations(database.store, database.vault)
    const regency = place()
    const where = `web:${randomUUID()}`
    const number = await register({ regency, province: '98', businessName: 'Lama' }, where)
    await register({ regency, province: '98', businessName: 'Baru', class: 'small' }, where)
    const found = (await registrations.byNumber(NATION, number))!
    expect(await registrations.log(found.id)).toMatchObject([
      { actor: 'owner', changes: { businessName: ['Lama', 'Baru'], class: ['micro', 'small'] } },
    ])
    expect(await names(NATION, [inRegency(regency)], [one('lama')])).toEqual([])
    expect(await names(NATION, [inRegency(regency)], [one('baru')])).toEqual(['Baru'])
    const { rows } = await database.store.read({
      sql: `select value, sum(count) from registration_counts where region = '98' and by = 'class' group by 1 order by 1`,
      args: [],
    })
    expect(rows.map(([name, count]) => [name, Number(count)])).toEqual([
      ['micro', 0],
      ['small', 1],
    ])
  })
})
