import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { showings } from '../../../bot/broadcasts/broadcast-message.ts'
import { CHANNELS } from '../../../bot/channel.ts'
import { covers, type Scope, scopeOf } from '../../../db/office/scope.ts'
import type { Broadcast } from '../../../db/broadcasts/broadcasts.ts'
import { isRegion, regionName } from '../../../flows/understand/regions.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { BroadcastParam, found } from './broadcast-shown.ts'
import { endpoint, json } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'

const Preview = z
  .object({
    matched: z
      .int()
      .openapi({ description: 'Owners that the audience describes, within what its author sees' }),
    channels: z.record(z.string(), z.int()).openapi({ description: 'How many are reached where' }),
    leftOut: z.record(z.string(), z.int()).openapi({
      description:
        'How many are not, and why: withdrawn, optedOut, noConsent (to messages), blocked, noAddress (on these' +
        ' channels), samePerson (the telephone number of somebody who came earlier)',
    }),
    outsideScope: z.array(z.string()).openapi({
      description: 'Places that the audience names and its author does not see: nobody there is counted',
    }),
    sample: z.array(
      z.object({
        number: z.string(),
        ownerName: z.string(),
        businessName: z.string(),
        place: z.string(),
        channel: z.string(),
      }),
    ),
    messages: z
      .array(
        z.object({
          channel: z.enum(CHANNELS),
          language: z.string(),
          text: z.string(),
          buttons: z.array(z.string()),
          length: z.int(),
          parts: z.int().openapi({ description: 'Messages that it takes' }),
        }),
      )
      .openapi({ description: 'With the first of the sample, or made-up words' }),
  })
  .openapi('BroadcastPreview')

const preview = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{broadcast}/preview',
    tags: ['Broadcasts'],
    summary: 'See whom it would reach and why not everybody, a few of them, and the message as it will look',
    request: { params: BroadcastParam },
    responses: { 200: json('The preview', Preview) },
  },
)

/** What a broadcast would do if it were started now. */
export function broadcastPreviewRoutes({ office, broadcasts }: ApiDependencies): OpenAPIHono {
  const routes = newRoutes()
  routes.openapi(preview, async (c) => {
    const one = await found(office, c.get('scope'), c.req.valid('param').broadcast)
    const reach = await office.audiences.reach(one, Date.now())
    const sample = await sampled(office, c.get('scope'), reach.sample)
    const first = sample[0]
    const recipient = {
      name: first?.ownerName ?? 'Siti Aminah',
      business: first?.businessName ?? 'Keripik Tempe Bu Siti',
      place: first?.place ?? 'Kabupaten Banyuwangi',
      number: first?.number ?? 'NK-7F3K-9Q2M',
    }
    const channels = CHANNELS.filter((channel) => one.channels.includes(channel))
    return c.json(
      {
        matched: reach.matched,
        channels: { ...reach.channels },
        leftOut: { ...reach.leftOut },
        outsideScope: outside(one),
        sample,
        messages: showings(one.message, recipient, channels, broadcasts.texts).map((shown) => ({
          ...shown,
          buttons: [...shown.buttons],
        })),
      },
      200,
    )
  })
  return routes
}

async function sampled(
  { registrations }: ApiDependencies['office'],
  scope: Scope,
  sample: readonly { readonly contactId: string; readonly channel: string }[],
) {
  const rows = await Promise.all(
    sample.map(async ({ contactId, channel }) => {
      const one = await registrations.ofContact(scope, contactId)
      return one && { one, channel }
    }),
  )
  return rows.flatMap((row) =>
    row
      ? [
          {
            number: row.one.number,
            ownerName: row.one.ownerName,
            businessName: row.one.businessName,
            place: regionName(row.one.regency),
            channel: row.channel,
          },
        ]
      : [],
  )
}

/** The places of the question that lie elsewhere. What they hold is told to nobody. */
function outside({ audience, region }: Broadcast): string[] {
  const scope = scopeOf(region)
  const named = audience.conditions.flatMap((condition) =>
    condition.type === 'in' && !condition.not && ['province', 'regency', 'district'].includes(condition.field)
      ? condition.values.filter((value) => value !== null)
      : [],
  )
  return named.filter(
    (code) => isRegion(code) && !covers(scope, scopeOf(code.slice(0, 5))) && !isAround(scope, code),
  )
}

/** A province that holds what the author sees is not elsewhere. */
const isAround = (scope: Scope, code: string): boolean =>
  scope.type === 'regencies' && code.length === 2 && scope.codes.some((one) => one.startsWith(`${code}.`))
