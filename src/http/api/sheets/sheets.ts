import type { ExportSource } from '../../../db/exports/export-rows.ts'
import type { Place } from '../../../db/store/sparing-reader.ts'
import { createThread } from '../../../db/store/thread.ts'

export interface Sheet {
  readonly format: 'csv' | 'xlsx'
  readonly source: ExportSource
}

/** Some bytes of a sheet, and how many rows were written so far. */
export interface Piece {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rows: number
}

/** The next piece of a sheet is asked for. */
export interface PieceAsked {
  readonly id: number
  /** With the first question. */
  readonly sheet?: Sheet
  /** Nobody wants the rest. */
  readonly dropped?: boolean
}

/** Makes sheets beside everything else: of however many rows, only a few are held. */
export interface Sheets {
  make(sheet: Sheet): AsyncIterable<Piece>
  close(): Promise<void>
}

/** Megabytes: a handful of rows and what was made of the last ones. */
const MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 }

/** Sheets are made in a thread of their own, which starts with the first. */
export function createSheets({ url, authToken }: Place): Sheets {
  const place: Place = { url, ...(authToken !== undefined && { authToken }) }
  const thread = createThread<PieceAsked, Piece | null>(
    new URL('./sheet-maker.ts', import.meta.url),
    place,
    MEMORY,
  )
  let [made, closed] = [0, false]

  return {
    async *make(sheet) {
      const id = ++made
      let over = false
      let next = thread.ask({ id, sheet })
      try {
        for (let piece = await next; piece; piece = await next) {
          // While this one is on its way, the next is made.
          next = thread.ask({ id })
          next.catch(() => undefined)
          yield piece
        }
        over = true
      } catch (error) {
        over = true
        throw error
      } finally {
        if (!over && !closed) thread.ask({ id, dropped: true }).catch(() => undefined)
      }
    },
    close() {
      closed = true
      return thread.close()
    },
  }
}
