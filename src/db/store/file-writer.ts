import { workerData } from 'node:worker_threads'
import { openForWriting } from './file.ts'
import type { Committed, Group } from './file-connection.ts'
import { StorePoisoned, StoreRefused, StoreUnreachable } from './store-error.ts'
import { answerAll } from './thread.ts'

/* Runs as a thread: commits to a database file, one group of statements after the other. */

const connection = openForWriting(workerData as string)

answerAll<Group, Committed>(
  (group) =>
    connection.commit(group).then(
      (results) => ({ results }),
      (error: Error) => ({ fault: faultOf(error), message: error.message }),
    ),
  connection.close,
)

/** An error loses its class on the way to another thread. */
function faultOf(error: Error) {
  if (error instanceof StoreRefused) return 'refused'
  if (error instanceof StoreUnreachable) return 'unreachable'
  return error instanceof StorePoisoned ? 'poisoned' : 'other'
}
