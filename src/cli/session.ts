/** What a run of the process has beside its command line. */

/** A run, from its start to its exit code. */
export interface Session {
  /** Aborted by Ctrl-C or SIGTERM; the process ends right after. */
  readonly signal: AbortSignal;
  /** How the process is to end; a command that throws has the last word. */
  exitCode: number;
}
