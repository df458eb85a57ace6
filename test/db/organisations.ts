import type { TestDatabase } from './stores.ts'

/** An organisation with so many places in East Java; tells its id. */
export async function planOrganisation(
  { store }: Pick<TestDatabase, 'store'>,
  { quota = 2, name = 'Himpunan Contoh' }: { readonly quota?: number; readonly name?: string } = {},
): Promise<string> {
  const id = crypto.randomUUID().slice(0, 8)
  await store.write([
    {
      sql: 'insert into organisations (id, name, created_at, updated_at) values (?1, ?2, 1, 1)',
      args: [id, name],
    },
    {
      sql: `insert into nomination_quotas (organisation_id, province, quota) values (?1, '35', ?2)`,
      args: [id, quota],
    },
  ])
  return id
}

/** Lets whoever registered with a number speak for it in chat. */
export async function planRepresentative(
  { store }: Pick<TestDatabase, 'store'>,
  organisation: string,
  number: string,
): Promise<void> {
  await store.write([
    {
      sql: `insert into representatives (organisation_id, kind, holder, created_at)
        select ?1, 'contact', contact_id, 1 from registrations where number = ?2`,
      args: [organisation, number],
    },
  ])
}

/** An owner on the way, in that state; tells the nomination's id. */
export async function planNomination(
  { store }: Pick<TestDatabase, 'store'>,
  organisation: string,
  number: string,
  state = 'accepted',
): Promise<string> {
  const id = crypto.randomUUID().slice(0, 8)
  await store.write([
    {
      sql: `insert into nominations (id, organisation_id, contact_id, province, state, expires_at, created_at, updated_at)
        select ?1, ?2, contact_id, province, ?4, ?5, ?6, ?6 from registrations where number = ?3`,
      args: [id, organisation, number, state, Date.now() + 86_400_000, Date.now()],
    },
  ])
  return id
}
