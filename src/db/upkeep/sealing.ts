import { indexedEmail } from '../office/people.ts'
import type { Argument, Store } from '../store/store.ts'
import { SEALED, type Vault } from '../vault.ts'

/** Texts that are sealed now, and were not always. */
const COLUMNS: { readonly [table: string]: readonly string[] } = {
  api_keys: ['name'],
  people: ['name'],
  broadcasts: ['name', 'audience'],
  contracts: ['expects', 'ended_because'],
  contract_notes: ['quality', 'management'],
}

/** Seals what an earlier release wrote in clear, and resolves to how many texts that was: none, the next time. */
export async function sealTexts(store: Store, vault: Vault): Promise<number> {
  let count = 0
  const write = async (sql: string, args: Argument[]) => {
    await store.write([{ sql, args }], { idempotent: true })
    count++
  }
  for (const [table, columns] of Object.entries(COLUMNS)) {
    for (const column of columns) {
      const sql = `select distinct ${column} from ${table} where ${column} not like '${SEALED}%'`
      for (const [text] of (await store.read({ sql, args: [] })).rows)
        await write(`update ${table} set ${column} = ?2 where ${column} = ?1`, [
          text as string,
          vault.sealText(text as string),
        ])
    }
  }
  const unsealed = 'select id, email from people where email_sealed is null'
  for (const [id, email] of (await store.read({ sql: unsealed, args: [] })).rows as [string, string][])
    await write('update people set email = ?2, email_sealed = ?3 where id = ?1 and email_sealed is null', [
      id,
      indexedEmail(email, vault),
      vault.sealText(email),
    ])
  return count
}
