import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ApiHouse, apiHouse } from './api-house.ts'
import { fixture, postJson } from './fixture.ts'
import { cookieOf, firstSignIn, invited, PASSWORD } from './person.ts'
import { totp } from './totp.ts'

let house: ApiHouse
let admin: string
beforeAll(async () => {
  house = await apiHouse()
  admin = (await house.key('admin')).key
})
afterAll(() => house.drop())

const post = (path: string, body: unknown, cookie?: string) =>
  postJson(house.app, `/api/v1${path}`, body, cookie ? { cookie } : {})
const get = (path: string, cookie: string) => house.app.request(`/api/v1${path}`, { headers: { cookie } })
const signIn = (email: string, password = PASSWORD) => post('/sign-in', { email, password })
const column = async (sql: string, ...args: string[]) =>
  (await house.database.store.read({ sql, args })).rows.map(([value]) => value)

describe('an invitation', () => {
  it('lets somebody in who sets a password and a second factor, once', async () => {
    const body = { name: 'Sri Lestari', email: 'Sri@Dinas.example', role: 'officer', region: '35' }
    const made = await house.call(admin, 'POST', '/people', { body })
    const { code, person } = (await made.json()) as { code: string; person: { id: string; state: string } }
    expect([made.status, person.state]).toEqual([201, 'invited'])
    expect((await signIn('sri@dinas.example')).status).toBe(401)
    const me = await firstSignIn(house.app, { id: person.id, email: 'sri@dinas.example', code })
    expect(await (await get('/me', me.cookie)).json()).toEqual({
      id: person.id,
      type: 'person',
      name: 'Sri Lestari',
      role: 'officer',
      region: '35',
    })
    expect((await post('/password', { code, password: PASSWORD })).status).toBe(401)
    const shown = await house.call(admin, 'GET', `/people/${person.id}`)
    expect(await shown.json()).toMatchObject({ state: 'active', hasSecondFactor: true, region: '35' })
  })

  it('is refused for an e-mail that somebody has, and is void after three days', async () => {
    const { email } = await invited(house.office, 'viewer')
    const body = { name: 'Lain', email: email.toUpperCase(), role: 'viewer', region: null }
    const taken = await house.call(admin, 'POST', '/people', { body })
    expect([taken.status, await taken.json()]).toMatchObject([400, { errors: [{ field: 'email' }] }])
    const late = await invited(house.office, 'viewer')
    vi.setSystemTime(Date.now() + 3 * 24 * 3_600_000 + 1)
    expect((await post('/password', { code: late.code, password: PASSWORD })).status).toBe(401)
    vi.useRealTimers()
  })

  it('takes only passwords that are not guessed first', async () => {
    const { code } = await invited(house.office, 'viewer')
    for (const password of [
      'pendek',
      'aaaaaaaaaaaa',
      'password2026!',
      'indonesia merdeka',
      'lestari abadi jaya',
    ]) {
      const response = await post('/password', { code, password })
      expect([password, response.status]).toEqual([password, 400])
      const { errors } = (await response.json()) as { errors: { field: string }[] }
      expect(new Set(errors.map(({ field }) => field))).toEqual(new Set(['password']))
    }
    expect((await post('/password', { code, password: PASSWORD })).status).toBe(204)
  })
})

