import { sealedLater } from '../office/audit.ts'
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
  count += await sealAudit(store, vault)
  const unsealed = 'select id, email from people where email_sealed is null'
  for (const [id, email] of (await store.read({ sql: unsealed, args: [] })).rows as [string, string][])
    await write('update people set email = ?2, email_sealed = ?3 where id = ?1 and email_sealed is null', [
      id,
      indexedEmail(email, vault),
      vault.sealText(email),
    ])
  return count
}

const PAGE = 500
const IN_CLEAR = `select id, detail from audit where id > ?1 and detail like '{%' order by id limit ${PAGE}`

/** The chain of hashes stays as it is. */
async function sealAudit(store: Store, vault: Vault): Promise<number> {
  for (let [count, after] = [0, 0]; ;) {
    const rows = (await store.read({ sql: IN_CLEAR, args: [after] })).rows as [number | bigint, string][]
    const sql = 'update audit set detail = ?2 where id = ?1'
    await store.write(
      rows.map(([id, detail]) => ({ sql, args: [Number(id), sealedLater(vault, detail)] })),
      { idempotent: true },
    )
    count += rows.length
    if (rows.length < PAGE) return count
    after = Number(rows.at(-1)![0])
  }
}
