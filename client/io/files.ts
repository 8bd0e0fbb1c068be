/** Text files: read from the learner's disk, and saved there. Nothing is sent anywhere. */
import { PROBLEMS } from '../words/problems.ts';
import type { RunProblem } from './api.ts';

/** Much more than a lesson or the progress of a course has. */
const MOST_BYTES = 2 ** 20;

export async function textOfFile(file: File): Promise<string | RunProblem> {
  if (file.size > MOST_BYTES) return PROBLEMS.fileTooLarge(file.name, file.size, MOST_BYTES);
  try {
    return await file.text();
  } catch {
    return PROBLEMS.fileUnreadable(file.name);
  }
}

export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
