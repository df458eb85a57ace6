/** The conversation that each wish opens. A wish without one yet is answered with a person. */
const FLOW_OF: { readonly [intent: string]: string } = {
  register: 'registration',
  status: 'status',
  language: 'language',
  officer: 'officer',
  menu: 'home',
}

/** The flow that an intent opens, or null while there is none. */
export const flowOf = (intent: string): string | null => FLOW_OF[intent] ?? null
