import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { testMessage, withFile } from '../../../bot/broadcasts/broadcast-message.ts'
import type { ChannelName } from '../../../bot/channel.ts'
import { standing } from '../../../bot/notices.ts'
import { broadcastRecipients } from '../../../db/broadcasts/broadcast-schema.ts'
import { REPORTED } from '../../../db/broadcasts/broadcast-report.ts'
import type { ExportedRow } from '../../../db/exports/export-rows.ts'
import { regionName } from '../../../flows/understand/regions.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { BroadcastParam, found } from './broadcast-shown.ts'
import { cursorText, pageOf, Paged, readCursor } from '../cursor.ts'
import { body, endpoint, json } from '../endpoint.ts'
import { newRoutes } from '../routes.ts'
import { iso, RegistrationNumber, Time } from '../registrations/schemas.ts'
import { Format, SheetFile, sheetResponse } from '../sheets/sheet-response.ts'
import { badField, conflict } from '../refusals.ts'

const tags = ['Broadcasts']
const RecipientState = z.enum(broadcastRecipients.state.enumValues)

const Recipient = z
  .object({
    number: z.string().nullable(),
    businessName: z.string().nullable(),
    place: z.string().nullable(),
    channel: z.string().nullable(),
    state: RecipientState,
    reason: z.string().nullable().openapi({ description: 'Why it failed, or was skipped' }),
    sentAt: Time.nullable(),
    deliveredAt: Time.nullable(),
    readAt: Time.nullable(),
  })
  .openapi('BroadcastRecipient')

const recipients = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{broadcast}/recipients',
    tags,
    summary: 'See what became of each recipient',
    request: {
      params: BroadcastParam,
      query: z.strictObject({
        state: RecipientState.optional(),
        ...Paged,
      }),
    },
    responses: {
      200: json('A page', pageOf(Recipient)),
    },
  },
)

const exported = endpoint(
  { role: 'officer' },
  {
    method: 'get',
    path: '/{broadcast}/export',
    tags,
    summary: 'Download what became of each recipient as CSV or XLSX; written to the audit log',
    request: {
      params: BroadcastParam,
      query: z.strictObject({ state: RecipientState.optional(), format: Format }),
    },
    responses: { 200: SheetFile },
  },
)

const test = endpoint(
  { role: 'admin' },
  {
    method: 'post',
    path: '/{broadcast}/test',
    tags,
    summary: 'Send it to one registered owner as a trial: yourself; written to the audit log',
    request: { params: BroadcastParam, body: body(z.strictObject({ number: RegistrationNumber })) },
    responses: { 202: json('Where it goes', z.object({ channel: z.string() })) },
  },
)

/** What became of a broadcast, and how it looks in a real chat. */
export function broadcastReportRoutes({
  office,
  sheets,
  broadcasts: desk,
  wakeOutbox,
}: ApiDependencies): OpenAPIHono {
  const { broadcasts, broadcastReports, registrations, contacts, exports } = office
  const routes = newRoutes()

  routes.openapi(recipients, async (c) => {
    const { state = null, limit, after } = c.req.valid('query')
    const one = await found(office, c.get('scope'), c.req.valid('param').broadcast)
    const from = after === undefined ? null : readCursor(after, one.id)
    const page = await broadcastReports.rows(one.serial, state, limit, from)
    return c.json(
      { items: page.items.map(recipientOf), next: page.next && cursorText(page.next, one.id) },
      200,
    )
  })

  routes.openapi(exported, async (c) => {
    const { state = null, format } = c.req.valid('query')
    const one = await found(office, c.get('scope'), c.req.valid('param').broadcast)
    const asked = {
      of: 'broadcast',
      subject: one.id,
      format,
      filters: { state },
      name: 'broadcast',
      source: { type: 'recipients', broadcast: one.serial, state },
      total: await broadcastReports.total(one.serial, state),
    } as const
    return sheetResponse(c, { sheets, exports }, asked)
  })

  routes.openapi(test, async (c) => {
    const one = await found(office, c.get('scope'), c.req.valid('param').broadcast)
    const { number } = c.req.valid('json')
    const registration = await registrations.byNumber(c.get('scope'), number)
    const contact = registration && (await contacts.byId(registration.contactId))
    if (!registration || !contact) throw badField('number', 'is no registration within what your key sees')
    const address = standing(contact)
    if (address === undefined || contact.messagesStopped) {
      throw conflict('This owner cannot be reached, or wants no messages.')
    }
    const { businessName, regency } = registration
    // Only the owner reads it.
    const name = (await registrations.reveal(c.get('scope'), number))?.ownerName ?? ''
    const recipient = { name, business: businessName, place: regionName(regency), number }
    const channel = address.slice(0, address.indexOf(':')) as ChannelName
    const words = testMessage(one.message, recipient, contact.language, desk.texts)
    const message = withFile(words, one.message.file, channel, desk.site)
    const letter = { id: desk.newId(), address, contactId: contact.id, body: JSON.stringify(message) }
    await broadcasts.test(one, { ...letter, kind: 'reply' }, c.get('keyHolder').id, Date.now())
    wakeOutbox()
    return c.json({ channel }, 202)
  })
  return routes
}

const TIMES = REPORTED.indexOf('sentAt')

function timed(row: ExportedRow): ExportedRow {
  return row.map((value, at) => (at >= TIMES && value !== null ? iso(value as number) : value))
}

function recipientOf(row: ExportedRow): z.infer<typeof Recipient> {
  const { regency, ...rest } = Object.fromEntries(
    REPORTED.map((name, at) => [name, timed(row)[at]]),
  ) as Record<string, string | null>
  return { ...rest, place: regency ? regionName(regency) : null } as z.infer<typeof Recipient>
}
