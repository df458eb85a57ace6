import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { seedContent } from '../../src/db/seed.ts'
import type { Value } from '../../src/db/store/store.ts'
import { type House, openHouse } from '../bot/house.ts'
import { register } from '../bot/owner.ts'
import { tellNotices } from '../bot/tell.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

interface Thing {
  readonly id: string
  readonly version: number
  readonly [field: string]: unknown
}
interface Answer {
  readonly status: number
  readonly etag: string | null
  readonly body: Thing & {
    readonly items: readonly Thing[]
    readonly next: string | null
    readonly errors?: readonly { readonly field: string }[]
  }
}

const DAY = 86_400_000
/** Tomorrow in Jakarta. */
const NOON = (Math.floor((Date.now() + 7 * 3_600_000) / DAY) + 1) * DAY + 5 * 3_600_000

let api: ApiHouse
let house: House
let officer: string
beforeAll(async () => {
  api = await apiHouse()
  await seedContent(api.database.store)
  house = openHouse(api.database)
  officer = (await api.key('officer', '35')).key
})
afterAll(() => api.drop())

async function call(
  method: string,
  path: string,
  body?: unknown,
  version?: number,
  key = officer,
): Promise<Answer> {
  const headers: Record<string, string> = version === undefined ? {} : { 'if-match': `"${version}"` }
  const response = await api.call(key, method, path, { body, headers })
  const text = await response.text()
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  }
}
const select = async (sql: string, ...args: string[]): Promise<readonly (readonly Value[])[]> =>
  (await api.database.store.read({ sql, args })).rows
const write = (sql: string, ...args: (string | number)[]) => api.database.store.write([{ sql, args }])
const told = async (address: Address): Promise<readonly string[]> => {
  await tellNotices(api.database, NOON)
  const rows = await select(
    `select body_sealed from outbox where address = ?1 and holder is null order by id`,
    address,
  )
  return rows.map(([body]) => (JSON.parse(api.database.vault.open(body as Uint8Array)) as Message).text)
}

const entered = (fields: object = {}) => ({
  name: `Klaster ${randomUUID().slice(0, 8)}`,
  kind: 'export',
  sector: 'coffee',
  region: '35.10',
  capacity: 20_000,
  sells: { id: 'Kopi sangrai' },
  source: 'Dinas Koperasi dan UKM Banyuwangi',
  sourceOn: '2026-11',
  ...fields,
})
async function create(fields: object = {}): Promise<Thing> {
  const { status, body } = await call('POST', '/clusters', entered(fields))
  expect(status).toBe(201)
  return body
}
/** An owner who asks to join; tells the membership. */
async function asks(cluster: string): Promise<{ readonly owner: Address; readonly member: string }> {
  const owner = await register(house)
  const member = randomUUID().slice(0, 8)
  await write(
    `insert into cluster_members (id, cluster_id, contact_id, state, asked_at, updated_at)
     select ?1, ?2, contact_id, 'asked', 1, 1 from addresses where address = ?3`,
    member,
    cluster,
    owner,
  )
  return { owner, member }
}
const faults = async (fields: object) => {
  const { status, body } = await call('POST', '/clusters', entered(fields))
  return [status, ...(body.errors ?? []).map(({ field }) => field)]
}

