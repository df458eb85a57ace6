import { type Prompt, unread, value } from './prompt.ts'

/** Everything read back before it counts. The engine adds the lines, and the list of what to change. */
export function review(): Prompt<'submit'> {
  return {
    review: true,
    options: () => [{ value: 'submit' }, { value: 'change' }],
    read(input) {
      if (input.type === 'choice' && input.value === 'submit') return value('submit')
      return unread(input.type === 'unsupported' ? 'unsupported' : 'needChoice')
    },
    show: (_, at) => ({ key: `${at.flow}:${at.step}.submit` }),
  }
}
