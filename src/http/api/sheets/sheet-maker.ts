import { workerData } from 'node:worker_threads'
import { openSparingReader, type Place } from '../../../db/store/sparing-reader.ts'
import { answerAll, giveWay } from '../../../db/store/thread.ts'
import { csv } from './csv.ts'
import { type Count, sheetRows } from './sheet-rows.ts'
import type { Piece, PieceAsked, Sheet } from './sheets.ts'
import { MOST_ROWS, xlsx } from './xlsx.ts'

/* Runs as a thread: makes sheets, each a piece at a time, as they are asked for. */

giveWay(10)
const reader = openSparingReader(workerData as Place)
const open = new Map<number, AsyncGenerator<Piece>>()

answerAll<PieceAsked, Piece | null>(answer, reader.close, (piece) => (piece ? [piece.bytes.buffer] : []))

async function answer({ id, sheet, dropped }: PieceAsked): Promise<Piece | null> {
  if (sheet) open.set(id, pieces(sheet))
  const made = dropped ? await open.get(id)?.return(null) : await open.get(id)?.next()
  if (made && !made.done) return made.value
  open.delete(id)
  return null
}

async function* pieces({ source, format }: Sheet): AsyncGenerator<Piece, null> {
  const count: Count = { rows: 0 }
  const rows = sheetRows(reader, source, count, format === 'xlsx' ? MOST_ROWS : Infinity)
  for await (const bytes of format === 'csv' ? csv(rows) : xlsx(rows)) {
    // What is handed over must be all of its memory.
    yield { bytes: new Uint8Array(bytes), rows: count.rows }
  }
  return null
}