describe('clusters over the API', () => {
  it('are entered within the key’s region, by fields that are named when they are wrong', async () => {
    expect(await faults({ region: '34.04' })).toEqual([400, 'region'])
    expect(await faults({ region: '35.99' })).toEqual([400, 'region'])
    expect(await faults({ region: null })).toEqual([400, 'region'])
    expect(await faults({ sector: 'gold', capacity: 0 })).toEqual([400, 'sector', 'capacity'])
    expect(await faults({ sells: { id: 'Kopi', jw: 'Kopi' } })).toEqual([400, 'sells'])
    const { id } = await create()
    expect(await select('select stage, province, regency from clusters where id = ?1', id)).toEqual([
      ['forming', '35', '35.10'],
    ])
    const elsewhere = (await api.key('officer', '34')).key
    expect((await call('GET', `/clusters/${id}`, undefined, undefined, elsewhere)).status).toBe(404)
    const seen = await call('GET', '/clusters', undefined, undefined, elsewhere)
    expect(seen.body.items).toEqual([])
  })

  it('are listed page by page, by trade, place and stage', async () => {
    const ids = []
    for (let n = 0; n < 3; n++) ids.push((await create({ sector: 'tools', region: '35.07' })).id)
    const first = await call('GET', '/clusters?sector=tools&region=35.07&stage=forming&limit=2')
    const second = await call(
      'GET',
      `/clusters?sector=tools&region=35.07&stage=forming&limit=2&after=${first.body.next}`,
    )
    expect(second.body.next).toBeNull()
    const listed = [...first.body.items, ...second.body.items].map(({ id }) => id)
    expect(listed.toSorted()).toEqual(ids.toSorted())
    expect((await call('GET', '/clusters?sector=tools&region=35.10')).body.items).toEqual([])
  })

  it('are changed by the version that was read, with no fewer places than members', async () => {
    const { id } = await create()
    await asks(id)
    await write(`update cluster_members set state = 'member' where cluster_id = ?1`, id)
    await asks(id)
    await write(`update cluster_members set state = 'member' where cluster_id = ?1`, id)
    const few = await call('PUT', `/clusters/${id}`, entered({ capacity: 1 }), 1)
    expect([few.status, few.body.errors?.[0]?.field]).toEqual([400, 'capacity'])
    const changed = await call('PUT', `/clusters/${id}`, entered({ capacity: 2, anchor: 'PT Kopi' }), 1)
    expect([changed.status, changed.etag, changed.body['anchor']]).toEqual([200, '"2"', 'PT Kopi'])
    expect((await call('PUT', `/clusters/${id}`, entered(), 1)).status).toBe(412)
    expect((await call('PUT', `/clusters/${id}`, entered())).status).toBe(428)
    expect(await select(`select action from audit where subject = ?1 order by id`, id)).toEqual([
      ['cluster.added'],
      ['cluster.changed'],
    ])
  })
})

async function propose(name: string): Promise<{ readonly owner: Address; readonly id: string }> {
  const owner = await register(house)
  const [menu] = await house.say(owner, 'klaster')
  await house.say(owner, `[${menu!.buttons!.find(({ label }) => label.includes('Usulkan'))!.label}]`)
  for (const said of [name, 'keripik singkong', 'lewati', 'kirim']) await house.say(owner, said)
  const { body } = await call('GET', '/clusters?stage=proposed')
  return { owner, id: body.items.find((one) => one['name'] === name)!.id }
}

describe('a proposal from the chat', () => {
  it('is approved once, and its proposer is told and leads it', async () => {
    const { owner, id } = await propose('Klaster Usulan Satu')
    const approved = await call('POST', `/clusters/${id}/approve`, {}, 1)
    expect([approved.status, approved.body['stage']]).toEqual([200, 'forming'])
    expect((await call('POST', `/clusters/${id}/approve`, {}, 2)).status).toBe(409)
    expect((await told(owner)).at(-1)).toContain('disetujui, dan Anda ketuanya')
    const leaders = await call('GET', `/clusters/${id}/members?role=leader`)
    expect(leaders.body.items).toMatchObject([{ state: 'member', ownerName: 'S•• W••••••' }])
    const { body } = await call('GET', `/clusters/${id}`)
    expect((body['path'] as { stage: string }[]).map(({ stage }) => stage)).toEqual(['proposed', 'forming'])
  })

  it('is declined with a reason that is told, and found no more', async () => {
    const { owner, id } = await propose('Klaster Usulan Dua')
    expect(
      (await call('POST', `/clusters/${id}/decline`, { reason: 'sudah ada yang serupa' }, 1)).status,
    ).toBe(200)
    expect((await told(owner)).at(-1)).toContain('sudah ada yang serupa')
    expect((await call('POST', `/clusters/${id}/approve`, {}, 2)).status).toBe(409)
    const open = await call('GET', '/clusters?stage=proposed')
    expect(open.body.items.map((one) => one.id)).not.toContain(id)
  })
})

