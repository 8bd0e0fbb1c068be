/**
 * Runs code of the learner's in the sandbox (`server/sandbox-script.ts`): a frame of nobody's origin, which is taken away
 * when it has done its work, and the code with it. What comes from there is anybody's word.
 */
import { CODE_BOUNDS } from '../../lessons/schema/code-bounds.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import type { CodeFault, Shown } from '../../lessons/tasks/judge-code.ts';
import { WRITTEN } from '../words/written.ts';
import type { RunProblem } from './api.ts';
import { labOrigin } from './lab.ts';
import { createRun } from './run.ts';

export interface SandboxListener {
  /** The code begins to run. */
  began(): void;
  shown(value: Shown): void;
  /** It has an EventSource, which goes on when the code has come to its end. */
  listening(): void;
  returned(): void;
  error(error: CodeFault): void;
  /** It could not be run. */
  failed(problem: RunProblem): void;
}

/** Milliseconds that the frame has to be loaded. */
const PATIENCE = 10_000;

function valueOf(json: unknown): { readonly value: Shown } | null {
  try {
    return typeof json === 'string' ? { value: JSON.parse(json) as Shown } : null;
  } catch {
    return null;
  }
}

function faultOf(error: unknown): CodeFault | null {
  if (typeof error !== 'object' || error === null) return null;
  const { says, line } = error as Record<string, unknown>;
  return typeof says === 'string' ? { says, line: typeof line === 'number' ? line : null } : null;
}

/** Runs the code against a run of its own of this stream. What is returned ends it, whatever it does. */
export function openSandbox(code: string, stream: Scenario, on: SandboxListener): () => void {
  const frame = document.createElement('iframe');
  const closing = new AbortController();
  const { signal } = closing;
  let begun = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let url = '';

  function told({ source, data }: MessageEvent<Record<string, unknown> | null>): void {
    if (source === null || source !== frame.contentWindow || !data) return;
    const value = valueOf(data['shown']);
    const error = faultOf(data['error']);
    if (data['ready'] === true && !begun) {
      begun = true;
      clearTimeout(timer);
      const { shows, value: longest } = CODE_BOUNDS;
      // Its origin is nobody's and has no name.
      frame.contentWindow.postMessage({ code, url, most: shows, longest }, '*');
      on.began();
    } else if (value) on.shown(value.value);
    else if (data['listening'] === true) on.listening();
    else if (data['returned'] === true) on.returned();
    else if (error) on.error(error);
  }

  async function open(): Promise<void> {
    const created = await createRun(stream);
    const origin = 'what' in created ? '' : await labOrigin(created.labPort);
    if (signal.aborted) return;
    if ('what' in created) {
      on.failed(created);
      return;
    }
    url = origin + created.stream;
    timer = setTimeout(() => {
      on.failed(WRITTEN.sandboxNotLoaded);
    }, PATIENCE);
    addEventListener('message', told, { signal });
    frame.src = '/sandbox';
    frame.hidden = true;
    frame.title = WRITTEN.sandbox;
    document.body.append(frame);
  }
  void open();

  return () => {
    closing.abort();
    clearTimeout(timer);
    frame.remove();
  };
}
