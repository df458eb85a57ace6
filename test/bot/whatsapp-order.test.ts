import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createOrder } from '../../src/bot/whatsapp-order.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('acts in the order of the wire, whatever comes through first', () => {
  const order = createOrder()
  const acted: number[] = []
  const settle = [1, 2, 3].map(() => order.expect('sari'))
  settle[2]?.(() => acted.push(3))
  settle[1]?.(() => acted.push(2))
  expect(acted).toEqual([])
  settle[0]?.(() => acted.push(1))
  expect(acted).toEqual([1, 2, 3])
})

it('goes on past a message that cannot be read, and lets no chat wait for another', () => {
  const order = createOrder()
  const acted: string[] = []
  const unreadable = order.expect('sari')
  order.expect('sari')(() => acted.push('sari'))
  order.expect('budi')(() => acted.push('budi'))
  expect(acted).toEqual(['budi'])
  unreadable(null)
  expect(acted).toEqual(['budi', 'sari'])
})

it('does not wait for ever, and does not lose what comes late', () => {
  const order = createOrder(5000)
  const acted: string[] = []
  const slow = order.expect('sari')
  order.expect('sari')(() => acted.push('second'))
  vi.advanceTimersByTime(5000)
  expect(acted).toEqual(['second'])
  slow(() => acted.push('first'))
  expect(acted).toEqual(['second', 'first'])
})

it('waits for nothing of a connection that is gone', () => {
  const order = createOrder()
  const acted: string[] = []
  order.expect('sari')
  order.expect('sari')(() => acted.push('second'))
  order.reset()
  expect(acted).toEqual(['second'])
})
