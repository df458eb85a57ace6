import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Office } from '../../../db/office/office.ts'
import type { Person } from '../../../db/office/people.ts'
import { ROLES } from '../../auth.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { Region } from './keys.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField, changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['People']
const ADMIN = { role: 'admin' } as const
const params = z.object({ person: z.string().min(1).max(60) })

const Shown = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    region: z.string().nullable().openapi({ description: 'As of a key' }),
    state: z.enum(['invited', 'active', 'revoked']),
    hasSecondFactor: z.boolean(),
    lastUsedAt: Time.nullable().openapi({ description: 'Known to ten minutes' }),
    createdAt: Time,
    revokedAt: Time.nullable(),
    version: z.int(),
  })
  .openapi('Person')

const Fields = z.strictObject({
  name: z.string().trim().min(2).max(80),
  role: z.enum(ROLES),
  region: Region.nullable(),
})

const Code = z
  .object({
    code: z.string().openapi({ description: 'For POST /api/v1/password. Shown this once' }),
    expiresAt: Time,
  })
  .openapi('OnceCode')

const list = endpoint(ADMIN, {
  method: 'get',
  path: '/',
  tags,
  summary: 'List the people within what you see',
  responses: { 200: json('Newest first', z.object({ items: z.array(Shown) })) },
})

const invite = endpoint(ADMIN, {
  method: 'post',
  path: '/',
  tags,
  summary: 'Invite somebody: give them the code yourself, they set a password with it within three days',
  request: { body: body(Fields.extend({ email: z.email().max(254) })) },
  responses: { 201: json('The person, and the code', Code.extend({ person: Shown })) },
})

const detail = endpoint(ADMIN, {
  method: 'get',
  path: '/{person}',
  tags,
  summary: 'Read of one person; the ETag is what changes are made to',
  request: { params },
  responses: { 200: json('The person', Shown) },
})

const change = endpoint(ADMIN, {
  method: 'patch',
  path: '/{person}',
  tags,
  summary: 'Change name, role or what somebody sees; at once, also where they are signed in',
  request: { params, headers: MatchHeader, body: body(Fields.partial()) },
  responses: { 200: json('The person as they are now', Shown) },
})

const issueCode = endpoint(ADMIN, {
  method: 'post',
  path: '/{person}/code',
  tags,
  summary: 'Give another code for a new password; signs them out everywhere',
  request: {
    params,
    body: body(
      z.strictObject({
        secondFactor: z
          .boolean()
          .default(false)
          .openapi({ description: 'Take the second factor off too: the phone is lost' }),
      }),
    ),
  },
  responses: { 200: json('The code', Code) },
})

const revoke = endpoint(ADMIN, {
  method: 'delete',
  path: '/{person}',
  tags,
  summary: 'Shut somebody out, at once and for good; the audit log goes on naming them',
  request: { params },
  responses: { 204: { description: 'They are signed out, and cannot sign in' } },
})

const by = (c: Context) => ({ actor: c.get('keyHolder').id, at: Date.now() })

/** Officers who sign in. An admin of a region keeps those who see what lies in it. */
export function peopleRoutes({ people, reach }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(c: Context, id: string): Promise<Person> {
    const person = await people.byId(id)
    const [seen] = person ? await reach.within(c.get('scope'), [person.region]) : []
    if (!person || !seen) throw notFound('person')
    return person
  }

  async function active(c: Context, id: string): Promise<Person> {
    const person = await find(c, id)
    if (person.revokedAt === null) return person
    throw conflict('This person was shut out.')
  }

  async function checkRegion(c: Context, region: string | null | undefined): Promise<void> {
    const [seen] = region === undefined ? [true] : await reach.within(c.get('scope'), [region])
    if (!seen) throw badField('region', 'must be there, and lie within what you see')
  }

  routes.openapi(list, async (c) => {
    const all = await people.list()
    const regions = all.map(({ region }) => region)
    const seen = await reach.within(c.get('scope'), regions)
    return c.json({ items: all.filter((_, at) => seen[at]).map(shown) }, 200)
  })

  routes.openapi(detail, async (c) => {
    const person = await find(c, c.req.valid('param').person)
    return c.json(shown(person), 200, { etag: `"${person.version}"` })
  })

  routes.openapi(invite, async (c) => {
    const fields = c.req.valid('json')
    await checkRegion(c, fields.region)
    const id = await people.invite(fields, by(c))
    if (id === null) throw badField('email', 'is somebody’s already')
    const person = (await people.byId(id))!
    const { code, expiresAt } = await people.issueCode(person, false, by(c))
    return c.json({ person: shown(person), code, expiresAt: iso(expiresAt) }, 201)
  })

  routes.openapi(change, async (c) => {
    const person = await active(c, c.req.valid('param').person)
    const fields = c.req.valid('json')
    await checkRegion(c, fields.region)
    const version = required(c.req.valid('header')['if-match'])
    const done =
      person.version === version && (await people.change(person, defined(fields), by(c))) === 'done'
    if (!done) throw changed('person')
    const now = (await people.byId(person.id))!
    return c.json(shown(now), 200, { etag: `"${now.version}"` })
  })

  routes.openapi(issueCode, async (c) => {
    const person = await active(c, c.req.valid('param').person)
    const { code, expiresAt } = await people.issueCode(person, c.req.valid('json').secondFactor, by(c))
    return c.json({ code, expiresAt: iso(expiresAt) }, 200)
  })

  routes.openapi(revoke, async (c) => {
    await people.revoke(await active(c, c.req.valid('param').person), by(c))
    return c.body(null, 204)
  })
  return routes
}

function defined({ name, role, region }: Partial<z.infer<typeof Fields>>) {
  return {
    ...(name !== undefined && { name }),
    ...(role !== undefined && { role }),
    ...(region !== undefined && { region }),
  }
}

const time = (at: number | null): string | null => (at === null ? null : iso(at))

function shown({ hasPassword, createdAt, lastUsedAt, revokedAt, ...rest }: Person): z.infer<typeof Shown> {
  const state = revokedAt !== null ? 'revoked' : hasPassword ? 'active' : 'invited'
  const times = { createdAt: iso(createdAt), lastUsedAt: time(lastUsedAt), revokedAt: time(revokedAt) }
  return { ...rest, state, ...times }
}
