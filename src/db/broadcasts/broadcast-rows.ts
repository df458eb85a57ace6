import type { Vault } from '../vault.ts'
import type { Broadcast } from './broadcasts.ts'

/** What a query of broadcasts selects, for `broadcastOf`. */
export const COLUMNS = `serial, id, name, state, region, audience, message, channels, pace, quiet, scheduled_at,
  valid_until, needs_approval, created_by, approved_by, reason, resend_of, frozen_up_to, frozen_to, frozen_at,
  started_at, ended_at, version, created_at`

export type Row = { readonly [column: string]: unknown }

const number = (value: unknown): number | null => (value === null ? null : Number(value))

/** A row of `COLUMNS`. Times are milliseconds, the pace is messages a second. */
export function broadcastOf(row: Row, vault: Vault): Broadcast {
  const text = (name: string) => row[name] as string
  const open = (name: string) => vault.openText(text(name))
  const maybe = (name: string) => row[name] as string | null
  return {
    serial: Number(row['serial']),
    id: text('id'),
    name: open('name'),
    state: row['state'] as Broadcast['state'],
    region: maybe('region'),
    audience: JSON.parse(open('audience')) as Broadcast['audience'],
    message: JSON.parse(text('message')) as Broadcast['message'],
    channels: text('channels').split(','),
    pace: number(row['pace']),
    quiet: row['quiet'] === null ? null : (JSON.parse(text('quiet')) as Broadcast['quiet']),
    scheduledAt: number(row['scheduled_at']),
    validUntil: number(row['valid_until']),
    needsApproval: Number(row['needs_approval']) === 1,
    createdBy: text('created_by'),
    approvedBy: maybe('approved_by'),
    reason: maybe('reason'),
    resendOf: maybe('resend_of'),
    frozenUpTo: Number(row['frozen_up_to']),
    frozenTo: number(row['frozen_to']),
    frozenAt: number(row['frozen_at']),
    startedAt: number(row['started_at']),
    endedAt: number(row['ended_at']),
    version: Number(row['version']),
    createdAt: Number(row['created_at']),
  }
}
