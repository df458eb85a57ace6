/** The command line was not understood; the message says what is wrong with it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** For commands that take nothing. */
export function noArguments(args: readonly string[]): void {
  if (args.length > 0) throw new UsageError(`"${args[0]}" is not understood here.`)
}
