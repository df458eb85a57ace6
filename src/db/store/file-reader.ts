import { workerData } from 'node:worker_threads'
import { openForReading } from './file.ts'
import type { Result, Statement } from './store.ts'
import { answerAll } from './thread.ts'

/* Runs as a thread: answers questions to a database file. */

const connection = openForReading(workerData as string)

answerAll<Statement, Result>((statement) => connection.query(statement), connection.close)
