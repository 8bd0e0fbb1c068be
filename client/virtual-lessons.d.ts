declare module 'virtual:lessons' {
  export const lessons: unknown;
}
