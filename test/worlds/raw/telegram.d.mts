export function startTelegramWorld(options?: object): Promise<never>
