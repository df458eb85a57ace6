import { z } from '@hono/zod-openapi'
import { CHANNELS } from '../../../bot/channel.ts'
import type { Broadcast } from '../../../db/broadcasts/broadcasts.ts'
import type { Office } from '../../../db/office/office.ts'
import type { People } from '../../../db/office/people.ts'
import type { Scope } from '../../../db/office/scope.ts'
import { ABOUT_SOMETHING, OPENED, unknownPlaceholders } from '../../../flows/broadcast.ts'
import { Problem } from '../../problem.ts'
import { FilterQuery } from '../query/filters.ts'
import { HolderName, named } from '../names.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField, changed, conflict, notFound } from '../refusals.ts'

const STATES = [
  'draft',
  'approved',
  'scheduled',
  'running',
  'paused',
  'finished',
  'finishedWithUnknown',
  'cancelled',
  'missed',
] as const satisfies Broadcast['state'][]
export const State = z.enum(STATES)
export const BroadcastParam = z.object({ broadcast: z.string().min(1).max(60) })

/** Words in up to four languages; what is missing is said in Indonesian. */
const words = (most: number, refine: (text: string) => string | null) => {
  const one = z
    .string()
    .trim()
    .min(1)
    .max(most)
    .superRefine((text, context) => {
      const fault = refine(text)
      if (fault) context.addIssue({ code: 'custom', message: fault })
    })
  return z.strictObject({ id: one, en: one.optional(), jv: one.optional(), su: one.optional() })
}

function placeholderFault(text: string): string | null {
  const unknown = unknownPlaceholders(text)
  return unknown.length === 0
    ? null
    : `{${unknown[0]}} stands for nothing; there are {name}, {business}, {place}, {number}`
}

const Button = z
  .strictObject({
    label: words(40, () => null),
    opens: z.enum(OPENED).openapi({ description: 'The conversation that it opens' }),
    about: z
      .string()
      .regex(/^[A-Za-z0-9.-]{1,30}$/, 'must be an id: up to 30 letters, digits, . and -')
      .nullable()
      .default(null)
      .openapi({
        description:
          'What it is about: the id of a session (for session and signUp; `t.` and the id of a training that has no' +
          ' date yet), of a product, or a topic (training) or sector (programmes)',
      }),
  })
  .refine(({ opens, about }) => about !== null || !ABOUT_SOMETHING.includes(opens), {
    path: ['about'],
    message: 'must say which one',
  })

const Message = z
  .strictObject({
    text: words(3500, placeholderFault).openapi({
      description: 'Placeholders: {name}, {business}, {place}, {number}. Plain text.',
      example: { id: 'Halo {name}, ada pelatihan PKP di {place} tanggal 3 Desember.' },
    }),
    buttons: z.array(Button).max(3).default([]),
  })
  .openapi('BroadcastMessage')

const hour = z.int().min(0).max(23)
const Quiet = z
  .strictObject({ from: hour, to: hour })
  .refine(({ from, to }) => from !== to, 'must not be the whole day')
  .openapi('QuietHours', {
    description: 'By the clock of each recipient (WIB, WITA, WIT). Null: at any hour, for what cannot wait.',
    example: { from: 20, to: 7 },
  })

const RISK =
  'WhatsApp is reached through a linked phone, which WhatsApp does not allow for announcements: the number can be' +
  ' restricted or lost, and with it every conversation of owners. Say `acceptWhatsAppRisk: true` to use it all the same;' +
  ' it then goes slowly, to known contacts first, and stops at the first sign of a restriction.'

const fields = {
  name: z.string().trim().min(2).max(120).openapi({ example: 'Pelatihan PKP Banyuwangi, Desember' }),
  audience: FilterQuery.openapi('BroadcastAudience', {
    description: 'The filters of registrations',
    example: { q: 'sector:makanan regency:35.10 pirt:no -took:pkp' },
  }),
  message: Message,
  channels: z
    .array(z.enum(CHANNELS))
    .min(1)
    .max(CHANNELS.length)
    .refine((all) => new Set(all).size === all.length, 'names a channel twice')
    .openapi({
      description: `Each owner is reached on the first of telegram, whatsapp, web that is named. ${RISK}`,
    }),
  acceptWhatsAppRisk: z.boolean(),
  pace: z
    .int()
    .min(1)
    .max(1000)
    .nullable()
    .openapi({ description: 'Messages a second; null: what the channel allows' }),
  quiet: Quiet.nullable(),
  validUntil: Time.nullable().openapi({ description: 'Whoever is not reached by then is left out' }),
}

