import type { Address } from '../../src/bot/channel.ts'
import type { House } from './house.ts'

/** What an owner answers, from the first word to the number. */
export const ANSWERS = [
  'daftar',
  '[Bahasa Indonesia]',
  'setuju',
  'boleh',
  '[Tidak usah]',
  'Sri Wahyuni',
  'lewati',
  '[Ya, sudah]',
  'Keripik Bu Sri',
  'keripik singkong',
  'makanan',
  'banyuwangi',
  'genteng',
  '2015',
  '5jt',
  '2jt sebulan',
  '3',
  'lewati',
  'belum pernah',
  'ya',
]

/** The same with a NIK, which tells the age. */
export const withNik = (nik: string): readonly string[] =>
  ANSWERS.with(6, nik).filter((answer) => answer !== '[Ya, sudah]')

/** A new owner who has registered; gives their address. */
export async function register(house: House, { nik }: { nik?: string } = {}): Promise<Address> {
  const address: Address = `web:${crypto.randomUUID()}`
  for (const answer of nik === undefined ? ANSWERS : withNik(nik)) await house.say(address, answer)
  return address
}
