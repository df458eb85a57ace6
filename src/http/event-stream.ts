/** One open stream of server-sent events. */
export interface EventSink {
  send(event: { readonly id?: string; readonly event?: string; readonly data: string }): void
  close(): void
}

/** A reader this far behind has gone away without saying so. */
const MOST_UNREAD = 1024 * 1024

/**
 * Answers with a stream of events for as long as the reader stays. `open` gets the sink and returns what to do
 * when the stream ends, whoever ends it.
 */
export function eventStream(open: (sink: EventSink) => () => void): Response {
  const encoder = new TextEncoder()
  let onEnd: (() => void) | undefined
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    onEnd?.()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const close = () => {
          if (!ended) controller.close()
          end()
        }
        const send: EventSink['send'] = (event) => {
          if (ended) return
          if ((controller.desiredSize ?? 0) < -MOST_UNREAD) return close()
          controller.enqueue(encoder.encode(format(event)))
        }
        onEnd = open({ send, close })
      },
      cancel: end,
    },
    { highWaterMark: 64 * 1024, size: (chunk) => chunk?.byteLength ?? 0 },
  )
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Asks proxies not to hold events back.
      'x-accel-buffering': 'no',
    },
  })
}

function format({ id, event, data }: Parameters<EventSink['send']>[0]): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`)
  if (event) lines.unshift(`event: ${event}`)
  if (id) lines.unshift(`id: ${id}`)
  return `${lines.join('\n')}\n\n`
}