describe('memberships over the API', () => {
  it('are decided once, told to the owner, and never beyond the capacity', async () => {
    const { id } = await create({ capacity: 1 })
    const [one, other] = [await asks(id), await asks(id)]
    const path = (member: string) => `/clusters/${id}/members/${member}/accept`
    const answers = await Promise.all([one, other].map(({ member }) => call('POST', path(member), {}, 1)))
    expect(answers.map(({ status }) => status === 200).toSorted()).toEqual([false, true])
    expect(await select('select members from clusters where id = ?1', id)).toEqual([[1]])
    const [won, lost] = answers[0]!.status === 200 ? [one, other] : [other, one]
    expect((await told(won.owner)).at(-1)).toContain('sekarang anggota')
    expect((await call('POST', path(won.member), {}, 2)).status).toBe(409)
    const refused = await call(
      'POST',
      `/clusters/${id}/members/${lost.member}/refuse`,
      { reason: 'sudah penuh' },
      1,
    )
    expect([refused.status, refused.body['state']]).toEqual([200, 'refused'])
    expect((await told(lost.owner)).at(-1)).toContain('sudah penuh')
    await call('POST', `/clusters/${id}/members/${won.member}/remove`, { reason: 'usaha tutup' }, 2)
    expect((await told(won.owner)).at(-1)).toContain('usaha tutup')
    expect(await select('select members from clusters where id = ?1', id)).toEqual([[0]])
  })

  it('put a new member into the group of their place, and move them where there is room', async () => {
    const { id } = await create()
    const group = await call('POST', `/clusters/${id}/groups`, {
      name: 'Banyuwangi',
      region: '35.10',
      capacity: 1,
    })
    expect(
      (await call('POST', `/clusters/${id}/groups`, { name: 'Banyuwangi', region: null, capacity: null }))
        .status,
    ).toBe(409)
    const [one, other] = [await asks(id), await asks(id)]
    const first = await call('POST', `/clusters/${id}/members/${one.member}/accept`, {}, 1)
    const second = await call('POST', `/clusters/${id}/members/${other.member}/accept`, {}, 1)
    expect([first.body['group'], second.body['group']]).toEqual([group.body.id, null])
    const to = { group: group.body.id, role: 'member' }
    expect((await call('PUT', `/clusters/${id}/members/${other.member}`, to, 2)).status).toBe(412)
    await call(
      'PUT',
      `/clusters/${id}/groups/${group.body.id}`,
      { name: 'Kota', region: null, capacity: 2 },
      1,
    )
    expect((await call('PUT', `/clusters/${id}/members/${other.member}`, to, 2)).body['group']).toBe(
      group.body.id,
    )
    expect((await call('DELETE', `/clusters/${id}/groups/${group.body.id}`, undefined, 2)).status).toBe(204)
    expect(await select('select count(*) from cluster_members where group_id is not null')).toEqual([[0]])
  })

  it('make a leader, who decides from then on in chat and with a key of their own cluster', async () => {
    const { id, name } = (await create()) as Thing & { readonly name: string }
    const leader = await asks(id)
    await call('POST', `/clusters/${id}/members/${leader.member}/accept`, {}, 1)
    await call('PUT', `/clusters/${id}/members/${leader.member}`, { group: null, role: 'leader' }, 2)
    expect((await told(leader.owner)).at(-1)).toContain(`ketua <b>${name}</b>`)
    await asks(id)
    const [desk] = await house.say(leader.owner, 'permintaan gabung')
    expect(desk?.text).toContain('1 permintaan gabung')
    const own = (await api.key('officer', `cluster:${id}`)).key
    const other = await create()
    expect(
      (await call('GET', `/clusters/${id}/members?state=asked`, undefined, undefined, own)).body.items,
    ).toHaveLength(1)
    expect((await call('GET', `/clusters/${other.id}`, undefined, undefined, own)).status).toBe(404)
    expect((await call('PUT', `/clusters/${id}`, entered(), 1, own)).status).toBe(404)
  })

  it('end with the cluster, and everybody in it is told why', async () => {
    const { id } = await create()
    const { owner, member } = await asks(id)
    await call('POST', `/clusters/${id}/members/${member}/accept`, {}, 1)
    expect(
      (await call('POST', `/clusters/${id}/close`, { reason: 'digabung dengan Klaster Ijen' }, 1)).status,
    ).toBe(200)
    expect((await told(owner)).at(-1)).toContain('digabung dengan Klaster Ijen')
    expect((await call('POST', `/clusters/${id}/announcements`, { text: 'Rapat lagi' })).status).toBe(409)
  })

  it('are told what an officer announces', async () => {
    const { id } = await create()
    const member = await asks(id)
    await call('POST', `/clusters/${id}/members/${member.member}/accept`, {}, 1)
    expect(
      (await call('POST', `/clusters/${id}/announcements`, { text: 'Pelatihan ekspor hari Senin' })).status,
    ).toBe(201)
    expect((await told(member.owner)).at(-1)).toContain('Pelatihan ekspor hari Senin')
    const { body } = await call('GET', `/clusters/${id}/announcements`)
    expect(body.items).toMatchObject([
      { text: 'Pelatihan ekspor hari Senin', authorName: expect.stringContaining('officer') },
    ])
  })
})

