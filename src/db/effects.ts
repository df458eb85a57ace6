import type { z } from 'zod'
import type { Asked } from './effects/asked.ts'
import type { Effect } from '../flows/types.ts'
import { attend, attendStatements, feedbackStatements, giveFeedback } from './effects/attendance.ts'
import {
  announce,
  announceStatements,
  decideRequest,
  decideStatements,
  joinCluster,
  joinStatements,
  leaveCluster,
  leaveStatements,
  proposeCluster,
  proposeStatements,
} from './effects/clusters.ts'
import { consentStatements, recordConsent } from './effects/consent.ts'
import {
  beginFounding,
  beginFoundingStatements,
  foundCooperative,
  foundStatements,
  keepFoundingStep,
  keepStepStatements,
  receiveFoundingDocument,
  receiveFoundingStatements,
  takeFoundingStep,
  takeStepStatements,
} from './effects/cooperatives.ts'
import {
  closeHandover,
  closeHandoverStatements,
  openHandover,
  openHandoverStatements,
  tellOfficer,
  tellOfficerStatements,
} from './effects/handover.ts'
import { interestStatements, recordInterest } from './effects/interest.ts'
import { createLinkCode, linkAddress, linkAddressStatements, linkCodeStatements } from './effects/link.ts'
import {
  answerNomination,
  answerStatements,
  proposeNomination,
  proposalsStatements,
} from './effects/nomination.ts'
import {
  applyForNeed,
  applyStatements,
  keepCard,
  keepCardStatements,
  receivePhoto,
  receivePhotoStatements,
  withdrawApplication,
  withdrawApplicationStatements,
} from './effects/partnership.ts'
import {
  dropPirtCase,
  dropPirtStatements,
  keepPirtCase,
  keepPirtStatements,
  receiveDocument,
  receiveDocumentStatements,
} from './effects/pirt.ts'
import { registrationStatements, submitRegistration } from './effects/registration.ts'
import {
  copyStatements,
  eraseData,
  eraseStatements,
  giveCopy,
  withdrawRegistration,
  withdrawStatements,
} from './effects/rights.ts'
import {
  acceptOffer,
  acceptStatements,
  cancelSignup,
  cancelStatements,
  signUp,
  signUpStatements,
  wishStatements,
  wishTraining,
} from './effects/seats.ts'
import { switchNotices, switchStatements } from './effects/switches.ts'
import type { Statement } from './store/store.ts'
import type { TurnCommit } from './turns/turns.ts'
import type { Vault } from './vault.ts'

type Statements<T> = (asked: readonly Asked<T>[], vault: Vault) => Statement[]

// Every effect that a flow can ask for, in the order in which a batch writes them.
const KINDS: { readonly [type: string]: Statements<unknown> } = {
  submitRegistration: kind(submitRegistration, registrationStatements),
  recordConsent: kind(recordConsent, consentStatements),
  recordInterest: kind(recordInterest, interestStatements),
  openHandover: kind(openHandover, openHandoverStatements),
  tellOfficer: kind(tellOfficer, tellOfficerStatements),
  closeHandover: kind(closeHandover, closeHandoverStatements),
  keepPirtCase: kind(keepPirtCase, keepPirtStatements),
  receiveDocument: kind(receiveDocument, receiveDocumentStatements),
  dropPirtCase: kind(dropPirtCase, dropPirtStatements),
  signUp: kind(signUp, signUpStatements),
  acceptOffer: kind(acceptOffer, acceptStatements),
  cancelSignup: kind(cancelSignup, cancelStatements),
  wishTraining: kind(wishTraining, wishStatements),
  switchNotices: kind(switchNotices, switchStatements),
  attend: kind(attend, attendStatements),
  giveFeedback: kind(giveFeedback, feedbackStatements),
  keepCard: kind(keepCard, keepCardStatements),
  receivePhoto: kind(receivePhoto, receivePhotoStatements),
  applyForNeed: kind(applyForNeed, applyStatements),
  answerNomination: kind(answerNomination, answerStatements),
  proposeNomination: kind(proposeNomination, proposalsStatements),
  withdrawApplication: kind(withdrawApplication, withdrawApplicationStatements),
  joinCluster: kind(joinCluster, joinStatements),
  leaveCluster: kind(leaveCluster, leaveStatements),
  proposeCluster: kind(proposeCluster, proposeStatements),
  decideRequest: kind(decideRequest, decideStatements),
  announce: kind(announce, announceStatements),
  beginFounding: kind(beginFounding, beginFoundingStatements),
  foundCooperative: kind(foundCooperative, foundStatements),
  takeFoundingStep: kind(takeFoundingStep, takeStepStatements),
  keepFoundingStep: kind(keepFoundingStep, keepStepStatements),
  receiveFoundingDocument: kind(receiveFoundingDocument, receiveFoundingStatements),
  createLinkCode: kind(createLinkCode, linkCodeStatements),
  linkAddress: kind(linkAddress, linkAddressStatements),
  giveCopy: kind(giveCopy, copyStatements),
  withdrawRegistration: kind(withdrawRegistration, withdrawStatements),
  eraseData: kind(eraseData, eraseStatements),
}

/**
 * The statements of everything that these turns ask for, in the order of KINDS. They stand after the turns' own
 * statements in the same batch. Throws for an effect that is not known or not whole: a fault of the flow.
 */
export function effectStatements(commits: readonly TurnCommit[], vault: Vault): Statement[] {
  const asked = commits.flatMap(askedBy)
  if (asked.length === 0) return []
  const unknown = asked.find(({ effect }) => !Object.hasOwn(KINDS, effect.type))
  if (unknown) throw new Error(`No effect is called "${unknown.effect.type}".`)
  return Object.entries(KINDS).flatMap(([type, statements]) => {
    const ofType = asked.filter(({ effect }) => effect.type === type)
    return ofType.length === 0 ? [] : statements(ofType, vault)
  })
}

function askedBy({ key, contact, at, effects }: TurnCommit): Asked<Effect>[] {
  const { channel, externalId } = key
  const address = contact.address ?? key.address
  return effects.map((effect) => ({ effect, contactId: contact.id, address, channel, externalId, at }))
}

function kind<T>(schema: z.ZodType<T>, statements: Statements<T>): Statements<unknown> {
  return (asked, vault) =>
    statements(
      asked.map((one) => ({ ...one, effect: schema.parse(one.effect) })),
      vault,
    )
}
