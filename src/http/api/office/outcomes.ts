import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import type { Programme } from '../../../flows/content.ts'
import { overlapsOf } from '../../../flows/programmes/overlaps.ts'
import { concerns } from '../content/content-scope.ts'
import { endpoint, json } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'

const DAY = 86_400_000
const tags = ['Statistics']

const Range = z.strictObject({
  from: z.iso.date().default('2000-01-01').openapi({ description: 'Jakarta time' }),
  to: z.iso.date().default('2099-12-31').openapi({ description: 'Included' }),
})

const interests = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/interests',
    tags,
    summary: 'What became of wishes to be financed, by product and recipient',
    request: { query: Range },
    responses: {
      200: json(
        'By what became of them; `new` and `taken` are still open',
        z.object({
          items: z.array(
            z.object({
              product: z.string(),
              recipient: z.string(),
              outcome: z.string(),
              count: z.int(),
              financed: z.int().openapi({ description: 'Whole rupiah' }),
              medianDays: z.number().nullable().openapi({ description: 'From the wish to its outcome' }),
            }),
          ),
        }),
      ),
    },
  },
)

const trainings = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/trainings',
    tags,
    summary: 'What came of trainings: sessions, seats, attendance, certificates and ratings',
    request: { query: Range },
    responses: {
      200: json(
        'By training',
        z.object({
          items: z.array(
            z.object({
              training: z.string(),
              sessions: z.int(),
              cancelled: z.int(),
              signed: z.int(),
              waiting: z.int(),
              attended: z.int(),
              absent: z.int(),
              certificates: z.int(),
              rating: z.number().nullable().openapi({ description: '1 to 5' }),
            }),
          ),
        }),
      ),
    },
  },
)

const pirt = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/pirt',
    tags,
    summary: 'How far products are on their way to a P-IRT number',
    responses: {
      200: json(
        'By the step in hand',
        z.object({
          items: z.array(
            z.object({
              step: z.string(),
              count: z.int(),
              numbered: z.int(),
              verified: z.int().openapi({ description: 'All four checks passed' }),
              overdue: z.int().openapi({ description: 'Past the deadline without all four' }),
            }),
          ),
        }),
      ),
    },
  },
)

const Named = z.object({ id: z.string(), title: z.string(), agency: z.string() })

const overlaps = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/overlaps',
    tags,
    summary: 'Programmes of different agencies for the same sector, place, need and time',
    responses: {
      200: json(
        'Those that share most first',
        z.object({
          items: z.array(
            z.object({
              programmes: z.array(Named),
              needs: z.array(z.string()),
              sectors: z.array(z.string()).openapi({ description: 'Empty for all' }),
              regions: z.array(z.string()).openapi({ description: 'Empty for the whole country' }),
              declared: z.boolean().openapi({ description: 'The content says so already' }),
            }),
          ),
        }),
      ),
    },
  },
)

const repetitions = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/repeated-trainings',
    tags,
    summary: 'Owners who got training in the same more than once, by whom and when',
    request: { query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(100) }) },
    responses: {
      200: json(
        'Most often first',
        z.object({
          owners: z.int().openapi({ description: 'How many there are, each counted once for each theme' }),
          items: z.array(
            z.object({
              participant: z.string(),
              number: z.string().nullable(),
              theme: z.string(),
              times: z.array(
                z.object({
                  session: z.string(),
                  training: z.string(),
                  agency: z.string().nullable(),
                  startsAt: Time,
                }),
              ),
            }),
          ),
        }),
      ),
    },
  },
)

/** What came of it all, and what is done twice. */
export function outcomeRoutes({ outcomes, interests: wishes, content }: Office): OpenAPIHono {
  const routes = newRoutes()

  routes.openapi(interests, async (c) => {
    const { from, to } = c.req.valid('query')
    return c.json({ items: [...(await wishes.outcomes(c.get('scope'), start(from), start(to) + DAY))] }, 200)
  })

  routes.openapi(trainings, async (c) => {
    const { from, to } = c.req.valid('query')
    return c.json({ items: await outcomes.trainings(c.get('scope'), start(from), start(to) + DAY) }, 200)
  })

  routes.openapi(pirt, async (c) => {
    const today = iso(Date.now() + 7 * 3_600_000).slice(0, 10)
    return c.json({ items: await outcomes.pirt(c.get('scope'), today) }, 200)
  })

  routes.openapi(overlaps, async (c) => {
    const programmes = (await content.all('programmes'))
      .filter(({ item }) => concerns(c.get('scope'), item))
      .map(({ item }) => item as unknown as Programme)
    const items = overlapsOf(programmes)
      .filter(({ regions }) => concerns(c.get('scope'), { regions }))
      .map(({ programmes, needs, sectors, regions, declared }) => ({
        programmes: programmes.map(({ id, title, agency }) => ({ id, title: title.id, agency })),
        needs: [...needs],
        sectors: [...sectors],
        regions: [...regions],
        declared,
      }))
    return c.json({ items }, 200)
  })

  routes.openapi(repetitions, async (c) => {
    const { owners, items } = await outcomes.repetitions(c.get('scope'), c.req.valid('query').limit)
    const shown = items.map((one) => ({
      ...one,
      times: one.times.map((time) => ({ ...time, startsAt: iso(time.startsAt) })),
    }))
    return c.json({ owners, items: shown }, 200)
  })
  return routes
}

const start = (day: string): number => Date.parse(`${day}T00:00:00+07:00`)
