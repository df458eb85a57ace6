import { z } from 'zod'
import {
  type Applicant,
  type ContentKind,
  type ContentOf,
  FAQ_TOPICS,
  FINANCING_NEEDS,
  PROGRAMME_NEEDS,
  TRAINING_TOPICS,
} from '../../flows/content.ts'
import { CLUSTER_SCHEMAS } from './cluster-schemas.ts'
import { PIRT_SCHEMAS } from './pirt-schemas.ts'
import { day, provenance, wording } from './provenance.ts'

const applicantFact = z.enum([
  'amount',
  'monthsRunning',
  'supported',
  'age',
  'legality',
  'record',
  'credit',
  'membership',
  'womensGroup',
  'abroad',
  'taxNumber',
  'books',
] as const satisfies readonly (keyof Applicant)[])

const condition = z.strictObject({
  fact: applicantFact,
  in: z.array(z.union([z.string(), z.boolean()])).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  above: z.number().optional(),
})

const rule = z.strictObject({
  id: z.string(),
  any: z.array(condition).min(1),
  when: condition.optional(),
  doubt: z.array(condition).optional(),
  says: wording,
  fix: wording.nullable(),
  source: z.string().min(1),
  uncertain: z.boolean().optional(),
})

const agency = z.strictObject({
  ...provenance,
  title: wording,
  kind: z.enum(['ministry', 'agency', 'company', 'local']),
})

const programme = z.strictObject({
  ...provenance,
  title: wording,
  text: wording,
  agency: z.string(),
  needs: z.array(z.enum(PROGRAMME_NEEDS)).min(1),
  sectors: z.array(z.string()),
  regions: z.array(z.string()),
  apply: wording,
  until: day.nullable(),
  overlaps: z.array(z.string()),
})

const product = z.strictObject({
  ...provenance,
  title: wording,
  text: wording,
  needs: z.array(z.enum(FINANCING_NEEDS)).min(1),
  rate: z.strictObject({ percent: z.number().min(0), certain: z.boolean() }).nullable(),
  rules: z.array(rule),
  documents: z.array(wording),
  apply: wording,
})

const guarantee = z.strictObject({ ...provenance, title: wording, text: wording, rules: z.array(rule) })

const faq = z.strictObject({
  ...provenance,
  title: wording,
  text: wording,
  topic: z.enum(FAQ_TOPICS),
  words: z.array(z.string()),
})

const training = z.strictObject({
  ...provenance,
  // It travels in a button, behind two more characters.
  id: z.string().regex(/^[a-z0-9-]{1,28}$/),
  title: wording,
  text: wording,
  agency: z.string(),
  topic: z.enum(TRAINING_TOPICS),
  theme: z.string().regex(/^[a-z-]+$/),
  level: z.enum(['basic', 'advanced']),
})

/** What an item of each kind must hold. */
export const SCHEMAS: { readonly [K in ContentKind]: z.ZodType<ContentOf<K>> } = {
  agencies: agency,
  programmes: programme,
  products: product,
  guarantees: guarantee,
  faqs: faq,
  ...PIRT_SCHEMAS,
  ...CLUSTER_SCHEMAS,
  trainings: training,
}
