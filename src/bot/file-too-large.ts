/** Thrown when a file is larger than is taken. */
export class FileTooLarge extends Error {
  constructor(limit: number) {
    super(`the file is larger than ${limit} bytes`)
    this.name = 'FileTooLarge'
  }
}
