import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAudit } from '../../src/db/office/audit.ts'
import { createIdentity, type Identity } from '../../src/db/office/identity.ts'
import { createTries } from '../../src/db/office/tries.ts'
import { createPeople, type People } from '../../src/db/office/people.ts'
import { createWebhookQueue } from '../../src/db/webhooks/webhook-queue.ts'
import { createWebhooks } from '../../src/db/webhooks/webhooks.ts'
import { createTurns } from '../../src/db/turns/turns.ts'
import { KINDS, type TestDatabase } from './stores.ts'
import { sampleCommit, sampleKey, sampleRegistration } from './turn-samples.ts'

const by = { actor: 'test', at: Date.now() }
const PASSWORD = 'kabut pagi di atas sawah'

describe.each(KINDS)('on a $kind', ({ open }) => {
  let database: TestDatabase
  let identity: Identity
  let people: People
  beforeAll(async () => {
    database = await open()
    const { store, vault } = database
    identity = createIdentity(store, vault, 'https://bot.example')
    people = createPeople(store, createAudit(store, vault), vault, identity, createTries(store, vault))
  })
  afterAll(() => database?.drop())

  it('somebody who is invited sets a password, signs in, and is shut out', async () => {
    const id = await people.invite(
      { name: 'Sri', email: 'sri@dinas.example', role: 'viewer', region: '35' },
      by,
    )
    expect(
      await people.invite({ name: 'Adi', email: 'SRI@dinas.example', role: 'viewer', region: null }, by),
    ).toBe(null)
    const person = (await people.byId(id!))!
    const { code } = await people.issueCode(person, false, by)
    await identity.api.resetPassword({ body: { token: code, newPassword: PASSWORD } })
    const { headers } = await identity.api.signInEmail({
      body: { email: people.signInEmail('Sri@dinas.example'), password: PASSWORD },
      returnHeaders: true,
    })
    const [cookie] = headers.getSetCookie()
    expect(cookie).toMatch(/^__Secure-naik_kelas\.session_token=.*; Secure; /)
    const sent = new Headers({ cookie: cookie!.split(';')[0]! })
    expect(await people.signedIn(sent, by.at)).toMatchObject({
      id,
      role: 'viewer',
      region: '35',
      hasPassword: true,
    })
    expect(await people.change(person, { role: 'officer' }, by)).toBe('done')
    expect(await people.change(person, { role: 'admin' }, by)).toBe('changed')
    expect((await people.byId(id!))!.lastUsedAt).toBe(by.at)
    await people.revoke(person, by)
    expect(await people.signedIn(sent, by.at)).toBe(null)
  })

  it('tries at a password are counted as one, however many come at once', async () => {
    const waits = await Promise.all(
      Array.from({ length: 8 }, () =>
        createTries(database.store, database.vault).password('adi@dinas.example', '1.1.1.1', by.at),
      ),
    )
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5)
  })

  it('a registration owes its webhooks by the commit that it comes with', async () => {
    const { store, vault } = database
    const webhooks = createWebhooks(store, createAudit(store, vault), vault)
    const fields = { name: 'SIDT', url: 'https://dinas.example/', region: null }
    const { id, secret } = await webhooks.create({ ...fields, events: ['registration.submitted'] }, by)
    const turns = createTurns(store, vault)
    const key = sampleKey('web:webhook')
    const [state] = await turns.load([key])
    const effects = [sampleRegistration({ nik: null, number: 'NK-HOOK' })]
    await turns.commit([sampleCommit(key, state!, { effects, at: by.at })], 'p')
    const queue = createWebhookQueue(store, vault)
    const [due, ...rest] = await queue.take(10, by.at + 1)
    expect(rest).toEqual([])
    expect(due).toMatchObject({ webhookId: id, secret, event: 'registration.submitted', attempts: 1 })
    expect(JSON.parse(due!.data)).toMatchObject({ number: 'NK-HOOK' })
    expect(await queue.take(10, by.at + 2)).toEqual([])
    await queue.settle([{ due: due!, result: 'delivered', outcome: '200' }], by.at + 3)
    const [log] = await webhooks.deliveries((await webhooks.byId(id))!, { limit: 10 })
    expect(log).toMatchObject({ state: 'delivered', outcome: '200' })
  })
})
