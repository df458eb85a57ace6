import { goTo } from '../define.ts'
import { defineNotice, type NoticeType } from '../notice.ts'
import { reasonText } from '../pirt/pirt-document.ts'
import type { Text } from '../types.ts'

interface About {
  /** Its id, and what it is called. */
  readonly cluster: string
  readonly name: string
}

/** What became of a request, a place in the queue or a proposal: whoever asked waits for it. */
const answered = (key: string): NoticeType =>
  defineNotice<About & { readonly reason?: string }>({
    category: 'cluster',
    asked: true,
    text({ cluster, name, reason }) {
      const because: readonly Text[] = reason ? [{ key: 'clusterNotice:reason', params: { reason } }] : []
      return {
        text: [{ key: `clusterNotice:${key}`, params: { name } }, ...because],
        choices: [goTo('clusterCard', 'clusterCard', cluster), goTo('cluster'), goTo('officer')],
      }
    },
  })

export const clusterAccepted = answered('accepted')
export const clusterRefused = answered('refused')
export const clusterMovedUp = answered('movedUp')
export const clusterRemoved = answered('removed')
export const clusterApproved = answered('approved')
export const clusterDeclined = answered('declined')
export const clusterClosed = answered('closed')
export const clusterLeader = answered('leader')

/** A leader has requests to decide. */
export const clusterRequest = defineNotice<About & { readonly business: string }>({
  category: 'cluster',
  text: ({ cluster, name, business }) => ({
    text: [{ key: 'clusterNotice:request', params: { name, business } }],
    choices: [goTo('clusterQueue', 'clusterDesk', cluster), goTo('cluster')],
  }),
})

/** A leader's words to the members. */
export const clusterNews = defineNotice<About & { readonly body: string }>({
  category: 'cluster',
  text: ({ cluster, name, body }) => ({
    text: [{ key: 'clusterNotice:news', params: { name, body } }],
    choices: [goTo('clusterCard', 'clusterCard', cluster), goTo('home')],
  }),
})

/** The founding of the cluster's cooperative has begun, and it needs founders. */
export const foundingBegun = defineNotice<About>({
  category: 'cluster',
  text: ({ cluster, name }) => ({
    text: [{ key: 'clusterNotice:founding', params: { name } }],
    choices: [goTo('foundingSteps', 'founding', cluster), goTo('cluster')],
  }),
})

/** A paper of the cooperative's founding could not be used. */
export const foundingPaperRejected = defineNotice<{ readonly product: string; readonly reason: string }>({
  category: 'cluster',
  asked: true,
  urgent: true,
  text: ({ product, reason }) => ({
    text: [{ key: 'clusterNotice:paper', params: { name: product, reason: reasonText(reason) } }],
    choices: [goTo('founding'), goTo('officer')],
  }),
})
