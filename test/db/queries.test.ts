import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAddresses } from '../../src/db/addresses.ts'
import { createApiKeys } from '../../src/db/office/api-keys.ts'
import { createAudit } from '../../src/db/office/audit.ts'
import { createConsents } from '../../src/db/registrations/consents.ts'
import { createContacts } from '../../src/db/contacts.ts'
import { createEvents } from '../../src/db/turns/events.ts'
import { createFacts } from '../../src/db/facts.ts'
import { createInbox } from '../../src/db/turns/inbox.ts'
import { createLeases } from '../../src/db/leases.ts'
import { createTurns, type TurnCommit, type Turns } from '../../src/db/turns/turns.ts'
import { sealTexts } from '../../src/db/upkeep/sealing.ts'
import { createWhatsAppKeys } from '../../src/db/whatsapp-keys.ts'
import { KINDS, type TestDatabase } from './stores.ts'
import { sampleCommit, sampleKey, sampleRegistration, sampleRun } from './turn-samples.ts'

const entry = (n: number) => ({ actor: 'key 1', action: 'reveal', subject: `NK-${n}`, detail: { n } })
const address = () => `telegram:${randomUUID()}`

const by = (at: number) => ({ actor: 'operator', at })

describe.each(KINDS)('queries on a $kind', ({ open }) => {
  let database: TestDatabase
  let turns: Turns
  beforeAll(async () => {
    database = await open()
    turns = createTurns(database.store, database.vault)
  })
  afterAll(() => database?.drop())

  const take = async (where: string, fields: Partial<TurnCommit> = {}) => {
    const key = sampleKey(where)
    const commit = sampleCommit(key, (await turns.load([key]))[0]!, fields)
    expect(await turns.commit([commit], 'p1')).toEqual(['committed'])
    return commit
  }
  const refused = async (where: string, at: number, code: string) => {
    const key = sampleKey(where)
    const state = (await turns.load([key]))[0]!
    return turns.commit([sampleCommit(key, state, { at, effects: [{ type: 'linkAddress', code }] })], 'p1')
  }
  // As another process would find it.
  const contactAt = async (where: string) =>
    (await createTurns(database.store, database.vault).load([sampleKey(where)]))[0]!

  describe('the inbox', () => {
    it('keeps what arrived until it took effect, oldest first', async () => {
      const inbox = createInbox(database.store, database.vault)
      const key = sampleKey(address())
      await inbox.journal('telegram', [{ ...key, body: 'second' }], 20)
      await inbox.journal('telegram', [{ ...sampleKey(address(), 'early'), body: 'first' }], 10)
      await inbox.journal('telegram', [{ ...key, body: 'again' }], 30)
      expect((await inbox.owed()).map(({ body, receivedAt }) => [body, receivedAt])).toEqual([
        ['first', 10],
        ['second', 20],
      ])
      await turns.commit([sampleCommit(key, (await turns.load([key]))[0]!)], 'p1')
      await inbox.journal('telegram', [{ ...key, body: 'late' }], 40)
      expect((await inbox.owed()).map(({ externalId }) => externalId)).toEqual(['early'])
    })

    it('gives a dead message back to be owed', async () => {
      const inbox = createInbox(database.store, database.vault)
      const key = sampleKey(address())
      const commit = sampleCommit(key, (await turns.load([key]))[0]!, {
        parked: { error: 'Error: never', body: 'the message' },
      })
      expect(await turns.commit([commit], 'p1')).toEqual(['committed'])
      expect((await turns.load([key]))[0]).toMatchObject({ seen: 'dead' })
      expect(await turns.commit([commit], 'p1')).toEqual(['committed'])
      expect(await turns.commit([{ ...commit, outbox: [] }], 'p1')).toEqual(['duplicate'])
      expect((await inbox.dead())[0]).toMatchObject({ ...key, error: 'Error: never', body: 'the message' })
      expect(await inbox.replay(key)).toMatchObject({ state: 'received', attempts: 0, body: 'the message' })
      expect(await inbox.replay(key)).toBeNull()
      expect((await inbox.owed()).map(({ externalId }) => externalId)).toContain(key.externalId)
    })
  })

  describe('facts', () => {
    it('answers many questions in the order asked, and null where nothing is known', async () => {
      const facts = createFacts(database.store, database.vault)
      const nik = randomUUID()
      const owner = await take(address(), { effects: [sampleRegistration({ nik, annualSales: 7 })] })
      const other = await take(address())
      const [self, elsewhere, nobody, answers, none, code] = await facts.load([
        { contactId: owner.contact.id, fact: 'nikHolder', argument: nik },
        { contactId: other.contact.id, fact: 'nikHolder', argument: nik },
        { contactId: null, fact: 'nikHolder', argument: 'unknown' },
        { contactId: owner.contact.id, fact: 'registrationAnswers', argument: '' },
        { contactId: other.contact.id, fact: 'registrationAnswers', argument: '' },
        { contactId: other.contact.id, fact: 'linkCode', argument: 'NOSUCH' },
      ])
      expect([self, elsewhere, nobody, none, code]).toEqual(['self', 'other', null, null, null])
      expect(answers).toContainEqual({ step: 'ownerName', value: 'Siti Aminah' })
      expect(answers).toContainEqual({ step: 'nik', value: nik })
      expect(answers).toContainEqual({ step: 'sales', value: 7 })
    })

    it('refuses a question that it does not know', async () => {
      const facts = createFacts(database.store, database.vault)
      await expect(facts.load([{ contactId: null, fact: 'weather', argument: '' }])).rejects.toThrow(
        '"weather"',
      )
    })
  })

  describe('linking', () => {
    it('joins the address of who types a code to the contact who gave it', async () => {
      const [mine, yours] = [address(), address()]
      const facts = createFacts(database.store, database.vault)
      const code = randomUUID().slice(0, 6).toUpperCase()
      const at = Date.now()
      const nik = randomUUID()
      const giver = await take(mine, {
        at,
        effects: [{ type: 'createLinkCode', code, minutes: 15 }, sampleRegistration({ nik: null })],
      })
      const visitor = await take(yours, {
        at: at + 1,
        runs: [{ run: sampleRun({ flow: 'officer' }), startedAt: 1, updatedAt: 1 }],
        effects: [sampleRegistration({ nik })],
      })
      const spoken = `${code.slice(0, 3).toLowerCase()}-${code.slice(3)}`
      const ask = { contactId: visitor.contact.id, fact: 'linkCode', argument: spoken }
      expect(await facts.load([ask, { ...ask, contactId: giver.contact.id }], at)).toEqual([
        { valid: true, owner: 'S••• A•••••' },
        { valid: false, owner: 'S••• A•••••' },
      ])
      await take(yours, { at: at + 2, effects: [{ type: 'linkAddress', code: spoken }] })
      const [here, there] = [await contactAt(mine), await contactAt(yours)]
      expect(there.contact?.id).toBe(giver.contact.id)
      expect(here.contact?.lock).toBe(1)
      expect(there.runs.map(({ run }) => run.flow).sort()).toEqual(['officer', 'registration'])
      expect(await facts.load([ask], at)).toEqual([null])
      // The second registration is withdrawn, and its NIK is free for the first.
      expect(await facts.load([{ ...ask, fact: 'nikHolder', argument: nik }])).toEqual([null])
      await take(yours, { effects: [sampleRegistration({ nik })] })
      const events = await createEvents(database.store).ofContact(giver.contact.id)
      expect(events.length).toBe(8)
    })

    it('moves the registration when only the visitor has one', async () => {
      const [mine, yours] = [address(), address()]
      const code = randomUUID().slice(0, 6)
      const at = Date.now()
      await take(mine, { at, effects: [{ type: 'createLinkCode', code, minutes: 15 }] })
      const number = `NK-${randomUUID()}`
      await take(yours, { at: at + 1, effects: [sampleRegistration({ nik: null, number })] })
      await take(yours, { at: at + 2, effects: [{ type: 'linkAddress', code }] })
      expect((await contactAt(mine)).registration).toEqual({ number, status: 'submitted' })
    })

    it('refuses a code that is unknown, expired, or one’s own', async () => {
      const mine = address()
      const code = randomUUID().slice(0, 6)
      await take(mine, { at: 1000, effects: [{ type: 'createLinkCode', code, minutes: 1 }] })
      expect(await refused(mine, 2000, code)).toEqual(['conflict'])
      expect(await refused(address(), 61_001, code)).toEqual(['conflict'])
      expect(await refused(address(), 2000, 'nosuch')).toEqual(['conflict'])
    })
  })

  it('keeps each consent with its words, and knows which one stands', async () => {
    const consents = createConsents(database.store)
    const consent = {
      type: 'recordConsent',
      purpose: 'sharing',
      wording: 'Boleh?',
      wordingVersion: 1,
      language: 'id',
    }
    const where = address()
    const { contact, key } = await take(where, { at: 1, effects: [{ ...consent, given: true }] })
    expect(await consents.stands(contact.id, 'sharing')).toBe(true)
    await take(where, { at: 2, effects: [{ ...consent, given: false }] })
    expect(await consents.stands(contact.id, 'sharing')).toBe(false)
    expect(await consents.stands(contact.id, 'messages')).toBe(false)
    const kept = await consents.ofContact(contact.id)
    expect(kept.map(({ given }) => given)).toEqual([false, true])
    expect(kept[1]).toEqual({
      purpose: 'sharing',
      given: true,
      channel: 'telegram',
      externalId: key.externalId,
      at: 1,
      language: 'id',
      wordingVersion: 1,
      wording: 'Boleh?',
    })
  })

  it('counts events by step and day, and tells a contact’s own in order', async () => {
    const events = createEvents(database.store)
    const flow = `flow-${randomUUID()}`
    const day = 86_400_000
    const asked = { flow, type: 'asked', step: 'nik' } as const
    const rejected = { flow, type: 'rejected', step: 'nik', reason: 'nikLength' } as const
    const { contact } = await take(address(), { at: 5 * day, events: [asked, rejected] })
    await take(address(), { at: 5 * day + 9, events: [asked, { flow, type: 'started', step: null }] })
    await take(address(), { at: 6 * day, events: [asked] })
    expect(await events.funnel(flow, 5 * day, 5 * day)).toEqual([
      { step: null, type: 'started', reason: null, count: 1 },
      { step: 'nik', type: 'asked', reason: null, count: 2 },
      { step: 'nik', type: 'rejected', reason: 'nikLength', count: 1 },
    ])
    expect((await events.ofContact(contact.id)).map(({ type, turn }) => [type, turn])).toEqual([
      ['asked', 0],
      ['rejected', 0],
    ])
  })

  it('tells a timeline in full, however a turn left it', async () => {
    const where = address()
    const nik = { flow: 'registration', step: 'nik' } as const
    const other = { flow: 'profile', type: 'asked', step: 'menu' } as const
    const two = [
      { ...nik, type: 'rejected', reason: 'nikLength' },
      { flow: 'training', type: 'started', step: null },
    ] as const
    const types = ['asked', 'answered', 'offered', 'reverted', 'restored', 'changed', 'helped'] as const
    const one = [
      { flow: 'registration', type: 'started', step: null },
      ...types.map((type) => ({ ...nik, type })),
      { ...nik, type: 'rejected', reason: 'vague' },
      { flow: 'registration', type: 'completed', step: null },
      { flow: 'registration', type: 'cancelled', step: null },
    ] as const
    const { contact } = await take(where, { at: 2, events: one })
    await take(where, { at: 3, events: two })
    await take(where, { at: 4, events: [other] })
    await database.store.write([
      {
        sql: `insert into inbox (channel, external_id, address, state, attempts, received_at, turn, trail)
          values ('telegram', ?1, ?2, 'done', 1, 1, 0, ?3)`,
        args: [
          randomUUID(),
          where,
          '[["registration",null,"started"],["registration","nik","rejected","vague"]]',
        ],
      },
    ])
    const before = [one[0], { ...nik, type: 'rejected', reason: 'vague' }]
    const told = [
      ...before.map((event) => ({ at: 1, turn: 0, ...event })),
      ...one.map((event) => ({ at: 2, turn: 0, ...event })),
      ...two.map((event) => ({ at: 3, turn: 1, ...event })),
      { at: 4, turn: 2, ...other },
    ].map((event) => ({ reason: null, channel: 'telegram', ...event }))
    expect(await createEvents(database.store).ofContact(contact.id)).toEqual(told)
  })

  it('finds a contact by the phone number that its platform vouched for, and blocks its address', async () => {
    const contacts = createContacts(database.store, database.vault)
    const where = address()
    const key = sampleKey(where)
    const commit = sampleCommit(key, (await turns.load([key]))[0]!)
    const phone = `+62${Date.now()}`
    await turns.commit([{ ...commit, contact: { ...commit.contact, phone } }], 'p1')
    expect(await contacts.byPhone(phone)).toEqual([commit.contact.id])
    expect((await contacts.byId(commit.contact.id))?.addresses).toMatchObject([{ address: where, phone }])
    expect(await contacts.byId('nobody')).toBeNull()
    const addresses = createAddresses(database.store)
    await addresses.block(where, 7)
    expect((await contactAt(where)).contact).toMatchObject({ blocked: true, lock: 1 })
    await addresses.unblock(where)
    expect((await contactAt(where)).contact).toMatchObject({ blocked: false, lock: 2 })
  })

  it('gives a lease to one holder at a time, with a fence that rises', async () => {
    const leases = createLeases(database.store)
    const name = randomUUID()
    expect(await leases.acquire(name, 'a', 100, 1000)).toBe(1)
    expect(await leases.acquire(name, 'b', 100, 1050)).toBeNull()
    expect(await leases.acquire(name, 'a', 100, 1060)).toBe(1)
    const mine = { name, holder: 'a', fence: 1 }
    expect(await leases.renew(mine, 100, 1100)).toBe(true)
    expect(await leases.acquire(name, 'b', 100, 1200)).toBe(2)
    expect(await leases.renew(mine, 100, 1210)).toBe(false)
    await leases.release(mine)
    expect(await leases.acquire(name, 'c', 100, 1250)).toBeNull()
    await leases.release({ name, holder: 'b', fence: 2 })
    expect(await leases.acquire(name, 'c', 100, 1250)).toBe(3)
    const rivals = ['x', 'y', 'z'].map((holder) => leases.acquire(`${name}2`, holder, 100, 0))
    expect((await Promise.all(rivals)).filter((fence) => fence !== null)).toEqual([1])
  })

  it('detects that the audit log was changed or cut', async () => {
    const audit = createAudit(database.store, database.vault)
    await Promise.all([1, 2, 3, 4, 5].map((n) => audit.append(entry(n), n)))
    const head = await audit.verify()
    expect(head).toMatchObject({ entries: 5, brokenAt: null })
    expect((await audit.list(2)).map(({ id }) => id)).toEqual([5, 4])
    expect((await audit.list(2, 4)).map(({ id }) => id)).toEqual([3, 2])
    const tamper = (sql: string) => database.store.write([{ sql, args: [] }])
    const { rows } = await database.store.read({ sql: 'select detail from audit where id = 3', args: [] })
    const put = (detail: string) =>
      database.store.write([{ sql: 'update audit set detail = ?1 where id = 3', args: [detail] }])
    await put('{"n":9}')
    expect((await audit.verify()).brokenAt).toBe(3)
    await put('"sealed:c2VhbGVk"')
    expect((await audit.verify()).brokenAt).toBe(3)
    expect((await audit.list(1, 4))[0]).toMatchObject({ id: 3, detail: { unreadable: true } })
    await put(rows[0]![0] as string)
    expect(await audit.verify()).toEqual(head)
    await tamper('delete from audit where id = 2')
    expect((await audit.verify()).brokenAt).toBe(3)
  })

  it('seals what the audit log tells, and what it told in clear before, without breaking the chain', async () => {
    const fresh = await open()
    const audit = createAudit(fresh.store, fresh.vault)
    const [before, detail] = [['', 1, 5, 'key 1', 'reveal', 'NK-1'], { reason: 'Pak Joko menelepon' }]
    const hash = createHash('sha256')
      .update(JSON.stringify([...before, detail]))
      .digest('hex')
    await fresh.store.write([
      {
        sql: `insert into audit (id, at, actor, action, subject, detail, hash) values (1, 5, 'key 1', 'reveal', 'NK-1', ?1, ?2)`,
        args: [JSON.stringify(detail), hash],
      },
    ])
    const sealed = {
      actor: 'key 1',
      action: 'registrations.exported',
      subject: null,
      detail: { q: 'Siti Aminah' },
    }
    await audit.append(sealed, 6)
    expect(await audit.verify()).toMatchObject({ entries: 2, brokenAt: null })
    expect(await audit.list(2)).toMatchObject([sealed, { id: 1, detail }])
    const head = await audit.verify()
    const kept = async () =>
      (await fresh.store.read({ sql: 'select detail from audit', args: [] })).rows
        .map(([detail]) => detail)
        .join()
    expect(await kept()).not.toMatch(/Siti/)
    expect(await kept()).toMatch(/Joko/)
    expect(await sealTexts(fresh.store, fresh.vault)).toBe(1)
    expect(await kept()).not.toMatch(/Joko|reason/)
    expect(await audit.verify()).toEqual(head)
    expect(await audit.list(2)).toMatchObject([sealed, { id: 1, detail }])
    const other = JSON.stringify([fresh.vault.sealText('{"reason":"lain"}')])
    await fresh.store.write([{ sql: 'update audit set detail = ?1 where id = 1', args: [other] }])
    expect((await audit.verify()).brokenAt).toBe(1)
    await fresh.drop()
  })

  it('lets turns go on while the audit log is checked', async () => {
    const fresh = await open()
    const audit = createAudit(fresh.store, fresh.vault)
    for (let n = 1; n <= 201; n++) await audit.append(entry(n), n)
    let turns = 0
    const over = new AbortController()
    const going = (async () => {
      for (; !over.signal.aborted; turns++) await new Promise(setImmediate)
    })()
    expect(await audit.verify()).toMatchObject({ entries: 201, brokenAt: null })
    over.abort()
    await going
    expect(turns).toBeGreaterThan(2)
    await fresh.drop()
  })

  it('knows an API key by its hash only, until it is revoked or expires', async () => {
    const keys = createApiKeys(database.store, createAudit(database.store, database.vault), database.vault)
    const { id, key } = await keys.create(
      { name: 'Dinas Malang', role: 'officer', region: '35.07', expiresAt: 1000 },
      by(1),
    )
    expect(await keys.find(key, 999)).toMatchObject({
      id,
      role: 'officer',
      region: '35.07',
      name: 'Dinas Malang',
    })
    expect(await keys.find(key, 1000)).toBeNull()
    expect(await keys.find(`${key}x`, 1)).toBeNull()
    expect(JSON.stringify(await keys.list())).not.toContain(key)
    expect(await keys.revoke(id, by(500))).toBe(true)
    expect(await keys.revoke(id, by(501))).toBe(false)
    expect(await keys.find(key, 600)).toBeNull()
    const noted = await database.store.read({
      sql: `select actor, action from audit where subject = ?1 order by id`,
      args: [id],
    })
    expect(noted.rows).toEqual([
      ['operator', 'key.created'],
      ['operator', 'key.revoked'],
    ])
    const given = 'a key that was made by an installer'
    await keys.create({ name: 'admin', role: 'admin', region: null }, by(1), given)
    expect(await keys.find(given, 700_000)).toMatchObject({ role: 'admin', lastUsedAt: null })
    expect((await keys.find(given, 700_001))?.lastUsedAt).toBe(700_000)
    await expect(keys.create({ name: 'a', role: 'admin', region: null }, by(1), 'short')).rejects.toThrow(
      '12 characters',
    )
  })

  it('writes WhatsApp’s keys all or none, and forgets them at once', async () => {
    const keys = createWhatsAppKeys(database.store, database.vault)
    await keys.set([
      { kind: 'creds', id: 'self', value: '{"me":1}' },
      { kind: 'session', id: '1.0', value: 'one' },
      { kind: 'session', id: '2.0', value: 'two' },
    ])
    await keys.set([
      { kind: 'session', id: '1.0', value: null },
      { kind: 'session', id: '2.0', value: 'zwei' },
    ])
    expect(await keys.get('session', ['1.0', '2.0', '3.0'])).toEqual(new Map([['2.0', 'zwei']]))
    expect(await keys.get('creds', ['self'])).toEqual(new Map([['self', '{"me":1}']]))
    await keys.set([])
    await keys.clear()
    expect(await keys.get('creds', ['self'])).toEqual(new Map())
  })
})
