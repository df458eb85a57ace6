import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Clock ticks a second, the same on every Linux that matters. */
const HZ = 100

interface Process {
  readonly pid: string
  readonly group: number
  readonly cpu: number
}

/** The living processes of a group (Linux: read from /proc). */
export function processGroup(group: number): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d/u.test(name))
    .flatMap((pid) => processAt(pid) ?? [])
    .filter((process) => process.group === group)
}

function processAt(pid: string): Process | undefined {
  const stat = read(`/proc/${pid}/stat`)
  if (!stat) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z') return undefined
  const [user, system, reapedUser, reapedSystem] = fields.slice(11, 15).map(Number)
  const ticks = (user ?? 0) + (system ?? 0) + (reapedUser ?? 0) + (reapedSystem ?? 0)
  return { pid, group: Number(fields[2]), cpu: ticks / HZ }
}

/** CPU seconds of a process group, its ended children included. */
export const cpuOf = (group: number): number => processGroup(group).reduce((sum, { cpu }) => sum + cpu, 0)

/** Memory of a process group in MiB: now, what of it are files that are mapped (given back when others need it), and at its peak. */
export function memoryOf(group: number): { rss: number; mapped: number; peak: number } {
  const sum = (field: string) => {
    const kilobytes = processGroup(group).reduce((total, { pid }) => {
      const found = new RegExp(`${field}:\\s+(\\d+)`, 'u').exec(read(`/proc/${pid}/status`) ?? '')
      return total + Number(found?.[1] ?? 0)
    }, 0)
    return Math.round(kilobytes / 1024)
  }
  return { rss: sum('VmRSS'), mapped: sum('RssFile'), peak: sum('VmHWM') }
}

/** Busy CPU seconds of the whole machine, without interrupts. */
export function machineCpu(): number {
  const [user = 0, nice = 0, system = 0] = (read('/proc/stat')?.split('\n')[0]?.trim().split(/\s+/u) ?? [])
    .slice(1)
    .map(Number)
  return (user + nice + system) / HZ
}

/** Bytes of everything in a folder. */
export function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
