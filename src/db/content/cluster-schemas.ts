import { z } from 'zod'
import type { ClusterKinds } from '../../flows/clusters/cluster-content.ts'
import { provenance, wording } from './provenance.ts'

/** What an item of each kind about clusters and cooperatives must hold. */
export const CLUSTER_SCHEMAS: { readonly [K in keyof ClusterKinds]: z.ZodType<ClusterKinds[K]> } = {
  clusterKinds: z.strictObject({
    ...provenance,
    title: wording,
    text: wording,
    capacity: z.strictObject({ min: z.int(), max: z.int() }).nullable(),
  }),
  cooperativeLevels: z.strictObject({
    ...provenance,
    title: wording,
    text: wording,
    minimum: z.int().min(1),
  }),
  cooperativeSteps: z.strictObject({
    ...provenance,
    order: z.int().min(1),
    levels: z.array(z.enum(['primary', 'secondary'])).min(1),
    title: wording,
    text: wording,
    prepare: z.array(wording),
    responsible: wording,
    number: z.boolean(),
  }),
}
