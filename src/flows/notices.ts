import {
  clusterAccepted,
  clusterApproved,
  clusterClosed,
  clusterDeclined,
  clusterLeader,
  clusterMovedUp,
  clusterNews,
  clusterRefused,
  clusterRemoved,
  clusterRequest,
  foundingBegun,
  foundingPaperRejected,
} from './clusters/cluster-notices.ts'
import { nominationAnswered, nominationMoved, nominationProposed } from './nominations/nomination-notices.ts'
import {
  interestApplied,
  interestDeclined,
  interestFinanced,
  interestTaken,
} from './financing/interest-notices.ts'
import type { NoticeType } from './notice.ts'
import {
  applicationDecided,
  contractEnded,
  contractMade,
  contractNoted,
  contractRenewal,
  photoRejected,
} from './partnership/partner-notices.ts'
import {
  checksPassed,
  documentAccepted,
  documentRejected,
  pirtDeadline,
  pirtExpires,
} from './pirt/pirt-notices.ts'
import { registrationUnfinished } from './registration/registration-notices.ts'
import {
  seatExpired,
  seatOffered,
  sessionCancelled,
  sessionChanged,
  trainingAnnounced,
  trainingDays,
  trainingHour,
  trainingScheduled,
} from './training/training-notices.ts'
import { dataRequestDone } from './rights/rights-notices.ts'

/** Every notice by its type. */
export const NOTICES: { readonly [type: string]: NoticeType } = {
  registrationUnfinished,
  documentRejected,
  documentAccepted,
  checksPassed,
  sessionChanged,
  sessionCancelled,
  interestTaken,
  interestApplied,
  interestFinanced,
  interestDeclined,
  dataRequestDone,
  photoRejected,
  applicationDecided,
  contractMade,
  contractRenewal,
  contractNoted,
  contractEnded,
  nominationProposed,
  nominationMoved,
  nominationAnswered,
  clusterRequest,
  clusterAccepted,
  clusterRefused,
  clusterMovedUp,
  clusterRemoved,
  clusterApproved,
  clusterClosed,
  clusterDeclined,
  clusterLeader,
  clusterNews,
  foundingBegun,
  foundingPaperRejected,
  pirtDeadline,
  pirtExpires,
  seatOffered,
  seatExpired,
  trainingScheduled,
  trainingAnnounced,
  trainingDays,
  trainingHour,
}
