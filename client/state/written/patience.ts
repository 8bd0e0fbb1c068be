/** Milliseconds after the time at which the lab writes something, by which it has reached the page. */
export const ON_ITS_WAY = 500;
