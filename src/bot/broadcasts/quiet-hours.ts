import type { QuietHours } from '../../db/broadcasts/broadcasts.ts'

/** WIB, WITA and WIT, in hours ahead of UTC. */
const ZONES = [7, 8, 9]
const HOUR = 3_600_000

/** The zones in which it is not quiet now. */
export function openZones(quiet: QuietHours | null, at: number): readonly number[] {
  if (quiet === null) return ZONES
  const { from, to } = quiet
  return ZONES.filter((zone) => {
    const hour = Math.floor(at / HOUR + zone) % 24
    return from < to ? hour < from || hour >= to : hour < from && hour >= to
  })
}
