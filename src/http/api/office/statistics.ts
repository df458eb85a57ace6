import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import type { FunnelCell } from '../../../db/turns/events.ts'
import { GROUPS } from '../../../db/office/statistics.ts'
import { FLOWS } from '../../../flows/index.ts'
import { endpoint, json } from '../endpoint.ts'
import { outcomeRoutes } from './outcomes.ts'
import { badField } from '../refusals.ts'
import { newRoutes } from '../routes.ts'

const DAY = 86_400_000
const WITHOUT_PLACE = 'is known of the whole country only: whoever leaves it has told no place. Name another'
/** Owners whose pace is measured. */
const OWNERS = 1000

const Month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-01')

const registrations = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/registrations',
    tags: ['Statistics'],
    summary: 'Count registrations by month, place, sector, class or status',
    request: {
      query: z.strictObject({
        by: z.enum(GROUPS),
        from: Month.optional().openapi({
          example: '2026-01',
          description: 'Month they came in, Jakarta time',
        }),
        to: Month.optional().openapi({ description: 'Included' }),
      }),
    },
    responses: {
      200: json(
        'The groups, in their order',
        z.object({
          by: z.enum(GROUPS),
          total: z.int(),
          groups: z.array(z.object({ group: z.string(), count: z.int() })),
        }),
      ),
    },
  },
)

const Step = z.object({
  step: z.string().nullable(),
  asked: z.int(),
  answered: z.int(),
  rejected: z.int(),
  left: z.int().openapi({ description: 'Asked and never answered: gone, or back to the question before' }),
  leftShare: z.number().nullable().openapi({ description: 'Of those asked, from 0 to 1' }),
  medianSeconds: z
    .number()
    .nullable()
    .openapi({
      description: `From question to answer, of the ${OWNERS} owners who registered last and, of the whole country, of ${OWNERS} who are at it; pauses of an hour are left out`,
    }),
  unread: z
    .array(z.object({ reason: z.string(), count: z.int() }))
    .openapi({ description: 'Commonest first' }),
})

const funnel = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/funnel',
    tags: ['Statistics'],
    summary: 'Where owners leave a conversation, step by step',
    description:
      'Of the whole country, everybody. To whoever sees a part of it: the ' +
      `${OWNERS} owners there who registered last, as nobody has a place before; so not of the registration itself.`,
    request: {
      query: z.strictObject({
        flow: z.enum(Object.keys(FLOWS) as [string, ...string[]]).default('registration'),
        days: z.coerce.number().int().min(1).max(3660).default(30),
      }),
    },
    responses: {
      200: json(
        'The steps in the order they are asked',
        z.object({ flow: z.string(), started: z.int(), completed: z.int(), steps: z.array(Step) }),
      ),
    },
  },
)

/** What officers count. */
export function statisticsRoutes(office: Office): OpenAPIHono {
  const { statistics, flowStatistics, events } = office
  const routes = newRoutes()

  routes.openapi(registrations, async (c) => {
    const { by, from = '2000-01', to = '2099-12' } = c.req.valid('query')
    const months = { from: monthOf(from), to: monthOf(to) }
    const groups = await statistics.registrations(c.get('scope'), by, months)
    const total = groups.reduce((sum, { count }) => sum + count, 0)
    return c.json({ by, total, groups: [...groups] }, 200)
  })

  routes.openapi(funnel, async (c) => {
    const { flow, days } = c.req.valid('query')
    const [scope, now] = [c.get('scope'), Date.now()]
    const everybody = scope.type === 'nation'
    if (!everybody && flow === 'registration') throw badField('flow', WITHOUT_PLACE)
    const from = now - (days - 1) * DAY
    const [cells, times] = await Promise.all([
      everybody
        ? events.funnel(flow, from, now)
        : flowStatistics.funnel(scope, flow, { from: from - (from % DAY), to: now }, OWNERS),
      flowStatistics.stepTimes(scope, flow, OWNERS),
    ])
    const whole = (type: string) => sum(cells.filter((cell) => cell.type === type))
    const asked = Object.entries(FLOWS[flow]!.steps).filter(([, prompt]) => !prompt.given)
    const steps = asked.map(([step]) => {
      const here = cells.filter((cell) => cell.step === step)
      return {
        step,
        ...stepOf(here),
        medianSeconds: times.find((time) => time.step === step)?.medianSeconds ?? null,
      }
    })
    return c.json({ flow, started: whole('started'), completed: whole('completed'), steps }, 200)
  })
  routes.route('/', outcomeRoutes(office))
  return routes
}

type Cells = readonly FunnelCell[]

function stepOf(cells: Cells) {
  const of = (type: string) => sum(cells.filter((cell) => cell.type === type))
  const unread = cells
    .filter(({ type }) => type === 'rejected')
    .map(({ reason, count }) => ({ reason: reason ?? 'invalid', count }))
    .sort((a, b) => b.count - a.count)
  const [asked, answered] = [of('asked'), of('answered')]
  // One sentence may answer several questions before they are asked.
  const left = Math.max(0, asked - answered)
  const leftShare = asked === 0 ? null : left / asked
  return { asked, answered, rejected: of('rejected'), left, leftShare, unread }
}

const sum = (cells: Cells): number => cells.reduce((total, { count }) => total + count, 0)
const monthOf = (text: string): number => Number(text.replace('-', ''))
