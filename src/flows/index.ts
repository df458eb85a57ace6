import { applications } from './partnership/applications.ts'
import { apply } from './partnership/apply.ts'
import { bankable } from './financing/bankable.ts'
import { card, cardPhoto, cards } from './partnership/card.ts'
import { checkIn } from './training/check-in.ts'
import { clarify } from './clarify.ts'
import { contracts } from './partnership/contracts.ts'
import { clusterCard, clusterLeave } from './clusters/cluster-card.ts'
import { clusterAnnounce, clusterDesk, clusterQueue, clusterRequest } from './clusters/cluster-desk.ts'
import { clusterJoin, clusterPropose } from './clusters/cluster-join.ts'
import { cluster, clusterFind, clusterList } from './clusters/cluster.ts'
import { cooperative, cooperativeSteps } from './clusters/cooperative.ts'
import type { Flow } from './define.ts'
import { elsewhere } from './elsewhere.ts'
import { estimate } from './financing/estimate.ts'
import { fairness } from './partnership/fairness.ts'
import { faq } from './faq.ts'
import { feedback } from './training/feedback.ts'
import { financing } from './financing/financing.ts'
import { fit } from './financing/fit.ts'
import { founding, foundingDocument, foundingDone, foundingStep, foundingSteps } from './clusters/founding.ts'
import { guarantee } from './financing/guarantee.ts'
import { home } from './home.ts'
import { interest } from './financing/interest.ts'
import { language } from './language.ts'
import { leave } from './registration/leave.ts'
import { link } from './rights/link.ts'
import { myTrainings } from './training/my-trainings.ts'
import { need } from './partnership/need.ts'
import { needs, seek } from './partnership/needs.ts'
import { nominate } from './nominations/nominate.ts'
import { nomination } from './nominations/nomination.ts'
import { officer } from './officer.ts'
import { partnership } from './partnership/partnership.ts'
import { pirtCase, pirtDrop } from './pirt/pirt-case.ts'
import { pirtCheck } from './pirt/pirt-check.ts'
import { pirtCommitment, pirtVerified } from './pirt/pirt-commitment.ts'
import { pirtDocument } from './pirt/pirt-document.ts'
import { pirtLabel } from './pirt/pirt-label.ts'
import { pirtNumber } from './pirt/pirt-number.ts'
import { pirtTrack } from './pirt/pirt-track.ts'
import { pirtVerdict } from './pirt/pirt-verdict.ts'
import { pirt, pirtRenewal, pirtSteps } from './pirt/pirt.ts'
import { product } from './financing/product.ts'
import { profile } from './rights/profile.ts'
import { programmes } from './programmes/programmes.ts'
import { registration } from './registration/registration.ts'
import { copy, erase, permissions, withdraw } from './rights/rights.ts'
import { session } from './training/session.ts'
import { signUp } from './training/sign-up.ts'
import { simulator } from './financing/simulator.ts'
import { status } from './registration/status.ts'
import { sessions, training } from './training/training.ts'
import { switches } from './rights/switches.ts'
import { verdicts } from './financing/verdicts.ts'

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
  elsewhere,
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