describe('signing in', () => {
  it('asks for the second factor, and opens nothing before', async () => {
    const me = await firstSignIn(house.app, await invited(house.office, 'viewer'))
    const first = await signIn(me.email)
    expect(await first.json()).toEqual({ next: 'code' })
    const between = cookieOf(first)
    expect((await get('/me', between)).status).toBe(401)
    expect((await post('/sign-in/code', { code: '000000' }, between)).status).toBe(401)
    const second = await post('/sign-in/code', { code: totp(me.secret) }, between)
    expect(second.status).toBe(204)
    expect((await get('/registrations', cookieOf(second))).status).toBe(200)
  })

  it('takes each code of the app once', async () => {
    const me = await firstSignIn(house.app, await invited(house.office, 'viewer'))
    const code = totp(me.secret)
    const [mine, seen] = [cookieOf(await signIn(me.email)), cookieOf(await signIn(me.email))]
    expect((await post('/sign-in/code', { code }, mine)).status).toBe(204)
    const again = await post('/sign-in/code', { code }, seen)
    expect([again.status, cookieOf(again)]).toEqual([401, ''])
    expect(await column('select count(*) from sign_ins where user_id = ?1', me.id)).toEqual([2])
  })

  it('takes each backup code once', async () => {
    const me = await firstSignIn(house.app, await invited(house.office, 'viewer'))
    const use = async () =>
      post('/sign-in/code', { backupCode: me.backupCodes[0] }, cookieOf(await signIn(me.email)))
    expect((await use()).status).toBe(204)
    expect((await use()).status).toBe(401)
  })

  it('without a second factor leads to setting one up, and to nothing else', async () => {
    const { email, code } = await invited(house.office, 'admin')
    await post('/password', { code, password: PASSWORD })
    const response = await signIn(email)
    expect(await response.json()).toEqual({ next: 'enrol' })
    const refused = await get('/registrations', cookieOf(response))
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('second factor')])
  })

  it('gives a cookie that scripts and other sites cannot use', async () => {
    const { email, code } = await invited(house.office, 'viewer')
    await post('/password', { code, password: PASSWORD })
    const [cookie] = (await signIn(email)).headers.getSetCookie()
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(cookie).toMatch(/Path=\/api\/v1/)
  })

  it('is written to the audit log, which names the person', async () => {
    const me = await firstSignIn(house.app, await invited(house.office, 'viewer'))
    const log = await house.call(admin, 'GET', '/audit?limit=5')
    const { items } = (await log.json()) as { items: { action: string; actor: string; actorName: string }[] }
    const mine = items.filter(({ actor }) => actor === me.id)
    expect(mine.map(({ action }) => action)).toEqual([
      'person.secondFactorSet',
      'person.signedIn',
      'person.passwordSet',
    ])
    expect(mine[0]!.actorName).toBe('Sri Lestari')
  })
})

describe('guessing', () => {
  beforeEach(() => void vi.useRealTimers())

  it('locks an e-mail after five wrong passwords, whether it is anybody’s or not, for a quarter of an hour', async () => {
    const { email, code } = await invited(house.office, 'viewer')
    await post('/password', { code, password: PASSWORD })
    for (const who of [email, 'nobody@dinas.example']) {
      const { office } = house
      const tries = []
      for (let n = 0; n < 6; n++) tries.push(await office.tries.password(who, '1.1.1.1', 1000 + n))
      expect(tries.slice(0, 5)).toEqual([0, 0, 0, 0, 0])
      expect(tries[5]).toBeGreaterThan(899)
      expect(await office.tries.password(who, '1.1.1.1', 1000 + 16 * 60_000)).toBe(0)
    }
    for (let n = 0; n < 6; n++) await house.office.tries.password(email, 'unknown', Date.now())
    const locked = await signIn(email)
    expect([locked.status, Number(locked.headers.get('retry-after')) > 800]).toEqual([429, true])
    const stored = await column('select email_index from password_attempts')
    expect(JSON.stringify(stored)).not.toContain('@')
  })

  it('from one place keeps nobody out who signs in from another, unless there is no end of it', async () => {
    const { email, code } = await invited(house.office, 'viewer')
    await post('/password', { code, password: PASSWORD })
    const { tries } = house.office
    for (let n = 0; n < 8; n++) await tries.password(email, '6.6.6.6', Date.now())
    expect(await tries.password(email, '6.6.6.6', Date.now())).toBeGreaterThan(0)
    expect((await signIn(email)).status).toBe(200)
    expect(await tries.password(email, '6.6.6.6', Date.now())).toBe(0)
    for (let n = 0; n < 100; n++) await tries.password(email, `6.6.6.${n}`, Date.now())
    expect((await signIn(email)).status).toBe(429)
  })

  it('slows a caller down, whatever is guessed', async () => {
    const { app } = await fixture({ office: house.office })
    const guess = async () =>
      (await postJson(app, '/api/v1/password', { code: 'x', password: PASSWORD })).status
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) statuses.push(await guess())
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429])
  })

  it('keeps nobody waiting who is signed in at the same address', async () => {
    const { key } = await house.person('viewer')
    const { app } = await fixture({ office: house.office })
    for (let n = 0; n < 12; n++) await postJson(app, '/api/v1/password', { code: 'x', password: PASSWORD })
    expect((await app.request('/api/v1/me', { headers: { cookie: key } })).status).toBe(200)
  })

  it('is counted, by what was guessed and why it was refused', async () => {
    const { app } = await fixture({ office: house.office })
    const email = 'dikunci@dinas.example'
    await postJson(app, '/api/v1/sign-in', { email, password: PASSWORD })
    for (let n = 0; n < 5; n++) await house.office.tries.password(email, 'unknown', Date.now())
    await postJson(app, '/api/v1/sign-in', { email, password: PASSWORD })
    await postJson(app, '/api/v1/sign-in/code', { code: '123456' })
    const ask = () => app.request('/api/v1/me', { headers: { authorization: 'Bearer wrong' } })
    for (let n = 0; n < 9; n++) await ask()
    await postJson(app, '/api/v1/password', { code: 'x', password: PASSWORD })
    const text = await (await app.request('/metrics')).text()
    const counted = (means: string, reason: string) =>
      new RegExp(`naik_kelas_refused_sign_ins_total{means="${means}",reason="${reason}"} (\\d+)`).exec(
        text,
      )?.[1]
    expect(counted('password', 'wrong')).toBe('1')
    expect(counted('password', 'too many tries')).toBe('1')
    expect(counted('second factor', 'wrong')).toBe('1')
    expect(counted('key', 'wrong')).toBe('8')
    expect(counted('key', 'too many tries')).toBe('1')
    expect(counted('invitation', 'too many tries')).toBe('1')
    expect(text).not.toContain(email)
  })
})

