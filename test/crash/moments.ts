import { pause } from '../worlds/loopback.ts'
import type { Counter } from './counter.ts'
import type { Moment } from './lives.ts'
import type { Random } from './random.ts'

/** The program starts within so many milliseconds, more or less: it also dies while it does. */
const STARTING = 2_500

/** Some time after the start, in the middle of whatever it does. */
export function atATime(random: Random): Moment {
  return { name: 'at a time', comes: pause(random.between(0, STARTING)), forget: () => {} }
}

/** When so many more have been counted, in the same tick or a little later. */
export function afterSome(name: string, counter: Counter, most: number, random: Random): Moment {
  const { reached, forget } = counter.after(random.between(1, Math.max(1, most)))
  const later = random.oneIn(2) ? random.between(1, 25) : 0
  return { name, comes: later === 0 ? reached : reached.then(() => pause(later)), forget }
}
