import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Versioned } from '../../../db/content/content-edits.ts'
import type { Office } from '../../../db/office/office.ts'
import type { Sampled } from '../../../db/registrations/registration-sample.ts'
import { applicantOf, knownOf } from '../../../flows/financing/applicant.ts'
import type { Applicant, Product } from '../../../flows/content.ts'
import { judge } from '../../../flows/financing/eligibility.ts'
import { find, Id, itemSchema } from './content-items.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso } from '../registrations/schemas.ts'

/** Kinds whose items have rules. */
const RULED = ['products', 'guarantees'] as const
const MOST = 5000
const EXAMPLES = 5

const Outcome = z.enum(['fits', 'ask', 'no'])

const Affected = z
  .object({
    total: z.int().openapi({ description: 'Registrations within what the key sees' }),
    sampled: z
      .int()
      .openapi({ description: `Of those, how many were judged: all, or about ${MOST} of all times` }),
    changes: z.array(
      z.object({
        from: Outcome,
        to: Outcome,
        sampled: z.int(),
        estimated: z.int().openapi({ description: 'Of all' }),
        examples: z.array(z.string()).openapi({ description: 'Numbers of registrations' }),
      }),
    ),
  })
  .openapi('Affected')

const Assumed = z
  .strictObject({
    amount: z.int().positive().optional(),
    supported: z.boolean().optional(),
    record: z.enum(['clean', 'late', 'unknown']).optional(),
    credit: z.enum(['none', 'consumer', 'kur', 'business']).optional(),
    membership: z.enum(['none', 'group', 'cooperative', 'board']).optional(),
    taxNumber: z.boolean().optional(),
    abroad: z.boolean().optional(),
  })
  .default({})
  .openapi({ description: 'What registrations do not tell, taken to be so of all' })

/** Who would be affected by a change of rules, before it is made. */
export function affectedRoutes(office: Office): OpenAPIHono {
  const routes = newRoutes()
  for (const kind of RULED) {
    const route = endpoint(
      { role: 'officer' },
      {
        method: 'post',
        path: `/${kind}/{item}/affected` as '/products/{item}/affected',
        tags: ['Content'],
        summary: 'Judge registrations by changed rules: how many verdicts would change, from what to what',
        description:
          'Nothing is written. Told of each owner is what the registration tells: since when, NIB, age.',
        request: {
          params: z.object({ item: Id }),
          body: body(z.strictObject({ item: itemSchema(kind), assume: Assumed })),
        },
        responses: { 200: json('The verdicts that would change', Affected) },
      },
    )
    routes.openapi(route, async (c) => {
      const { item, assume } = c.req.valid('json')
      const before = await find(office, c, kind, c.req.valid('param').item)
      const { total, handfuls } = await office.sample(c.get('scope'), MOST)
      const today = iso(Date.now() + 7 * 3_600_000).slice(0, 10)
      const counted = count(before.item, item)
      let sampled = 0
      for await (const handful of handfuls) {
        for (const one of handful)
          counted.add(one.number, { ...applicant(one, today), ...assume } as Applicant)
        sampled += handful.length
      }
      const changes = counted.changes.map((one) => ({
        ...one,
        estimated: sampled === 0 ? 0 : Math.round((one.sampled / sampled) * total),
      }))
      return c.json({ total, sampled, changes }, 200)
    })
  }
  return routes
}

/** What a conversation would know of them before it asks anything. */
function applicant({ yearStarted, nib, nik }: Sampled, today: string): Applicant {
  const told = Object.entries({ yearStarted, nib, nik }).map(([step, value]) => ({ step, value }))
  const known = knownOf({ registrationAnswers: told }, today)
  return applicantOf(Object.fromEntries(known.map(({ step, value }) => [step, value])))
}

interface Change {
  readonly from: z.infer<typeof Outcome>
  readonly to: z.infer<typeof Outcome>
  sampled: number
  readonly examples: string[]
}

function count(before: Versioned['item'], after: Versioned['item']) {
  const changes: Change[] = []
  return {
    changes,
    add(number: string, applicant: Applicant): void {
      const from = judge(before as unknown as Product, applicant).outcome
      const to = judge(after as unknown as Product, applicant).outcome
      if (from === to) return
      let change = changes.find((one) => one.from === from && one.to === to)
      if (!change) changes.push((change = { from, to, sampled: 0, examples: [] }))
      change.sampled += 1
      if (change.examples.length < EXAMPLES) change.examples.push(number)
    },
  }
}
