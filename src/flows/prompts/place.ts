import { type Prompt, unread, value } from './prompt.ts'

/** A point on the map, shared from the phone. */
export function location(): Prompt<{ readonly latitude: number; readonly longitude: number }> {
  return {
    request: 'location',
    read: (input) =>
      input.type === 'location'
        ? value({ latitude: input.latitude, longitude: input.longitude })
        : unread('needLocation'),
    show: ({ latitude, longitude }) => ({ text: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` }),
  }
}
