import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { Address } from '../../src/bot/channel.ts'
import { seedContent } from '../../src/db/seed.ts'
import { openFileDatabase } from '../db/stores.ts'
import { openHouse } from './house.ts'
import { withNik } from './owner.ts'

const NIK = '3510014503850003'
/** Words that nothing else in the database has. */
const SAID = [
  'apakah zaitunku boleh dipotong sabtu',
  'petugas',
  'kerbauku hilang, telepon 081298761234 atau tulis ke wahyuni@surel.example',
  'tolong kelinciku juga',
  'selesai',
  'hapus saja merpatiku',
]

it('leaves nothing readable of what an owner writes, but for the business itself', async () => {
  const database = await openFileDatabase()
  await seedContent(database.store)
  const house = openHouse(database)
  const address: Address = `web:${crypto.randomUUID()}`
  for (const said of [...withNik(NIK), ...SAID]) await house.say(address, said)
  await house.say(address, { type: 'phone', phone: '+6281312345678', own: true })
  const { rows } = await database.store.read({
    sql: 'select count(*) from handovers where topic_sealed is not null',
    args: [],
  })
  expect(Number(rows[0]![0])).toBe(1)
  const folder = dirname(database.url.slice('file:'.length))
  // Reading the files of an open database would drop its locks: they are read after it is closed.
  await database.store.close()
  const files = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')),
  )
  const all = files.join('')
  expect(all).toContain('Keripik Bu Sri')
  const secrets = [
    'Sri Wahyuni',
    NIK,
    '81298761234',
    'wahyuni@',
    'zaitunku',
    'kerbauku',
    'kelinciku',
    'merpatiku',
    '81312345678',
  ]
  expect(secrets.filter((secret) => all.includes(secret))).toEqual([])
  await rm(folder, { recursive: true })
})
