import { expect, it } from 'vitest'
import { type KeyEntry, type KeyStorage, KeysNotWritten, openAuth } from '../../src/bot/whatsapp-auth.ts'

const log = { info() {}, warn() {}, error() {} }

/** Storage in memory that remembers each write as a whole. */
function storage(): KeyStorage & { readonly writes: (readonly KeyEntry[])[]; broken: boolean } {
  const rows = new Map<string, string>()
  return {
    writes: [],
    broken: false,
    async get(kind, ids) {
      const found = ids.map((id) => [id, rows.get(`${kind} ${id}`)] as const)
      return new Map(found.flatMap(([id, value]) => (value === undefined ? [] : [[id, value]])))
    },
    async set(entries) {
      if (this.broken) throw new Error('disk full')
      this.writes.push(entries)
      for (const { kind, id, value } of entries) {
        if (value === null) rows.delete(`${kind} ${id}`)
        else rows.set(`${kind} ${id}`, value)
      }
    },
    async clear() {
      rows.clear()
    },
  }
}

it('writes one set of keys as one batch, and reads every kind back as it was', async () => {
  const store = storage()
  const auth = await openAuth(store, log)
  const key = { keyData: Buffer.from('abc'), timestamp: 5 }
  await auth.keys.set({
    session: { 'a.0': new Uint8Array([1, 2, 3]) },
    'lid-mapping': { '628': '123' },
    'device-list': { '628': ['0', '2'] },
    'app-state-sync-key': { k: key },
    tctoken: { t: { token: Buffer.from([9]), timestamp: '1' } },
  })
  expect(store.writes).toHaveLength(1)
  const session = await auth.keys.get('session', ['a.0', 'b.0'])
  expect(Object.keys(session)).toEqual(['a.0'])
  expect([...(session['a.0'] ?? [])]).toEqual([1, 2, 3])
  expect(await auth.keys.get('lid-mapping', ['628'])).toEqual({ '628': '123' })
  expect(await auth.keys.get('device-list', ['628'])).toEqual({ '628': ['0', '2'] })
  const { k } = await auth.keys.get('app-state-sync-key', ['k'])
  expect(Buffer.from(k?.keyData ?? []).toString()).toBe('abc')
  expect((await auth.keys.get('tctoken', ['t'])).t?.token).toEqual(Buffer.from([9]))
})

it('deletes a key that is set to null', async () => {
  const auth = await openAuth(storage(), log)
  await auth.keys.set({ 'pre-key': { 1: { public: new Uint8Array([1]), private: new Uint8Array([2]) } } })
  await auth.keys.set({ 'pre-key': { 1: null } })
  expect(await auth.keys.get('pre-key', ['1'])).toEqual({})
})

it('keeps the credentials whole over a restart, with the last state written last', async () => {
  const store = storage()
  const auth = await openAuth(store, log)
  auth.creds.account = { details: Buffer.from('d') }
  auth.creds.me = { id: '628:1@s.whatsapp.net' }
  for (let next = 1; next <= 20; next++) {
    auth.creds.nextPreKeyId = next
    auth.save()
  }
  await auth.saved()
  const again = await openAuth(store, log)
  expect(again.linked()).toBe(true)
  expect(again.creds).toEqual(auth.creds)
  expect(again.creds.nextPreKeyId).toBe(20)
})

it('begins anew when a pairing by code was left half-way', async () => {
  const store = storage()
  const auth = await openAuth(store, log)
  auth.creds.me = { id: '628@s.whatsapp.net', name: '~' }
  auth.creds.pairingCode = 'ABCD1234'
  auth.save()
  await auth.saved()
  const again = await openAuth(store, log)
  expect(again.creds.me).toBeUndefined()
  expect(again.creds.noiseKey).not.toEqual(auth.creds.noiseKey)
})

it('forgets keys and credentials together, and a late write does not bring them back', async () => {
  const store = storage()
  const auth = await openAuth(store, log)
  auth.creds.me = { id: '628:1@s.whatsapp.net' }
  auth.save()
  const forgotten = auth.forget()
  auth.save()
  await auth.keys.set({ session: { 'a.0': new Uint8Array([1]) } })
  await forgotten
  await auth.saved()
  expect(await store.get('creds', ['self'])).toEqual(new Map())
  expect(await store.get('session', ['a.0'])).toEqual(new Map())
})

it('writes credentials again that could not be written, and says when keys could not', async () => {
  const store = storage()
  const auth = await openAuth(store, log)
  store.broken = true
  auth.save()
  await auth.saved()
  await expect(auth.keys.set({ session: { 'a.0': new Uint8Array([1]) } })).rejects.toThrow(KeysNotWritten)
  store.broken = false
  await auth.saved()
  expect((await store.get('creds', ['self'])).size).toBe(1)
})
