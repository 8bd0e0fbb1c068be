/** Which browser this is and what it is set to, as far as it tells. */
import type { BROWSERS } from '../../lessons/protocol/connection-pool/browsers.ts';

/** By which of the models it is to be compared first; null for one that is none of them. */
export function thisBrowser(): keyof typeof BROWSERS | null {
  const { userAgent } = navigator;
  if (/\bFirefox\/\d/.test(userAgent)) return 'firefox';
  if (/\bChrom(?:e|ium)\/\d|\bHeadlessChrome\/\d/.test(userAgent)) return 'chromium';
  return /\bSafari\/\d/.test(userAgent) ? 'safari' : null;
}

/** As it names itself, such as `Chrome/156.0.0.0`: for a report. */
export function browserName(): string {
  const products = navigator.userAgent.match(/\b(?:Firefox|HeadlessChrome|Chrome|Version|Safari)\/[\d.]+/g);
  return products?.join(' ') ?? navigator.userAgent;
}

/** The languages that its user reads, the best first. */
export const browserLanguages = (): readonly string[] => navigator.languages;

export function printPage(): void {
  print();
}
