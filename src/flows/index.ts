import { applications } from './applications.ts'
import { apply } from './apply.ts'
import { bankable } from './bankable.ts'
import { card, cardPhoto, cards } from './card.ts'
import { checkIn } from './check-in.ts'
import { clarify } from './clarify.ts'
import { contracts } from './contracts.ts'
import { clusterCard, clusterLeave } from './cluster-card.ts'
import { clusterAnnounce, clusterDesk, clusterQueue, clusterRequest } from './cluster-desk.ts'
import { clusterJoin, clusterPropose } from './cluster-join.ts'
import { cluster, clusterFind, clusterList } from './cluster.ts'
import { cooperative, cooperativeSteps } from './cooperative.ts'
import type { Flow } from './define.ts'
import { estimate } from './estimate.ts'
import { fairness } from './fairness.ts'
import { faq } from './faq.ts'
import { feedback } from './feedback.ts'
import { financing } from './financing.ts'
import { fit } from './fit.ts'
import { founding, foundingDocument, foundingDone, foundingStep, foundingSteps } from './founding.ts'
import { guarantee } from './guarantee.ts'
import { home } from './home.ts'
import { interest } from './interest.ts'
import { language } from './language.ts'
import { leave } from './leave.ts'
import { link } from './link.ts'
import { myTrainings } from './my-trainings.ts'
import { need } from './need.ts'
import { needs, seek } from './needs.ts'
import { nominate } from './nominate.ts'
import { nomination } from './nomination.ts'
import { officer } from './officer.ts'
import { partnership } from './partnership.ts'
import { pirtCase, pirtDrop } from './pirt-case.ts'
import { pirtCheck } from './pirt-check.ts'
import { pirtCommitment, pirtVerified } from './pirt-commitment.ts'
import { pirtDocument } from './pirt-document.ts'
import { pirtLabel } from './pirt-label.ts'
import { pirtNumber } from './pirt-number.ts'
import { pirtTrack } from './pirt-track.ts'
import { pirtVerdict } from './pirt-verdict.ts'
import { pirt, pirtRenewal, pirtSteps } from './pirt.ts'
import { product } from './product.ts'
import { profile } from './profile.ts'
import { programmes } from './programmes.ts'
import { registration } from './registration.ts'
import { copy, erase, permissions, withdraw } from './rights.ts'
import { session } from './session.ts'
import { signUp } from './sign-up.ts'
import { simulator } from './simulator.ts'
import { status } from './status.ts'
import { sessions, training } from './training.ts'
import { switches } from './switches.ts'
import { verdicts } from './verdicts.ts'

/** Every conversation by its name. */
export const FLOWS: { readonly [name: string]: Flow } = {
  home,
  registration,
  status,
  link,
  language,
  leave,
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
  pirt,
  pirtCheck,
  pirtVerdict,
  pirtTrack,
  pirtSteps,
  pirtNumber,
  pirtLabel,
  pirtRenewal,
  pirtCase,
  pirtCommitment,
  pirtVerified,
  pirtDocument,
  pirtDrop,
  training,
  sessions,
  session,
  signUp,
  myTrainings,
  checkIn,
  feedback,
  partnership,
  seek,
  needs,
  need,
  apply,
  card,
  cardPhoto,
  cards,
  applications,
  contracts,
  fairness,
  nomination,
  nominate,
  cluster,
  clusterFind,
  clusterList,
  clusterCard,
  clusterJoin,
  clusterPropose,
  clusterLeave,
  clusterDesk,
  clusterQueue,
  clusterRequest,
  clusterAnnounce,
  cooperative,
  cooperativeSteps,
  founding,
  foundingSteps,
  foundingStep,
  foundingDone,
  foundingDocument,
  profile,
  permissions,
  switches,
  copy,
  withdraw,
  erase,
}
