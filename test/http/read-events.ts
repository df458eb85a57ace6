/** One server-sent event, its data read as JSON. */
export interface ReadEvent {
  readonly id?: string
  readonly event?: string
  readonly data: unknown
}

/** Reads a stream of server-sent events as a browser does. */
export function readEvents(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''

  async function more(): Promise<boolean> {
    const { done, value } = await reader.read()
    text += value ?? ''
    return !done
  }

  return {
    async next(count: number): Promise<ReadEvent[]> {
      const events: ReadEvent[] = []
      while (events.length < count) {
        const end = text.indexOf('\n\n')
        if (end >= 0) {
          events.push(parse(text.slice(0, end)))
          text = text.slice(end + 2)
        } else if (!(await more())) break
      }
      return events
    },
    async ended(): Promise<boolean> {
      while (await more());
      return true
    },
    close: () => reader.cancel(),
  }
}

function parse(block: string): ReadEvent {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)))
  return { ...fields, data: JSON.parse(fields['data']!) as unknown }
}