export const NewBroadcast = z.strictObject({
  ...fields,
  channels: fields.channels.default(['telegram', 'web']),
  acceptWhatsAppRisk: fields.acceptWhatsAppRisk.default(false),
  pace: fields.pace.default(null),
  quiet: fields.quiet.default({ from: 20, to: 7 }),
  validUntil: fields.validUntil.default(null),
})
export const ChangedBroadcast = z.strictObject(fields).partial()

/** Refuses WhatsApp unless its risk is accepted, and a time that is over. */
export function checkDraft(draft: z.infer<typeof ChangedBroadcast>): void {
  if (draft.channels?.includes('whatsapp') && !draft.acceptWhatsAppRisk)
    throw badField('acceptWhatsAppRisk', RISK)
  if (draft.validUntil && Date.parse(draft.validUntil) <= Date.now())
    throw badField('validUntil', 'must lie ahead')
}

const Count = z.object({
  state: z.string(),
  channel: z.string().nullable(),
  reason: z.string().nullable(),
  count: z.int(),
})

export const Listed = z
  .object({
    id: z.string(),
    name: z.string(),
    state: State,
    region: z.string().nullable(),
    channels: z.array(z.string()),
    pace: z.int().nullable(),
    quiet: z.object({ from: z.int(), to: z.int() }).nullable(),
    scheduledAt: Time.nullable(),
    validUntil: Time.nullable(),
    needsApproval: z.boolean(),
    createdBy: z.string().openapi({ description: 'The id of a person or a key' }),
    createdByName: HolderName,
    approvedBy: z.string().nullable(),
    approvedByName: HolderName,
    reason: z.string().nullable().openapi({ description: 'Why it is paused, when it paused by itself' }),
    resendOf: z.string().nullable(),
    startedAt: Time.nullable(),
    frozenAt: Time.nullable().openapi({ description: 'When the audience was complete' }),
    endedAt: Time.nullable(),
    version: z.int(),
    createdAt: Time,
  })
  .openapi('Broadcast')

export const Detail = Listed.extend({
  audience: z.record(z.string(), z.string()),
  message: z.object({
    text: z.record(z.string(), z.string()),
    buttons: z.array(z.any()),
    file: z.object({ id: z.string(), name: z.string(), mime: z.string() }).nullable(),
  }),
  recipients: z
    .array(Count)
    .openapi({ description: 'How many are in each state, on each channel, for each reason' }),
}).openapi('BroadcastDetail')

const time = (at: number | null): string | null => (at === null ? null : iso(at))

/** Broadcasts as people read them. */
export function shownAll(people: People, all: readonly Broadcast[]) {
  return named(people, all.map(shown), 'createdBy', 'approvedBy')
}

function shown(broadcast: Broadcast) {
  const {
    serial: _s,
    audience: _a,
    message: _m,
    frozenUpTo: _u,
    frozenTo: _t,
    channels,
    quiet,
    ...rest
  } = broadcast
  return {
    ...rest,
    channels: [...channels],
    quiet: quiet && { ...quiet },
    scheduledAt: time(rest.scheduledAt),
    validUntil: time(rest.validUntil),
    startedAt: time(rest.startedAt),
    frozenAt: time(rest.frozenAt),
    endedAt: time(rest.endedAt),
    createdAt: iso(rest.createdAt),
  }
}

/** The broadcast. Throws the Problem when it is not there, or elsewhere. */
export async function found({ broadcasts }: Office, scope: Scope, id: string): Promise<Broadcast> {
  const one = await broadcasts.byId(scope, id)
  if (!one) throw notFound('broadcast')
  return one
}

/** With its words and how many recipients are how far. */
export async function detailed({ broadcasts, people }: Office, one: Broadcast) {
  const [listed] = await shownAll(people, [one])
  return {
    ...listed!,
    audience: { ...one.audience.filters },
    message: {
      ...one.message,
      text: { ...one.message.text },
      buttons: [...one.message.buttons],
      file: one.message.file && { ...one.message.file },
    },
    recipients: await broadcasts.counts(one.serial),
  }
}

/** Why a change was not made: it was changed meanwhile, or it is too late for it. */
export function whyNot(one: Broadcast, version: number | null, from: readonly Broadcast['state'][]): Problem {
  if (version !== null && version !== one.version) {
    return changed('broadcast')
  }
  return conflict(`This broadcast is ${one.state}; that can be done when it is ${from.join(' or ')}.`)
}
