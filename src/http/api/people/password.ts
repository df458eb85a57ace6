import { z } from '@hono/zod-openapi'
import { SHORTEST_PASSWORD } from '../../../db/office/identity.ts'
import { Problem } from '../../problem.ts'

/** A password as it is chosen. */
export const NewPassword = z
  .string()
  .min(SHORTEST_PASSWORD, `must have ${SHORTEST_PASSWORD} characters or more; three or four words are good`)
  .max(128)
  .refine((password) => new Set(password).size > 4, 'must not be a few characters again and again')
  .refine(
    (password) => withoutCommon(password).length > 5,
    'must not be made of words and numbers that are guessed first',
  )
  .openapi({ format: 'password', example: 'kabut pagi di atas sawah' })

/** What is guessed first, here. */
const COMMON =
  /password|katasandi|sandi|rahasia|indonesia|merdeka|bismillah|sayang|admin|umkm|naikkelas|qwerty\w*|asdfgh\w*|abcdefg?h?|0?123456789?0?|98765432?1?|19\d\d|20\d\d|(.)\1{3,}/g

function withoutCommon(password: string): string {
  return password.toLowerCase().replaceAll(/\s/g, '').replaceAll(COMMON, '')
}

/** Refuses a password that holds a part of the person's name or e-mail. */
export function checkPassword(
  field: string,
  password: string,
  { name, email }: { readonly name: string; readonly email: string },
): void {
  const own = [...name.split(/\s+/), ...email.split(/[@.]/)].filter((part) => part.length > 3)
  const held = password.toLowerCase()
  if (!own.some((part) => held.includes(part.toLowerCase()))) return
  throw new Problem(400, 'Bad request', 'This password is easily guessed.', {
    errors: [{ field, message: 'must not hold a part of your name or e-mail' }],
  })
}
