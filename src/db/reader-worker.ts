import { parentPort, workerData } from 'node:worker_threads'
import { openForReading } from './file.ts'
import type { Answered, Asked } from './reader.ts'

/* Runs as a thread: answers questions to a database file, one after the other. Null ends it. */

const connection = openForReading(workerData as string)

parentPort!.on('message', (asked: Asked | null) => {
  if (asked === null) {
    connection.close()
    parentPort!.close()
  } else parentPort!.postMessage(answer(asked))
})

function answer({ id, ...statement }: Asked): Answered {
  try {
    return { id, result: connection.query(statement) }
  } catch (error) {
    return { id, error: (error as Error).message }
  }
}
