/** Why the server cannot start, as one line for the terminal. */
export class StartError extends Error {}
