/** What a real run has shown, as text to be sent to somebody: the workload, each start, and what differs. */
import type { Agreement, JudgedStart } from '../../../lessons/protocol/connection-pool/agreement.ts';
import type { Workload } from '../../../lessons/schema/workload.ts';
import { REPORT } from '../../words/report.ts';
import { WORKLOAD } from '../../words/workload.ts';
import { writeWorkload } from '../workload-text.ts';

export interface ReportParts {
  readonly title: string;
  readonly workload: Workload;
  /** The name of the model. */
  readonly model: string;
  /** What the browser calls itself. */
  readonly browser: string;
  readonly agreement: Agreement;
  /** The client's port on a connection; null where that is not known. */
  readonly portOf: (connection: number) => number | null;
  readonly wasHidden: boolean;
}

const ms = (at: number | null | undefined): string =>
  (typeof at === 'number' ? String(Math.round(at)) : '-').padStart(7);

function line({ predicted, seen, differences }: JudgedStart, portOf: ReportParts['portOf']): string {
  const name = predicted ? predicted.label : WORKLOAD.request(seen?.id ?? '');
  const which = [
    (predicted ?? seen)?.role === 'preflight' ? REPORT.preflight : '',
    ((predicted ?? seen)?.attempt ?? 1) > 1 ? REPORT.attempt((predicted ?? seen)?.attempt ?? '') : '',
  ].filter(Boolean);
  const where = seen ? String(portOf(seen.connection) ?? '?') : '-';
  const start = [
    ms(predicted?.startedAt),
    ms(seen?.at),
    String(predicted?.connection ?? '-').padStart(6),
    where.padStart(6),
    differences.length === 0 ? ' ' : '!',
    [name, ...which].join(', '),
  ].join(' ');
  return [start, ...differences.map(({ says }) => ' '.repeat(36) + says)].join('\n');
}

export function report({
  title,
  workload,
  model,
  browser,
  agreement,
  portOf,
  wasHidden,
}: ReportParts): string {
  return [
    title,
    '',
    REPORT.browsers(model, browser),
    REPORT.agrees(agreement.agreeing, agreement.starts.length),
    ...(wasHidden ? [REPORT.wasHidden] : []),
    '',
    REPORT.columns,
    ...agreement.starts.map((start) => line(start, portOf)),
    '',
    writeWorkload(workload),
  ].join('\n');
}
