/** What reads the stream of a run: the browser's own EventSource, or `fetch`. */
import type { SeenEvent } from '../../lessons/tasks/came.ts';
import type { RunProblem } from './api.ts';

/** An event as the client made it of the stream. */
type ObservedEvent = Omit<SeenEvent, 'at'>;

/** `connecting`: it has no answer, or none again. `over`: it has ended for good, and asks for nothing more. */
export type Phase = 'connecting' | 'reading' | 'over';

/** How a response ended for code that reads it with `fetch`. */
export interface FetchEnd {
  readonly how: 'done' | 'broken off' | 'aborted';
  /** The name of what was thrown; null where nothing was. */
  readonly error: string | null;
}

export interface ClientListener {
  phase(phase: Phase): void;
  observed(event: ObservedEvent): void;
  /** `fetch` alone: so many bytes of content were read at once. */
  read(bytes: number): void;
  /** `fetch` alone: this was all of a response. */
  ended(end: FetchEnd): void;
  /** It has lost its connection, or found none. */
  lost(): void;
  problem(problem: RunProblem): void;
}

/** Closes the EventSource, or aborts the fetch. */
export type CloseClient = () => void;
