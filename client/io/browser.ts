/** Which browser this is, as far as its name for itself tells: by which of the models it is to be compared first. */
import type { BROWSERS } from '../../lessons/protocol/connection-pool/browsers.ts';

/** Null for one that is none of them. */
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
