import type { SignalDataSet, SignalKeyStore } from '@whiskeysockets/baileys'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createOtherKeys, createSessionKeys } from '../../src/bot/whatsapp-session-keys.ts'

/** Device lists stand for sessions here: they are plain values. */
const KIND = 'device-list'

/** A store that takes its time, and remembers each write as a whole. */
function slowStore(): SignalKeyStore & { readonly writes: SignalDataSet[]; broken: boolean } {
  const values = new Map<string, unknown>()
  return {
    writes: [],
    broken: false,
    async get(kind, ids) {
      await pause(2)
      const found = ids.filter((id) => values.has(`${kind} ${id}`))
      return Object.fromEntries(found.map((id) => [id, values.get(`${kind} ${id}`)])) as never
    },
    async set(data) {
      await pause(2)
      if (this.broken) throw new Error('disk full')
      this.writes.push(data)
      for (const [kind, byId] of Object.entries(data)) {
        for (const [id, value] of Object.entries(byId ?? {})) {
          if (value === null) values.delete(`${kind} ${id}`)
          else values.set(`${kind} ${id}`, value)
        }
      }
    },
  }
}

type Keys = ReturnType<typeof createSessionKeys>

async function append(keys: Keys, item: string): Promise<void> {
  const { a = [] } = await keys.get(KIND, ['a'])
  await keys.set({ [KIND]: { a: [...a, item] } })
}

it('lets one operation at a time read, change and write', async () => {
  const keys = createSessionKeys(slowStore())
  const items = Array.from({ length: 20 }, (_, n) => String(n))
  await Promise.all(items.map((item) => keys.transaction(() => append(keys, item), 'a')))
  expect(await keys.get(KIND, ['a'])).toEqual({ a: items })
})

it('writes what an operation and those within it changed in one go, and shows it to itself before', async () => {
  const store = slowStore()
  const keys = createSessionKeys(store)
  await keys.transaction(async () => {
    await append(keys, '1')
    await keys.transaction(() => append(keys, '2'), 'a')
    await keys.set({ 'lid-mapping': { x: 'y' } })
    expect(await keys.get(KIND, ['a', 'b'])).toEqual({ a: ['1', '2'] })
    await keys.set({ 'lid-mapping': { x: null } })
    expect(await keys.get('lid-mapping', ['x'])).toEqual({})
  }, 'a')
  expect(store.writes).toEqual([{ [KIND]: { a: ['1', '2'] }, 'lid-mapping': { x: null } }])
})

it('writes nothing of an operation that fails, and goes on with the next', async () => {
  const store = slowStore()
  const keys = createSessionKeys(store)
  const failing = keys.transaction(async () => {
    await append(keys, 'lost')
    throw new Error('Bad MAC')
  }, 'a')
  const next = keys.transaction(() => append(keys, 'kept'), 'a')
  await expect(failing).rejects.toThrow('Bad MAC')
  await next
  expect(await keys.get(KIND, ['a'])).toEqual({ a: ['kept'] })
})

it('says so when the changes could not be written', async () => {
  const store = slowStore()
  store.broken = true
  const keys = createSessionKeys(store)
  await expect(keys.transaction(() => append(keys, '1'), 'a')).rejects.toThrow('disk full')
})

it('writes at once what is changed after the end of the operation that began it', async () => {
  const store = slowStore()
  const keys = createSessionKeys(store)
  let late = Promise.resolve()
  await keys.transaction(async () => {
    late = pause(20).then(() => append(keys, 'late'))
  }, 'a')
  await late
  expect(store.writes).toEqual([{ [KIND]: { a: ['late'] } }])
})

it('makes a mapping of numbers wait for nobody, since others may wait for it', async () => {
  const keys = createSessionKeys(slowStore())
  const { promise, resolve } = Promise.withResolvers<void>()
  const held = keys.transaction(() => promise, 'a')
  await keys.transaction(async () => keys.set({ 'lid-mapping': { x: 'y' } }), 'lid-mapping')
  expect(await keys.get('lid-mapping', ['x'])).toEqual({ x: 'y' })
  resolve()
  await held
})

it('keeps apart only what has the same name, for the rest of Baileys', async () => {
  const keys = createOtherKeys(slowStore())
  const { promise, resolve } = Promise.withResolvers<void>()
  const held = keys.transaction(() => promise, 'a')
  const queued = keys.transaction(() => append(keys, 'second'), 'a')
  await keys.transaction(() => append(keys, 'first'), 'b')
  resolve()
  await Promise.all([held, queued])
  expect(await keys.get(KIND, ['a'])).toEqual({ a: ['first', 'second'] })
})
