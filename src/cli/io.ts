/** What the program needs of the world, so that it can also run inside another process. */
export interface Io {
  /** Resolves when the text is taken, so that long output waits for a slow reader. */
  out(text: string): Promise<void>;
  err(text: string): void;
  /** The text of a file, "-" for standard input. Throws MigError INVALID_INPUT where it cannot be read or is too large. */
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Columns of the terminal; null: the output is no terminal, or one that does not say. */
  readonly columns: number | null;
  readonly colour: boolean;
  /** Whether `err` goes to a terminal on which a line can be written over. */
  readonly progress: boolean;
  /** Variables of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Long work: Ctrl-C aborts the signal in place of ending the process, so that the work can tidy up; "stopped" is also what Kubernetes sends. */
  interruptible<Value>(work: (signal: AbortSignal) => Promise<Value>, by?: "interrupted" | "stopped"): Promise<Value>;
}

/** One run of the program. */
export interface Session {
  readonly io: Io;
  /** 0: yes, or done; 1: no. Set by the command that ran. */
  status: 0 | 1;
}

/** Bytes of a file or of standard input; a larger one is refused without being read to its end. */
export const MAX_BYTES = 8_000_000;
