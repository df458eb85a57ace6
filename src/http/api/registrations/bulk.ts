import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { Problem } from '../../problem.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type By, checked, decide, type Wanted } from './decide.ts'
import { DECISIONS } from './decisions.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { RegistrationNumber } from './schemas.ts'

const Bulk = z.strictObject({
  items: z
    .array(
      z.strictObject({
        number: RegistrationNumber,
        version: z.int().positive().optional().openapi({ description: 'Refused when it is another by now' }),
      }),
    )
    .min(1)
    .max(100)
    .refine(
      (all) => new Set(all.map(({ number }) => number)).size === all.length,
      'names a registration twice',
    ),
  action: z.discriminatedUnion('type', [
    DECISIONS.verify.extend({ type: z.literal('verify') }),
    DECISIONS.return.extend({ type: z.literal('return') }),
    DECISIONS.reject.extend({ type: z.literal('reject') }),
    DECISIONS.assign.extend({ type: z.literal('assign') }),
  ]),
  dryRun: z.boolean().openapi({ description: 'Only say what would become of each' }),
})

const Outcome = z.object({
  number: z.string(),
  done: z.boolean(),
  status: z.int().openapi({ description: 'As if it had been asked for by itself' }),
  detail: z.string(),
})

const bulk = endpoint(
  { role: 'officer' },
  {
    method: 'post',
    path: '/bulk',
    tags: ['Decisions'],
    summary: 'Decide on up to 100 registrations, each by itself; first as a dry run',
    request: { body: body(Bulk) },
    responses: {
      200: json('What became of each', z.object({ dryRun: z.boolean(), items: z.array(Outcome) })),
    },
  },
)

/** One decision for many. What cannot be done says why, and does not stand in the way of the others. */
export function bulkRoutes(dependencies: ApiDependencies): OpenAPIHono {
  const routes = newRoutes()
  routes.openapi(bulk, async (c) => {
    const { items, action, dryRun } = c.req.valid('json')
    const by = { scope: c.get('scope'), keyHolder: c.get('keyHolder') }
    const outcomes: z.infer<typeof Outcome>[] = []
    for (const item of items) outcomes.push(await outcomeOf(dependencies, by, item, action as Wanted, dryRun))
    return c.json({ dryRun, items: outcomes }, 200)
  })
  return routes
}

async function outcomeOf(
  dependencies: ApiDependencies,
  by: By,
  { number, version = null }: { number: string; version?: number | null },
  wanted: Wanted,
  dryRun: boolean,
): Promise<z.infer<typeof Outcome>> {
  try {
    await (dryRun ? checked : decide)(dependencies, by, { number, version, wanted })
    return { number, done: !dryRun, status: 200, detail: dryRun ? 'would be done' : 'done' }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { number, done: false, status: error.status, detail: error.message }
  }
}
