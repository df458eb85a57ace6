import { workerData } from 'node:worker_threads'
import { openForReading } from './file.ts'
import type { Result, Statement } from './store.ts'
import { answerAll, giveWay } from './thread.ts'

/* Runs as a thread: answers questions to a database file, none of which a turn waits for. */

// Somebody waits for the answer all the same.
giveWay(5)
const connection = openForReading(workerData as string)

answerAll<Statement, Result>((statement) => connection.query(statement), connection.close)
