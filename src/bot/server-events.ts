/** One server-sent event as it came. */
export interface ServerEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** Reads a response's server-sent events until it ends. */
export async function* readServerEvents(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.ok || !response.body) throw new Error(`The server answered ${response.status}.`)
  let text = ''
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      yield parse(text.slice(0, end))
      text = text.slice(end + 2)
    }
  }
}

function parse(block: string): ServerEvent {
  const event = { id: '', event: '', data: '' }
  for (const line of block.split('\n')) {
    const [, field, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? []
    if (field === 'id' || field === 'event' || field === 'data') {
      event[field] = field === 'data' && event.data ? `${event.data}\n${value}` : value!
    }
  }
  return event
}
