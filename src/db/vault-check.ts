import type { Store } from './store/store.ts'
import type { Vault } from './vault.ts'

const WORDS = 'the right key'

/** Whether the vault opens what this database holds. The first vault that asks is the one that it belongs to. */
export async function opensVault(store: Store, vault: Vault): Promise<boolean> {
  const known = await sealedIn(store)
  if (known === null) {
    const sql = 'insert into vault_check (id, sealed) values (1, ?1) on conflict do nothing'
    await store.write([{ sql, args: [vault.seal(WORDS)] }], { idempotent: true })
  }
  const sealed = known ?? (await sealedIn(store))
  try {
    return vault.open(sealed!) === WORDS
  } catch {
    return false
  }
}

async function sealedIn(store: Store): Promise<Uint8Array | null> {
  const { rows } = await store.read({ sql: 'select sealed from vault_check where id = 1', args: [] })
  return (rows[0]?.[0] as Uint8Array | undefined) ?? null
}
