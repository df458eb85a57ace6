import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Contract } from '../../../db/partners/contracts.ts'
import type { By } from '../../../db/office/audited.ts'
import type { Office } from '../../../db/office/office.ts'
import { dayAt } from '../../../db/partners/partner-facts.ts'
import { badEnd } from './applications.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { decisionsOn, endpoint, json } from '../endpoint.ts'
import { ContractParam, ContractSchema, contractShown } from './partner-shown.ts'
import { Day } from '../places.ts'
import { newRoutes } from '../routes.ts'
import { changed, conflict, notFound, required } from '../refusals.ts'

const tags = ['Applications and contracts']
const ORDER = 'contracts'
const told = (max: number) => z.string().trim().min(3).max(max)

const list = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List contracts, newest first',
    request: { query: z.strictObject({ running: z.stringbool().optional(), ...Paged }) },
    responses: { 200: json('A page', pageOf(ContractSchema)) },
  },
)

const detail = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{contract}',
    tags,
    summary: 'Read one contract; its ETag is what changes are made to',
    request: { params: ContractParam },
    responses: { 200: json('The contract', ContractSchema) },
  },
)

const changing = decisionsOn(tags, ContractParam, ContractSchema)

const renew = changing(
  '/{contract}/renew',
  'Let it run until another day; the owner is reminded before that',
  z.strictObject({ endsOn: Day }),
)

const note = changing(
  '/{contract}/notes',
  'What a year taught about quality and management; the owner is told. One that is there is replaced',
  z.strictObject({ year: z.int().min(2000).max(2100), quality: told(1000), management: told(1000) }),
)

const end = changing(
  '/{contract}/end',
  'End it; the owner is told why',
  z.strictObject({ on: Day, reason: told(500) }),
)

/** Agreements between owners and companies. */
export function contractRoutes({ contracts }: Office): OpenAPIHono {
  const routes = newRoutes()

  routes.openapi(list, async (c) => {
    const { after, ...query } = c.req.valid('query')
    const from = after === undefined ? undefined : readCursor(after, ORDER)
    const today = dayAt(Date.now())
    const found = await contracts.page(c.get('scope'), { ...query, today, after: from })
    return c.json(
      { items: found.items.map(contractShown), next: found.next && cursorText(found.next, ORDER) },
      200,
    )
  })

  routes.openapi(detail, async (c) => {
    const found = await contracts.find(c.get('scope'), c.req.valid('param').contract)
    if (!found) throw notFound('contract')
    return c.json(contractShown(found), 200, { etag: `"${found.version}"` })
  })

  /** Changes the contract as it was read by who asks, and answers with what it is now; one that is ended is not changed. */
  async function change(
    c: Context,
    id: string,
    match: string | undefined,
    write: (before: Contract, by: By) => ReturnType<typeof contracts.end>,
  ) {
    const before = await contracts.find(c.get('scope'), id)
    if (!before) throw notFound('contract')
    if (before.version !== required(match)) throw changed('contract')
    if (before.endedOn !== null) throw conflict('This contract is ended.')
    const outcome = await write(before, { actor: c.get('keyHolder').id, at: Date.now() })
    if (outcome === 'changed') throw changed('contract')
    const now = await contracts.find(c.get('scope'), id)
    return c.json(contractShown(now ?? before), 200, { etag: `"${before.version + 1}"` })
  }

  routes.openapi(renew, (c) => {
    const { endsOn } = c.req.valid('json')
    return change(c, c.req.valid('param').contract, c.req.valid('header')['if-match'], (before, by) => {
      if (endsOn <= before.startsOn) throw badEnd('must be after the beginning')
      if (endsOn === before.endsOn) throw badEnd('is the end that it has')
      return contracts.renew(before, endsOn, by)
    })
  })

  routes.openapi(note, (c) =>
    change(c, c.req.valid('param').contract, c.req.valid('header')['if-match'], (before, by) =>
      contracts.note(before, c.req.valid('json'), by),
    ),
  )

  routes.openapi(end, (c) =>
    change(c, c.req.valid('param').contract, c.req.valid('header')['if-match'], (before, by) =>
      contracts.end(before, c.req.valid('json'), by),
    ),
  )
  return routes
}
