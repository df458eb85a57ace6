import { type NominationState, type PATH, stateBefore } from '../../flows/nominations/nominations.ts'
import type { Audit } from '../office/audit.ts'
import { audited, type By } from '../office/audited.ts'
import { proposalStatements, stateAt, step, unstep } from './nomination-writes.ts'
import { noticeStatements } from '../notices/notices.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { maskName } from '../registrations/registrations.ts'
import { placesIn, type Scope, within } from '../office/scope.ts'
import { StoreRefused } from '../store/store-error.ts'
import { type Argument, records, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** An owner on the way to a bank, as officers and representatives see it; the name is masked. */
export interface NominationShown {
  readonly id: string
  readonly contactId: string
  readonly organisation: string
  readonly organisationName: string
  readonly state: NominationState
  readonly reason: string | null
  readonly number: string
  readonly businessName: string
  readonly ownerName: string
  readonly regency: string
  readonly province: string
  readonly expiresAt: number
  readonly steps: readonly { readonly state: string; readonly at: number }[]
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface NominationQuery {
  readonly organisation?: string
  readonly state?: NominationState
  readonly limit: number
  readonly after?: Cursor
  readonly at: number
}

/** Owners whom organisations propose. They belong to the region of the owner. */
export interface Nominations {
  /** Newest first. */
  page(scope: Scope, query: NominationQuery): Promise<Page<NominationShown>>
  find(scope: Scope, id: string, at: number): Promise<NominationShown | null>
  /** `refused`: the owner has a way already, or there is no place left. The owner is told. */
  propose(
    proposal: { readonly id: string; readonly organisation: string; readonly number: string },
    by: By,
  ): Promise<'done' | 'refused'>
  /** Further, or back from a state that was recorded by mistake. The owner is told. `changed`: somebody else was first. */
  move(
    before: NominationShown,
    to: { readonly state: (typeof PATH)[number]; readonly reason: string | null },
    by: By,
  ): Promise<'done' | 'changed'>
}

const SELECT = `
select n.*, ${stateAt('?2')} as now, o.name as organisation_name, r.number, r.business_name, r.owner_name_sealed,
  r.regency, (select json_group_array(json_object('state', s.state, 'at', s.at)) from nomination_steps s
    where s.nomination_id = n.id) as steps
from nominations n join organisations o on o.id = n.organisation_id
join registrations r on r.contact_id = n.contact_id`

const inside = (scope: Scope): string => within(scope, 'r.regency', 1, 'n.contact_id')

/** Owners’ names are masked as they are read; quotas are kept by the commit itself. */
export function createNominations(store: Store, audit: Audit, vault: Vault): Nominations {
  const read = async (where: string, ...args: Argument[]) =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map((row) =>
      nominationOf(row, vault),
    )

  return {
    async page(scope, { organisation, state, limit, after, at }) {
      const items = await read(
        `${inside(scope)} and (?3 is null or n.organisation_id = ?3) and (?4 is null or ${stateAt('?2')} = ?4)
          and (?5 is null or (n.created_at, n.id) < (?5, ?6)) order by n.created_at desc, n.id desc limit ?7`,
        placesIn(scope),
        at,
        organisation ?? null,
        state ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(items, limit, (last) => [last.createdAt, last.id])
    },
    async find(scope, id, at) {
      return (await read(`${inside(scope)} and n.id = ?3`, placesIn(scope), at, id))[0] ?? null
    },
    async propose({ id, organisation, number }, { actor, at }) {
      const entry = { actor, action: 'nomination.proposed', subject: id, detail: { organisation, number } }
      try {
        await audit.append(entry, at, proposalStatements({ id, organisation, number, actor }, at))
        return 'done'
      } catch (error) {
        if (error instanceof StoreRefused && error.someoneElse) return 'refused'
        throw error
      }
    },
    move({ id, version, contactId, organisationName, state: from }, { state, reason }, { actor, at }) {
      const back = stateBefore(from) === state
      const notice = {
        once: `nomination/${id}/${version}`,
        type: 'nominationMoved',
        contactId,
        data: { organisation: organisationName, state, corrected: back },
      }
      return audited(
        audit,
        {
          actor,
          action: back ? 'nomination.takenBack' : `nomination.${state}`,
          subject: id,
          detail: { version, ...(back && { from, to: state }) },
        },
        at,
        {
          sql: `update nominations set state = ?2, reason_sealed = ?3, updated_at = ?4, version = version + 1
            where id = ?1 and version = ?5`,
          args: [id, state, reason === null ? null : vault.seal(reason), at, version],
        },
        [back ? unstep(id, from) : step(id, state, at, actor), ...noticeStatements([notice], at, vault)],
      )
    },
  }
}

interface Row {
  readonly [column: string]: unknown
}

function nominationOf(row: Row, vault: Vault): NominationShown {
  const text = (name: string) => row[name] as string
  const sealed = row['reason_sealed'] as Uint8Array | null
  return {
    id: text('id'),
    contactId: text('contact_id'),
    organisation: text('organisation_id'),
    organisationName: text('organisation_name'),
    state: row['now'] as NominationState,
    reason: sealed && vault.open(sealed),
    number: text('number'),
    businessName: text('business_name'),
    ownerName: maskName(vault.open(row['owner_name_sealed'] as Uint8Array)),
    regency: text('regency'),
    province: text('province'),
    expiresAt: Number(row['expires_at']),
    steps: (JSON.parse(text('steps')) as NominationShown['steps']).toSorted((a, b) => a.at - b.at),
    version: Number(row['version']),
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
  }
}
