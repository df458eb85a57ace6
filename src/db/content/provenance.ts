import { z } from 'zod'

const words = z.string().min(1)
/** What data says, in Indonesian at least. */
export const wording = z.strictObject({
  id: words,
  en: words.optional(),
  jv: words.optional(),
  su: words.optional(),
})

export const day = z.iso.date()

/** Where an item comes from and whether an officer stands by it: columns of its row, not part of its data. */
export const provenance = {
  id: z.string().regex(/^[a-z0-9-]{1,30}$/),
  /** Where it stands among its kind: what most owners ask for comes first. */
  place: z.int().default(1000),
  status: z.enum(['published', 'needs verification']),
  source: z.string().min(1),
  regulation: z.string().nullable(),
  validFrom: z
    .string()
    .regex(/^\d{4}(-\d{2}){0,2}$/)
    .nullable(),
  verifiedAt: day.nullable(),
  ask: wording.nullable(),
  /** How sure the source is: read in it (V), read in one that is not official (V1), general knowledge, or disputed. */
  confidence: z.enum(['V', 'V1', 'GK', 'U']),
}
