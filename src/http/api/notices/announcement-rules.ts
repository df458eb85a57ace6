import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { randomCode } from '../../../bot/ids.ts'
import { LEFT_OUT } from '../../../db/notices/announcements.ts'
import type { Rule } from '../../../db/notices/announcement-rules.ts'
import type { Office } from '../../../db/office/office.ts'
import { TRAINING_TOPICS } from '../../../flows/content.ts'
import { SECTORS } from '../../../flows/sectors.ts'
import { isRegion } from '../../../flows/understand/regions.ts'
import { body, endpoint, json, MatchHeader } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField, changed, notFound, required } from '../refusals.ts'

const tags = ['Announcement rules']
const RuleParam = z.object({ rule: z.string().regex(/^[\w-]{1,24}$/) })

const fields = {
  name: z.string().trim().min(3).max(100),
  topic: z
    .enum(TRAINING_TOPICS)
    .nullable()
    .default(null)
    .openapi({ description: 'Null: sessions of every topic' }),
  training: z
    .string()
    .max(30)
    .nullable()
    .default(null)
    .openapi({ description: 'Only sessions of this training' }),
  region: z
    .string()
    .refine(isRegion, 'must be a province or a regency such as 35.10')
    .nullable()
    .default(null)
    .openapi({ description: 'Only sessions held there' }),
  sectors: z
    .array(z.enum(SECTORS))
    .max(SECTORS.length)
    .default([])
    .openapi({ description: 'Owners of these; [] for all' }),
  reach: z.enum(['regency', 'province', 'nation']).openapi({
    description: 'Owners of the venue’s regency or province, or all; online sessions reach all',
  }),
  everyDays: z
    .int()
    .min(1)
    .max(90)
    .default(7)
    .openapi({ description: 'Nobody is told of more than one session in so many days' }),
  on: z.boolean().default(false),
}
const NewRule = z.strictObject(fields).openapi('NewAnnouncementRule')
const RuleSchema = z
  .object({ id: z.string(), ...fields, version: z.int(), updatedAt: Time })
  .openapi('AnnouncementRule')

const list = endpoint(
  { role: 'viewer' },
  {
    method: 'get',
    path: '/',
    tags,
    summary: 'List the rules by which new training sessions announce themselves',
    responses: { 200: json('All of them', z.object({ items: z.array(RuleSchema) })) },
  },
)

const create = endpoint(
  { role: 'admin', nation: true },
  {
    method: 'post',
    path: '/',
    tags,
    summary: 'Write a rule; once it is on, sessions entered from then on are announced',
    request: { body: body(NewRule) },
    responses: { 201: json('The rule', RuleSchema) },
  },
)

const replace = endpoint(
  { role: 'admin', nation: true },
  {
    method: 'put',
    path: '/{rule}',
    tags,
    summary: 'Change a rule, switch it on or off',
    request: { params: RuleParam, headers: MatchHeader, body: body(NewRule) },
    responses: { 200: json('The rule as it is now', RuleSchema) },
  },
)

const preview = endpoint(
  { role: 'admin', nation: true },
  {
    method: 'get',
    path: '/{rule}/preview',
    tags,
    summary: 'Count whom the rule would tell of a session, and why others are left out',
    request: { params: RuleParam, query: z.strictObject({ session: z.string().max(24) }) },
    responses: {
      200: json(
        'How many',
        z.object({
          concerns: z.boolean().openapi({ description: 'The rule is about that session' }),
          told: z.int(),
          leftOut: z.object(Object.fromEntries(LEFT_OUT.map((why) => [why, z.int()]))),
        }),
      ),
    },
  },
)

/** Rules by which new training sessions announce themselves to the owners whom they are for. */
export function announcementRoutes({ announcementRules: rules, content }: Office): OpenAPIHono {
  const routes = newRoutes()

  async function find(id: string): Promise<Rule> {
    const rule = await rules.byId(id)
    if (!rule) throw notFound('rule')
    return rule
  }

  async function checkTraining(training: string | null): Promise<void> {
    if (training === null || (await content.find('trainings', training)) !== null) return
    throw badField('training', 'there is no such training')
  }

  routes.openapi(list, async (c) => c.json({ items: (await rules.list()).map(shown) }, 200))

  routes.openapi(create, async (c) => {
    const fields = c.req.valid('json')
    await checkTraining(fields.training)
    const id = randomCode().toLowerCase()
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    await rules.create({ id, ...fields }, by)
    return c.json(shown(await find(id)), 201, { etag: '"1"' })
  })

  routes.openapi(replace, async (c) => {
    const before = await find(c.req.valid('param').rule)
    const fields = c.req.valid('json')
    await checkTraining(fields.training)
    const version = required(c.req.valid('header')['if-match'])
    const by = { actor: c.get('keyHolder').id, at: Date.now() }
    const outcome = version === before.version ? await rules.change(before, fields, by) : 'changed'
    if (outcome === 'changed') throw changed('rule')
    const rule = await find(before.id)
    return c.json(shown(rule), 200, { etag: `"${rule.version}"` })
  })

  routes.openapi(preview, async (c) => {
    const rule = await find(c.req.valid('param').rule)
    const counted = await rules.preview(rule, c.req.valid('query').session, Date.now())
    if (!counted) throw notFound('session')
    return c.json(counted, 200)
  })

  return routes
}

const shown = ({ updatedAt, ...rule }: Rule) => ({
  ...rule,
  topic: rule.topic as (typeof TRAINING_TOPICS)[number] | null,
  sectors: rule.sectors as (typeof SECTORS)[number][],
  updatedAt: iso(updatedAt),
})
