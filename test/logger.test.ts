import { DrizzleQueryError } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { createLogger } from '../src/logger.ts'

function logged(fields: object): string {
  const lines: string[] = []
  createLogger('info', { write: (line: string) => void lines.push(line) }).error(fields, 'something failed')
  return lines.join('')
}

it('tells why a query failed, and nothing of what it was asked with', () => {
  const query = 'select id from people where email = ?'
  const failed = new DrizzleQueryError(query, ['siti@dinas.example'], new Error('no answer'))
  const line = logged({ err: failed, requestId: 'r1' })
  expect(line).toContain('no answer')
  expect(line).toContain('r1')
  expect(line).not.toContain('siti')
})

it('keeps fields out that could name or reach somebody', () => {
  const line = logged({ text: 'halo', message: { text: 'rahasia' }, phone: '0812', id: 'm1' })
  expect(line).toContain('m1')
  expect(line).not.toMatch(/halo|rahasia|0812/)
})
