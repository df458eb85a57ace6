/** A conversation of an owner with an officer, without its words. Times are milliseconds. */
export interface Handover {
  readonly id: string
  readonly contactId: string
  readonly address: string
  readonly region: string | null
  readonly number: string | null
  readonly flow: string | null
  readonly step: string | null
  readonly openedAt: number
  readonly dueAt: number | null
  readonly claimedBy: string | null
  readonly claimedAt: number | null
  readonly answeredAt: number | null
  readonly closedAt: number | null
  readonly closedBy: 'owner' | 'officer' | null
}

/** A row of `handovers` as it is read. */
export interface Row {
  readonly [column: string]: unknown
}

const time = (value: unknown): number | null => (value === null ? null : Number(value))

/** A row of a query of handovers; columns of bigints become numbers. */
export function handoverOf(row: Row): Handover {
  return {
    id: row['id'] as string,
    contactId: row['contact_id'] as string,
    address: row['address'] as string,
    region: row['region'] as string | null,
    number: row['number'] as string | null,
    flow: row['flow'] as string | null,
    step: row['step'] as string | null,
    openedAt: Number(row['opened_at']),
    dueAt: time(row['due_at']),
    claimedBy: row['claimed_by'] as string | null,
    claimedAt: time(row['claimed_at']),
    answeredAt: time(row['answered_at']),
    closedAt: time(row['closed_at']),
    closedBy: row['closed_by'] as Handover['closedBy'],
  }
}
