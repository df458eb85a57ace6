/** What other programs can be told of. The triggers in the migrations name them alike. */
export const WEBHOOK_EVENTS = [
  'registration.submitted',
  'registration.changed',
  'registration.verified',
  'registration.returned',
  'registration.rejected',
  'registration.withdrawn',
  'registration.erased',
  'session.opened',
  'session.changed',
  'session.cancelled',
  'training.signed',
  'training.waiting',
  'training.offered',
  'training.cancelled',
  'training.attended',
  'training.absent',
  'training.certified',
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]
