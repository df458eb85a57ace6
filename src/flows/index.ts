import { clarify } from './clarify.ts'
import type { Flow } from './define.ts'
import { home } from './home.ts'
import { language } from './language.ts'
import { link } from './link.ts'
import { officer } from './officer.ts'
import { registration } from './registration.ts'
import { status } from './status.ts'

/** Every conversation by its name. */
export const FLOWS: { readonly [name: string]: Flow } = {
  home,
  registration,
  status,
  link,
  language,
  officer,
  clarify,
}