async function founded(): Promise<{ readonly cluster: string; readonly id: string }> {
  const { id: cluster } = await create()
  const begun = await call('POST', '/cooperatives', { level: 'primary', cluster })
  expect(begun.status).toBe(201)
  await call(
    'PUT',
    `/cooperatives/${begun.body.id}/steps/approval`,
    { doneOn: '2026-11-20', number: 'AHU-1' },
    1,
  )
  return { cluster, id: begun.body.id }
}
const stage = async (cluster: string) =>
  (await select('select stage from clusters where id = ?1', cluster))[0]![0]

describe('cooperatives over the API', () => {
  it('stand with their approval, once for each cluster', async () => {
    const { cluster, id } = await founded()
    expect(await stage(cluster)).toBe('cooperative')
    const { body, etag } = await call('GET', `/cooperatives/${id}`)
    expect([etag, body['establishedOn'], body['place']]).toEqual([
      '"2"',
      '2026-11-20',
      'Kabupaten Banyuwangi',
    ])
    expect(body['steps']).toContainEqual(expect.objectContaining({ step: 'approval', number: 'AHU-1' }))
    expect((await call('POST', '/cooperatives', { level: 'primary', cluster })).status).toBe(409)
    const future = await call('PUT', `/cooperatives/${id}/steps/deed`, { doneOn: '2099-01-01' }, 2)
    expect([future.status, future.body.errors?.[0]?.field]).toEqual([400, 'doneOn'])
    expect((await call('PUT', `/cooperatives/${id}/steps/none`, { doneOn: null }, 2)).status).toBe(404)
    await call('PUT', `/cooperatives/${id}/steps/approval`, { doneOn: null }, 2)
    expect(await stage(cluster)).toBe('forming')
  })

  it('found a secondary one when there are three, and export', async () => {
    const secondary = await call('POST', '/cooperatives', {
      level: 'secondary',
      name: 'Induk Kopi Jatim',
      region: '35',
    })
    const members = [await founded(), await founded(), await founded()]
    const approve = async () => {
      const { body } = await call('GET', `/cooperatives/${secondary.body.id}`)
      return call(
        'PUT',
        `/cooperatives/${body.id}/steps/approval`,
        { doneOn: '2026-11-25', number: 'AHU-2' },
        body.version,
      )
    }
    for (const { id } of members) {
      expect((await approve()).status).toBe(409)
      await call('PUT', `/cooperatives/${id}`, { name: null, secondary: secondary.body.id }, 2)
    }
    expect((await approve()).body['establishedOn']).toBe('2026-11-25')
    const cluster = members[0]!.cluster
    expect(await stage(cluster)).toBe('secondary')
    expect(
      (await call('POST', `/clusters/${cluster}/exporting`, { since: '2026-11-27' }, 1)).body['stage'],
    ).toBe('exporting')
  })

  it('show who founds them, and their papers, of which reading is audited', async () => {
    const { cluster, id } = await founded()
    const { owner } = await asks(cluster)
    const [contact] = await select('select contact_id from addresses where address = ?1', owner)
    await write(
      `insert into cooperative_founders (cooperative_id, contact_id, state, at) values (?1, ?2, 'confirmed', 1)`,
      id,
      contact![0] as string,
    )
    const { body } = await call('GET', `/cooperatives/${id}/founders`)
    expect(body.items).toMatchObject([{ businessName: 'Keripik Bu Sri', state: 'confirmed' }])
    const path = `/cooperatives/${id}/documents/deed`
    expect((await call('GET', path)).status).toBe(404)
    await write(
      `insert into cooperative_documents (id, contact_id, cooperative_id, kind, channel, state, mime, created_at, updated_at)
       values (?1, ?2, ?1, 'deed', 'web', 'checked', 'application/pdf', 1, 1)`,
      id,
      contact![0] as string,
    )
    await api.database.store.write([
      {
        sql: 'insert into cooperative_document_bytes (document_id, bytes_sealed) values (?1, ?2)',
        args: [id, api.database.vault.sealBytes(Buffer.from('%PDF-1.7 akta'))],
      },
    ])
    const paper = await api.call(officer, 'GET', path)
    expect([paper.headers.get('content-type'), await paper.text()]).toEqual([
      'application/pdf',
      '%PDF-1.7 akta',
    ])
    expect(await select(`select action from audit where subject = ?1 order by id desc limit 1`, id)).toEqual([
      ['cooperative.paper'],
    ])
    const elsewhere = (await api.key('officer', '34')).key
    expect((await api.call(elsewhere, 'GET', path)).status).toBe(404)
  })
})
