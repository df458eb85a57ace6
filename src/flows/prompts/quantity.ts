import type { Text } from '../types.ts'
import { type Quantity, readMonthly } from '../understand/quantity.ts'
import { grouped } from './number.ts'
import { type Prompt, words } from './prompt.ts'

/** How much a month, with its unit. */
export function monthly(): Prompt<Quantity> {
  return {
    read(input) {
      const read = words(input)
      return 'unread' in read ? read.unread : readMonthly(read.text)
    },
    show: quantityText,
  }
}

/** `1.500 kg`. */
export function quantityText({ amount, unit }: Quantity): Text {
  return { key: `common:unit.${unit}`, params: { amount: grouped(amount) } }
}
