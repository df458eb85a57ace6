import { z } from 'zod'
import { PIRT_FACTS, type PirtKinds } from '../../flows/pirt/pirt-content.ts'
import { provenance, wording } from './provenance.ts'

const order = z.int().min(1)

/** What an item of each kind about P-IRT must hold. */
export const PIRT_SCHEMAS: { readonly [K in keyof PirtKinds]: z.ZodType<PirtKinds[K]> } = {
  pirtGroups: z.strictObject({
    ...provenance,
    title: wording,
    examples: wording,
    listed: z.boolean(),
    words: z.array(z.string()),
    form: z.enum(['dry', 'wet']).nullable(),
  }),
  pirtRules: z.strictObject({
    ...provenance,
    order,
    title: wording,
    fix: wording,
    fact: z.enum(PIRT_FACTS),
    failed: z.array(z.string()),
    doubt: z.array(z.string()),
    except: z.array(z.string()),
    route: z.string().nullable(),
  }),
  pirtRoutes: z.strictObject({ ...provenance, title: wording, text: wording }),
  pirtSteps: z.strictObject({
    ...provenance,
    order,
    title: wording,
    text: wording,
    prepare: z.array(wording),
  }),
  pirtLabels: z.strictObject({ ...provenance, order, mandatory: z.boolean(), title: wording, text: wording }),
  pirtVariations: z.strictObject({
    ...provenance,
    title: wording,
    text: wording,
    regions: z.array(z.string()).min(1),
  }),
}
