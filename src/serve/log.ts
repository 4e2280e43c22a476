import { type Logger, pino } from "pino";
import type { LogLevel } from "./log-level.js";

export type { Logger };

/**
 * JSON lines. What is logged of a request is its path, status, duration, uid, decision and code:
 * never its content, since objects hold other people's secrets, nor messages that may quote it.
 */
export function createLog(write: (line: string) => void, level: LogLevel): Logger {
  return pino({ base: null, level, timestamp: pino.stdTimeFunctions.isoTime }, { write });
}
