import { type Completion, defineFlow } from '../define.ts'
import { caseIn, DOCUMENT_KINDS, PIRT_CASES, type PirtCase, type PirtDocument, toCase } from './pirt-cases.ts'
import { isExpired } from './pirt-expiry.ts'
import { choice } from '../prompts/choice.ts'
import { file } from '../prompts/file.ts'
import { given } from '../prompts/given.ts'
import { optional } from '../prompts/prompt.ts'
import type { Json, Text } from '../types.ts'

/** A paper for a product: a photo or a PDF. It is looked at after the turn; its state stands on the product's page. */
export const pirtDocument = defineFlow({
  name: 'pirtDocument',
  version: 1,
  steps: {
    case: given<string>(),
    now: optional(given<{ readonly [field: string]: Json }>()),
    kind: choice(...DOCUMENT_KINDS),
    file: file(),
  },
  params: {
    kind: (answers, { facts, today }) => {
      const known = caseIn(answers, facts)
      return { papers: known ? documentLines(known, today) : '' }
    },
    file: ({ kind = 'picture' }) => ({ paper: { key: `pirtDocument:kind.${kind}` } }),
  },
  needs: () => [PIRT_CASES],
  prefill: () => [{ step: 'now', value: null }],
  complete({ kind = 'picture', file, ...answers }, { facts, code }): Completion {
    const known = caseIn(answers, facts)
    if (!known || !file) return { replies: [], next: { flow: 'pirt', answers: [] } }
    const documents = [
      ...known.documents.filter((document) => document.kind !== kind),
      { kind, state: 'received', reason: null } as const,
    ]
    return {
      replies: [
        { text: [{ key: 'pirtDocument:received', params: { paper: { key: `pirtDocument:kind.${kind}` } } }] },
      ],
      effects: [{ type: 'receiveDocument', id: code, case: known.id, kind, file }],
      next: toCase({ ...known, documents, version: known.version + 1 } as PirtCase),
    }
  },
})

/** A line for each paper with its state. */
export function documentLines(known: PirtCase, today: string): readonly Text[] {
  return DOCUMENT_KINDS.map((kind) => {
    const document = known.documents.find((one) => one.kind === kind)
    return {
      key: `pirtDocument:state.${stateOf(document, known, today)}`,
      params: {
        paper: { key: `pirtDocument:kind.${kind}` },
        ...(document?.reason && { reason: reasonText(document.reason) }),
      },
    }
  })
}

/** Why an officer refuses a paper. */
export const REFUSALS = ['unreadable', 'incomplete', 'wrongPaper', 'otherName', 'expired'] as const

/** Why a paper was refused: one of what the product finds by itself, or of what an officer does. */
export function reasonText(reason: string): Text {
  return ['type', 'size', 'unreachable', ...REFUSALS].includes(reason)
    ? { key: `pirtDocument:reason.${reason}` }
    : { text: reason }
}

/** A certificate is good for as long as its number. */
function stateOf(document: PirtDocument | undefined, { expiry }: PirtCase, today: string): string {
  if (!document) return 'missing'
  const ended = document.kind === 'certificate' && expiry !== null && isExpired(expiry, today) === 'yes'
  return ended && document.state !== 'received' && document.state !== 'rejected' ? 'expired' : document.state
}
