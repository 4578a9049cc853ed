/** What a page loads as one file, and what went into it. */
export interface Bundle {
  readonly code: string;
  /** Paths below the project's folder. */
  readonly modules: string[];
}

export const ENTRIES: Readonly<Record<string, string>>;
export function bundleEntry(source: string): Promise<Bundle>;
export function buildBrowser(): Promise<void>;
