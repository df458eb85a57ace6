import type { Statement, Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** A file as messages name it. Its id is unguessable: whoever has it may see the file. */
export interface BroadcastFile {
  readonly id: string
  readonly name: string
  readonly mime: string
}

/** Images and PDFs that go with broadcasts. */
export interface BroadcastFiles {
  find(id: string): Promise<{ readonly name: string; readonly mime: string; readonly bytes: Buffer } | null>
}

/** The bytes are sealed; whoever has the id may have the file: it cannot be guessed. */
export function createBroadcastFiles(store: Store, vault: Vault): BroadcastFiles {
  return {
    async find(id) {
      const { rows } = await store.read({
        sql: 'select name, mime, bytes_sealed from broadcast_files where id = ?1',
        args: [id],
      })
      if (!rows[0]) return null
      const [name, mime, sealed] = rows[0]
      return { name: name as string, mime: mime as string, bytes: vault.openBytes(sealed as Uint8Array) }
    },
  }
}

/** What keeps a file, for the commit that puts it into a broadcast. */
export function fileStatement(
  { id, name, mime, bytes }: BroadcastFile & { readonly bytes: Buffer },
  { region, by, at }: { readonly region: string | null; readonly by: string; readonly at: number },
  vault: Vault,
): Statement {
  return {
    sql: `insert into broadcast_files (id, name, mime, size, region, created_by, created_at, bytes_sealed)
      values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    args: [id, name, mime, bytes.length, region, by, at, vault.sealBytes(bytes)],
  }
}
