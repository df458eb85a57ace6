import { bankable } from './bankable.ts'
import { clarify } from './clarify.ts'
import type { Flow } from './define.ts'
import { estimate } from './estimate.ts'
import { faq } from './faq.ts'
import { financing } from './financing.ts'
import { fit } from './fit.ts'
import { guarantee } from './guarantee.ts'
import { home } from './home.ts'
import { interest } from './interest.ts'
import { language } from './language.ts'
import { link } from './link.ts'
import { officer } from './officer.ts'
import { product } from './product.ts'
import { profile } from './profile.ts'
import { programmes } from './programmes.ts'
import { registration } from './registration.ts'
import { copy, erase, permissions, withdraw } from './rights.ts'
import { simulator } from './simulator.ts'
import { status } from './status.ts'
import { verdicts } from './verdicts.ts'

/** Every conversation by its name. */
export const FLOWS: { readonly [name: string]: Flow } = {
  home,
  registration,
  status,
  link,
  language,
  officer,
  clarify,
  financing,
  fit,
  verdicts,
  product,
  simulator,
  estimate,
  interest,
  guarantee,
  bankable,
  programmes,
  faq,
  profile,
  permissions,
  copy,
  withdraw,
  erase,
}
