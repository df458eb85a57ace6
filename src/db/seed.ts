import type { ContentKind } from '../flows/content.ts'
import { contentRow } from './content/content.ts'
import { columns, set } from './store/rows.ts'
import agencies from './seed/agencies.json' with { type: 'json' }
import clusterKinds from './seed/cluster-kinds.json' with { type: 'json' }
import cooperativeLevels from './seed/cooperative-levels.json' with { type: 'json' }
import cooperativeSteps from './seed/cooperative-steps.json' with { type: 'json' }
import faqs from './seed/faqs.json' with { type: 'json' }
import guarantees from './seed/guarantees.json' with { type: 'json' }
import pirtGroups from './seed/pirt-groups.json' with { type: 'json' }
import pirtLabels from './seed/pirt-labels.json' with { type: 'json' }
import pirtRoutes from './seed/pirt-routes.json' with { type: 'json' }
import pirtRules from './seed/pirt-rules.json' with { type: 'json' }
import pirtSteps from './seed/pirt-steps.json' with { type: 'json' }
import pirtVariations from './seed/pirt-variations.json' with { type: 'json' }
import products from './seed/products.json' with { type: 'json' }
import programmes from './seed/programmes.json' with { type: 'json' }
import reminders from './seed/reminders.json' with { type: 'json' }
import trainings from './seed/trainings.json' with { type: 'json' }
import type { Store } from './store/store.ts'

/** What a new database is filled with. */
export const SEED: { readonly [K in ContentKind]: readonly unknown[] } = {
  agencies,
  programmes,
  products,
  guarantees,
  faqs,
  pirtGroups,
  pirtRules,
  pirtRoutes,
  pirtSteps,
  pirtLabels,
  pirtVariations,
  trainings,
  clusterKinds,
  cooperativeLevels,
  cooperativeSteps,
}

// What is there already stays as it is: an officer may have edited it.
const INSERT = `
insert into content (kind, id, status, source, regulation, valid_from, verified_at, data, updated_at)
select ${columns(9)} from json_each(?1) j where true
on conflict (kind, id) do nothing`

/** Adds the items that the database lacks, and resolves to how many. Throws for an item that is not whole. */
export async function seedContent(store: Store, now = Date.now()): Promise<number> {
  const rows = (Object.keys(SEED) as ContentKind[]).flatMap((kind) =>
    SEED[kind].map((item) => [...contentRow(kind, item), now]),
  )
  const [written] = await store.write(set(INSERT, rows), { idempotent: true })
  return written!.changes
}

const REMINDERS = `
insert into reminders (id, moment, offset, within, notice, "on", updated_at)
select ${columns(5)}, 1, ?2 from json_each(?1) j where true
on conflict (id) do nothing`

/** Adds the reminders that the database lacks. */
export async function seedReminders(store: Store, now = Date.now()): Promise<void> {
  const rows = reminders.map(({ id, moment, offset, within, notice }) => [id, moment, offset, within, notice])
  await store.write(set(REMINDERS, rows, now), { idempotent: true })
}