describe('requests with a cookie', () => {
  it('are refused when another site makes them', async () => {
    const { key } = await house.person('officer')
    const from = async (headers: Record<string, string>) =>
      (await house.call(key, 'POST', '/registrations/lookup', { body: { nik: '1'.repeat(16) }, headers }))
        .status
    expect(await from({ origin: 'https://evil.example', host: 'bot.example' })).toBe(403)
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await from({ 'sec-fetch-site': 'same-site', origin: 'https://other.bot.example' })).toBe(403)
    expect(await from({ origin: 'https://bot.example', host: 'bot.example' })).toBe(404)
    expect(await from({ 'sec-fetch-site': 'same-origin' })).toBe(404)
    const elsewhere = { origin: 'https://evil.example' }
    expect((await postJson(house.app, '/api/v1/sign-in', {}, elsewhere)).status).toBe(403)
  })

  it('come from named sites too, and only those are told so', async () => {
    const { app } = await fixture({ office: house.office, origins: ['https://panel.example.id'] })
    const ask = (origin: string) =>
      app.request('/api/v1/me', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PATCH' },
      })
    const named = await ask('https://panel.example.id')
    expect(named.headers.get('access-control-allow-origin')).toBe('https://panel.example.id')
    expect(named.headers.get('access-control-allow-credentials')).toBe('true')
    expect(named.headers.get('access-control-allow-methods')).toContain('PATCH')
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
    const origin = { origin: 'https://panel.example.id' }
    const wrong = await postJson(app, '/api/v1/sign-in', {}, origin)
    expect([wrong.status, wrong.headers.get('access-control-allow-origin')]).toEqual([400, origin.origin])
  })
})

