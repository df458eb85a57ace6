import type { RawApi } from 'grammy'
import type { Language } from './channel.ts'

const HOUR = 3_600_000

/** Where a group is told, at most once an hour, that conversations are held in private. */
export interface GroupPointer {
  /** Best effort: a group that cannot be written to is left alone. */
  point(group: number, language: Language, username: string): Promise<void>
}

/** Each group is told at most once an hour; one that cannot be told is no error. */
export function createGroupPointer(
  api: RawApi,
  texts: Readonly<Record<Language, string>>,
  now: () => number = Date.now,
): GroupPointer {
  /** When each group was last told, the longest ago first. */
  const told = new Map<number, number>()

  function isDue(group: number): boolean {
    for (const [one, at] of told) {
      if (at + HOUR > now()) break
      told.delete(one)
    }
    if (told.has(group)) return false
    told.set(group, now())
    return true
  }

  return {
    async point(group, language, username) {
      if (!isDue(group)) return
      const text = `${texts[language]} https://t.me/${username}`
      await api.sendMessage({ chat_id: group, text }).catch(() => undefined)
    },
  }
}
