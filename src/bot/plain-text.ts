/** Control characters, of which a zero ends a text for the database, and marks that turn what follows them around. */
const HIDDEN = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/gu

/** What somebody wrote, without what does not show. Half a character becomes the sign for one that is unknown. */
export const plainText = (text: string): string => text.toWellFormed().replaceAll(HIDDEN, '')