describe('people', () => {
  it('see where they are signed in, and sign out there', async () => {
    const me = await firstSignIn(house.app, await invited(house.office, 'viewer'))
    const other = cookieOf(
      await post('/sign-in/code', { code: totp(me.secret) }, cookieOf(await signIn(me.email))),
    )
    const { items } = (await (await get('/me/sign-ins', other)).json()) as { items: { here: boolean }[] }
    expect(items.map(({ here }) => here).sort()).toEqual([false, true])
    expect((await house.call(other, 'DELETE', '/me/sign-ins')).status).toBe(204)
    expect((await get('/me', me.cookie)).status).toBe(401)
    expect((await get('/me', other)).status).toBe(200)
    expect((await house.call(other, 'DELETE', '/me/sign-in')).status).toBe(204)
    expect((await get('/me', other)).status).toBe(401)
  })

  it('change their password with the old one, and are signed out elsewhere', async () => {
    const me = await firstSignIn(house.app, await invited(house.office, 'viewer'))
    const next = 'embun di daun talas'
    const wrong = await post('/me/password', { current: 'salah', password: next }, me.cookie)
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('password is wrong')])
    const right = await post('/me/password', { current: PASSWORD, password: next }, me.cookie)
    expect(right.status).toBe(204)
    expect((await get('/me', me.cookie)).status).toBe(401)
    expect((await get('/me', cookieOf(right))).status).toBe(200)
    expect(await (await signIn(me.email, next)).json()).toEqual({ next: 'code' })
  })

  it('change at once, on the version that was read', async () => {
    const { id, key } = await house.person('viewer', '35')
    const patch = (match: string, body: unknown) =>
      house.call(admin, 'PATCH', `/people/${id}`, { body, headers: { 'if-match': match } })
    expect((await patch('"7"', { role: 'admin' })).status).toBe(412)
    const changed = await patch('"1"', { role: 'officer', region: '35.10' })
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"'])
    expect(await (await get('/me', key)).json()).toMatchObject({ role: 'officer', region: '35.10' })
  })

  it('who lost password and phone get a code, and are signed out', async () => {
    const { id, key } = await house.person('viewer')
    const issued = await house.call(admin, 'POST', `/people/${id}/code`, { body: { secondFactor: true } })
    const { code } = (await issued.json()) as { code: string }
    expect((await get('/me', key)).status).toBe(401)
    const { email } = (await house.office.people.byId(id))!
    const again = await firstSignIn(house.app, { id, email, code })
    expect((await get('/me', again.cookie)).status).toBe(200)
  })

  it('who are shut out are so at once and for good, and are named on', async () => {
    const { id, key } = await house.person('officer')
    expect((await house.call(admin, 'DELETE', `/people/${id}`)).status).toBe(204)
    expect((await get('/me', key)).status).toBe(401)
    const { email } = (await house.office.people.byId(id))!
    expect((await signIn(email)).status).toBe(401)
    expect((await house.call(admin, 'POST', `/people/${id}/code`, { body: {} })).status).toBe(409)
    expect((await house.office.people.names([id])).get(id)).toBe('Sri Lestari')
    const left = 'select count(*) from passwords where user_id = ?1'
    expect(await column(left, id)).toEqual([0])
  })

  it('of another region are not there for an admin of one', async () => {
    const { key } = await house.person('admin', '34')
    const { id } = await house.person('viewer', '35.10')
    expect((await get(`/people/${id}`, key)).status).toBe(404)
    const { items } = (await (await get('/people', key)).json()) as { items: { region: string }[] }
    expect(items.map(({ region }) => region)).toEqual(['34'])
    const body = { name: 'Lain', email: 'lain@dinas.example', role: 'viewer', region: '35' }
    expect((await house.call(key, 'POST', '/people', { body })).status).toBe(400)
  })

  it('are assigned registrations that they see', async () => {
    const number = await house.register({ province: '35', regency: '35.10' })
    const assign = async (assignee: string) => {
      const headers = { 'if-match': '"1"' }
      return (
        await house.call(admin, 'POST', `/registrations/${number}/assign`, { body: { assignee }, headers })
      ).status
    }
    expect(await assign((await house.person('officer', '34')).id)).toBe(400)
    expect(await assign((await house.person('officer', '35')).id)).toBe(200)
  })
})

it('tells an authenticator app whose codes they are', async () => {
  const { email, code } = await invited(house.office, 'viewer')
  await postJson(house.app, '/api/v1/password', { code, password: PASSWORD })
  const signedIn = await postJson(house.app, '/api/v1/sign-in', { email, password: PASSWORD })
  const cookie = cookieOf(signedIn)
  const enrolled = await postJson(house.app, '/api/v1/me/second-factor', { password: PASSWORD }, { cookie })
  const { uri, secret } = (await enrolled.json()) as { uri: string; secret: string }
  expect(decodeURIComponent(new URL(uri).pathname)).toBe(`/NaikKelas:${email}`)
  expect(new URL(uri).searchParams.get('secret')).toBe(secret)
})

it('keeps no password, code, secret, name or e-mail as it is', async () => {
  const { code, email } = await invited(house.office, 'viewer')
  const me = await firstSignIn(house.app, await invited(house.office, 'viewer'))
  const tables = ['people', 'passwords', 'once_codes', 'second_factors', 'password_attempts', 'audit']
  const kept = await Promise.all(
    tables.map((table) => house.database.store.read({ sql: `select * from ${table}`, args: [] })),
  )
  const text = JSON.stringify(kept.map(({ rows }) => rows))
  for (const secret of [PASSWORD, code, me.secret, ...me.backupCodes, email, 'Sri Lestari'])
    expect(text).not.toContain(secret)
})
