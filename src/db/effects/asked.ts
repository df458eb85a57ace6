/** An effect, and the turn that asked for it. */
export interface Asked<T> {
  readonly effect: T
  readonly contactId: string
  /** Where the contact wrote. */
  readonly address: string
  readonly channel: string
  readonly externalId: string
  readonly at: number
}
