/** An answer of the Bot API that is not ok. */
export class ApiError extends Error {
  readonly code: number
  readonly parameters: Readonly<Record<string, number>> | undefined

  constructor(code: number, description: string, parameters?: Readonly<Record<string, number>>) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

export const bad = (description: string): ApiError => new ApiError(400, `Bad Request: ${description}`)

export const unparsable = (why: string): ApiError => bad(`can't parse entities: ${why}`)

export const conflict = (): ApiError =>
  new ApiError(
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  )

/** Where a character stands, in the bytes that Telegram's complaints count. */
export const byteOffset = (source: string, index: number): number => Buffer.byteLength(source.slice(0, index))
