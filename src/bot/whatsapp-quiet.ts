const LIBSIGNAL = /[\\/]libsignal[\\/]/
const silenced = new WeakSet<object>()

/**
 * Keeps libsignal off the screen: it prints whole Signal sessions, private keys included, with `console`.
 * Whoever else writes to the console is heard as before.
 */
export function silenceLibsignal(console: Console): void {
  if (silenced.has(console)) return
  silenced.add(console)
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    const write = console[method].bind(console)
    console[method] = (...words: unknown[]) => {
      if (!LIBSIGNAL.test(caller())) write(...words)
    }
  }
}

/** Who called the console: above stand this function and the wrapper, and perhaps somebody else's wrapper. */
function caller(): string {
  return new Error('stack').stack?.split('\n').slice(3, 5).join('\n') ?? ''
}
