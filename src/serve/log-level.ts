/** How much is logged: at info what was turned away and what happens to the server itself, at debug every request. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
