import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { decide, type Wanted } from './decide.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { Detail, NumberParam, RETURNABLE } from './schemas.ts'
import { detailed } from './shown.ts'
import { notFound, required } from '../refusals.ts'

const Reason = z.string().trim().min(3).max(300)

/** What can be decided, by the last word of its address. */
export const DECISIONS = {
  verify: z.strictObject({}),
  return: z.strictObject({
    fields: z
      .array(z.strictObject({ field: z.enum(RETURNABLE), reason: Reason }))
      .min(1)
      .max(RETURNABLE.length)
      .refine((all) => new Set(all.map(({ field }) => field)).size === all.length, 'names a field twice'),
  }),
  reject: z.strictObject({ reason: Reason }),
  assign: z.strictObject({
    assignee: z
      .string()
      .max(60)
      .nullable()
      .openapi({ description: '`me`, the id of a key, or null for nobody' }),
  }),
} as const

const SUMMARIES = {
  verify: 'Accept a registration; the owner is told',
  return: 'Give fields back for correction; the owner is told why and is asked for just these',
  reject: 'Turn a registration down; the owner is told why',
  assign: 'Say whose it is',
}

const note = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/{number}/notes',
    tags: ['Decisions'],
    summary: 'Write a note that officers see in the timeline',
    request: {
      params: NumberParam,
      body: body(z.strictObject({ note: z.string().trim().min(1).max(2000) })),
    },
    responses: { 204: { description: 'It is kept' } },
  },
)

/** What officers do with registrations, one at a time. */
export function decisionRoutes(dependencies: ApiDependencies): OpenAPIHono {
  const { registrations, decisions } = dependencies.office
  const routes = newRoutes()
  for (const name of Object.keys(DECISIONS) as (keyof typeof DECISIONS)[])
    addDecision(routes, name, dependencies)

  routes.openapi(note, async (c) => {
    const registration = await registrations.byNumber(c.get('scope'), c.req.valid('param').number)
    if (!registration) throw notFound('registration')
    const actor = c.get('keyHolder').id
    await decisions.note({ registration, actor, at: Date.now(), note: c.req.valid('json').note })
    return c.body(null, 204)
  })
  return routes
}

function addDecision(routes: OpenAPIHono, name: keyof typeof DECISIONS, dependencies: ApiDependencies): void {
  const route = endpoint(
    { role: 'officer' },
    {
      method: 'post',
      path: `/{number}/${name}` as '/{number}/verify',
      tags: ['Decisions'],
      summary: SUMMARIES[name],
      request: { params: NumberParam, headers: MatchHeader, body: body<z.ZodType<object>>(DECISIONS[name]) },
      responses: { 200: json('The registration as it is now', Detail) },
    },
  )
  routes.openapi(route, async (c) => {
    const { number } = c.req.valid('param')
    const version = required(c.req.valid('header')['if-match'])
    const wanted = { type: name, ...c.req.valid('json') } as Wanted
    const by = { scope: c.get('scope'), keyHolder: c.get('keyHolder') }
    const now = await decide(dependencies, by, { number, version, wanted })
    return c.json(await detailed(now, dependencies.office.people), 200, { etag: `"${now.version}"` })
  })
}
