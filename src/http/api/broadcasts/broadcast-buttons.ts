import type { Office } from '../../../db/office/office.ts'
import type { AnnouncementButton } from '../../../flows/broadcast.ts'
import { TRAINING_TOPICS } from '../../../flows/content.ts'
import { SECTORS } from '../../../flows/sectors.ts'
import { badField } from '../refusals.ts'

type Led = Pick<AnnouncementButton, 'opens' | 'about'>

const TOPICS: readonly string[] = [...TRAINING_TOPICS, 'all']
const FIELDS_OF_BUSINESS: readonly string[] = [...SECTORS, 'all']

/** Refuses buttons that lead to something that is not there. */
export async function checkButtons(buttons: readonly Led[], office: Office): Promise<void> {
  for (const [n, button] of buttons.entries()) {
    const fault = await faultOf(button, office)
    if (fault) throw badField(`message.buttons.${n}.about`, fault)
  }
}

async function faultOf({ opens, about }: Led, { content, sessions }: Office): Promise<string | null> {
  if (about === null) return null
  switch (opens) {
    case 'product':
      return (await content.find('products', about)) ? null : 'there is no such product'
    case 'session':
    case 'signUp': {
      if (about.startsWith('t.'))
        return (await content.find('trainings', about.slice(2))) ? null : 'there is no such training'
      // Owners everywhere see all sessions, and so may whoever writes to them.
      const session = await sessions.find({ type: 'nation' }, about)
      if (!session) return 'there is no such session'
      return session.status === 'cancelled' ? 'this session is cancelled' : null
    }
    case 'training':
      return TOPICS.includes(about) ? null : `there is no such topic; there are ${TOPICS.join(', ')}`
    case 'programmes':
      return FIELDS_OF_BUSINESS.includes(about) ? null : 'there is no such sector'
    default:
      return null
  }
}
