import { randomBytes, randomFillSync } from 'node:crypto'

/** Crockford's base 32: no letter that is taken for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Makes ids of 24 upper-case hex digits that rise with time within a process and are unique across processes. */
export function createIds(now: () => number = Date.now): () => string {
  const process = randomBytes(4).toString('hex').toUpperCase()
  let [time, count] = [0, 0]
  return () => {
    time = Math.max(time, now())
    count = (count + 1) & 0xffff
    if (count === 0) time += 1
    return (
      time.toString(16).padStart(12, '0').toUpperCase() +
      count.toString(16).padStart(4, '0').toUpperCase() +
      process
    )
  }
}

const CODE = 8
/** Random bytes ahead: asking for them costs far more than they do. */
const pool = Buffer.alloc(CODE * 512)
let used = 0

/** Eight characters that nobody can guess and anybody can read out over the phone. */
export function randomCode(): string {
  if (used === pool.length) used = 0
  if (used === 0) randomFillSync(pool)
  let code = ''
  for (const byte of pool.subarray(used, (used += CODE))) code += ALPHABET[byte & 31]
  return code
}
