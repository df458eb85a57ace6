import type { Json } from '../flows/types.ts'
import type { Fact, FactOf, Found } from './fact.ts'
import { createContent, isContentKind } from './content/content.ts'
import { CLUSTER_FACTS } from './clusters/cluster-facts.ts'
import { codeIndex } from './effects/link.ts'
import { NOMINATION_FACTS } from './nominations/nomination-facts.ts'
import { PARTNER_FACTS } from './partners/partner-facts.ts'
import { maskName, type Returned } from './registrations/registrations.ts'
import { records, type Result, type Statement, type Store } from './store/store.ts'
import { STANDING_FACTS } from './standing-facts.ts'
import { TRAINING_FACTS } from './training/training-facts.ts'
import type { Vault } from './vault.ts'

export interface Facts {
  /**
   * Answers in the order asked, in one round trip. `at` is the time in milliseconds.
   * - `nikHolder` (a NIK): `self`, `other`, or null when nobody registered with it
   * - `registrationAnswers`: the contact's registration as answers of the registration flow, or null; without those
   *   that an officer gave back, so that the flow asks for just these
   * - `returned`: the fields that an officer gave back, each with the reason, or null
   * - `consents`: the last word on each purpose, 1 or 0, or null when nothing was ever asked
   * - `pirtCases`: the contact's products on their way to a P-IRT number, with their papers, or null
   * - `noticeSwitches`: the kinds of notices that the contact has switched off, or null
   * - `announced`: the buttons of the last broadcast, and whether nothing was said since, or null
   * - `linkCode` (a code): `{ valid, owner }` with the masked name of who gave it, or null for an unknown code
   * - those of trainings stand in training-facts.ts, of partnership in partner-facts.ts, of clusters in cluster-facts.ts,
   *   and `standing`, what is under way, in standing-facts.ts
   * - a kind of content (`products`, `faqs`, …): its items, from memory
   */
  load(requests: readonly FactOf[], at?: number): Promise<Json[]>
}

// One product a line, with its papers.
const PIRT_CASES = `
select place, json_group_array(json(data)) as cases from (
  select k.key as place, json_object('id', c.id, 'product', c.product, 'group', c.food_group, 'step', c.step,
    'commitmentOn', c.commitment_on, 'deadlineOn', c.deadline_on, 'number', c.number, 'expiry', c.expiry,
    'verified', json(c.verified), 'version', c.version, 'documents', (
      select json_group_array(json_object('kind', d.kind, 'state', d.state, 'reason', d.reason))
      from documents d where d.case_id = c.id)) as data
  from json_each(?1) k join pirt_cases c on c.contact_id = k.value order by c.created_at, c.id) group by place`

/** So long after an announcement its buttons are still understood when they are typed. */
const ANNOUNCED_FOR = 7 * 86_400_000

const FACTS: { readonly [name: string]: Fact } = {
  ...TRAINING_FACTS,
  ...STANDING_FACTS,
  ...PARTNER_FACTS,
  ...NOMINATION_FACTS,
  ...CLUSTER_FACTS,
  nikHolder: {
    sql: `select k.key as place, iif(r.contact_id = k.value->>'$[0]', 'self', 'other') as holder
      from json_each(?1) k join registrations r on r.nik_index = k.value->>'$[1]'`,
    row: ({ contactId, argument }, vault) => [contactId ?? '', vault.blindIndex(argument)],
    answer: ({ holder }) => holder as string,
  },
  registrationAnswers: {
    sql: `select k.key as place, r.* from json_each(?1) k join registrations r on r.contact_id = k.value`,
    row: ({ contactId }) => contactId ?? '',
    answer: registrationAnswers,
  },
  returned: {
    sql: `select k.key as place, r.returned_sealed from json_each(?1) k
      join registrations r on r.contact_id = k.value and r.status = 'returned'`,
    row: ({ contactId }) => contactId ?? '',
    answer: ({ returned_sealed: sealed }, vault) => returnedIn(sealed, vault) as never,
  },
  consents: {
    sql: `select place, json_group_object(purpose, given) as given from (
        select k.key as place, c.purpose, c.given, max(c.at) from json_each(?1) k
        join consents c on c.contact_id = k.value group by k.key, c.purpose) group by place`,
    row: ({ contactId }) => contactId ?? '',
    answer: ({ given }) => JSON.parse(given as string) as Json,
  },
  pirtCases: {
    sql: PIRT_CASES,
    row: ({ contactId }) => contactId ?? '',
    answer: ({ cases }) => JSON.parse(cases as string) as Json,
  },
  noticeSwitches: {
    sql: `select k.key as place, json_group_array(s.category) as off from json_each(?1) k
      join notice_switches s on s.contact_id = k.value group by k.key`,
    row: ({ contactId }) => contactId ?? '',
    answer: ({ off }) => JSON.parse(off as string) as Json,
  },
  announced: {
    sql: `select k.key as place, b.message, r.sent_at, r.sent_at > c.last_inbound_at as latest
      from json_each(?1) k join contacts c on c.id = k.value
      join broadcast_recipients r on r.contact_id = c.id and r.sent_at = (
        select max(sent_at) from broadcast_recipients m where m.contact_id = c.id and m.sent_at is not null)
      join broadcasts b on b.serial = r.broadcast`,
    row: ({ contactId }) => contactId ?? '',
    answer({ message, sent_at: sentAt, latest }, _vault, at) {
      if (at - Number(sentAt) > ANNOUNCED_FOR) return null
      const { buttons } = JSON.parse(message as string) as { readonly buttons: Json }
      return { latest: Number(latest) === 1, buttons }
    },
  },
  linkCode: {
    sql: `select k.key as place, l.expires_at, l.contact_id = k.value->>'$[0]' as own, r.owner_name_sealed
      from json_each(?1) k join link_codes l on l.code_index = k.value->>'$[1]'
      left join registrations r on r.contact_id = l.contact_id`,
    row: ({ contactId, argument }, vault) => [contactId ?? '', codeIndex(argument, vault)],
    answer({ expires_at, own, owner_name_sealed: name }, vault, at) {
      return {
        valid: Number(expires_at) > at && Number(own) === 0,
        owner: name === null ? null : maskName(vault.open(name as Uint8Array)),
      }
    },
  },
}

