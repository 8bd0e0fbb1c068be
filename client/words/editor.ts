/** The words of an editor. */
export const EDITOR = {
  full: (longest: number) => `No more than ${longest} characters fit.`,
  ctrlEnter: 'Ctrl Enter',
  esc: 'Esc',
  /** After the key Esc. */
  leaves: 'leaves the text for the keys of the page,',
  /** After the key w. */
  comesBack: 'comes back.',
} as const;