/** Content comes from memory; all else is one round trip, a statement for each kind of fact. */
export function createFacts(store: Store, vault: Vault, content = createContent(store)): Facts {
  return {
    async load(requests, at = Date.now()) {
      const answers: Json[] = await Promise.all(
        requests.map(async ({ fact }) =>
          isContentKind(fact) ? ((await content.list(fact)) as never) : null,
        ),
      )
      const stored = requests.keys().filter((index) => !isContentKind(requests[index]!.fact))
      const asked = [...Map.groupBy(stored, (index) => requests[index]!.fact)]
      if (asked.length === 0) return answers
      const results = await store.readAll(
        asked.map(([fact, indexes]) => query(fact, indexes, requests, vault, at)),
      )
      for (const [nth, [fact, indexes]] of asked.entries())
        fill(answers, fact, indexes, results[nth]!, vault, at)
      return answers
    },
  }
}

function query(
  fact: string,
  indexes: readonly number[],
  requests: readonly FactOf[],
  vault: Vault,
  at: number,
): Statement {
  if (!Object.hasOwn(FACTS, fact)) throw new Error(`No fact is called "${fact}".`)
  const { sql, row } = FACTS[fact]!
  return { sql, args: [JSON.stringify(indexes.map((index) => row(requests[index]!, vault, at)))] }
}

function fill(
  answers: Json[],
  fact: string,
  indexes: readonly number[],
  result: Result,
  vault: Vault,
  at: number,
): void {
  for (const found of records<Found>(result)) {
    answers[indexes[Number(found.place)]!] = FACTS[fact]!.answer(found, vault, at)
  }
}

// In the words of the registration flow: it asks for sales with their period, and only adults get to its end.
function registrationAnswers(found: Found, vault: Vault): Json {
  const open = (sealed: unknown) => (sealed === null ? null : vault.open(sealed as Uint8Array))
  const answers: { readonly [step: string]: unknown } = {
    ownerName: open(found['owner_name_sealed']),
    nik: open(found['nik_sealed']),
    adult: true,
    businessName: found['business_name'],
    product: found['product'],
    sector: found['sector'],
    province: found['province'],
    regency: found['regency'],
    district: found['district'],
    yearStarted: found['year_started'],
    capital: found['capital'],
    sales: found['annual_sales'],
    salesPeriod: 'year',
    workers: found['workers'],
    nib: found['nib'],
    export: found['export'],
  }
  const asked = new Set(found['status'] === 'returned' ? askedAgain(found, vault) : [])
  return Object.entries(answers)
    .filter(([step]) => !asked.has(step))
    .map(([step, value]): Json => ({ step, value: value as Json })) satisfies Json[]
}

// What hangs on an answer is asked again with it.
const WITHIN: { readonly [step: string]: readonly string[] } = {
  province: ['regency', 'district'],
  regency: ['district'],
  sales: ['salesPeriod'],
}

function askedAgain(found: Found, vault: Vault): string[] {
  return returnedIn(found['returned_sealed'], vault).flatMap(({ field }) => [field, ...(WITHIN[field] ?? [])])
}

function returnedIn(sealed: unknown, vault: Vault): Returned {
  return sealed === null ? [] : (JSON.parse(vault.open(sealed as Uint8Array)) as Returned)
}
