/// <reference types="vite/types/importMeta.d.ts" />
/** What the build of the page provides; tests of the client's state put something else in its place. */
declare module 'virtual:lessons' {
  export const lessons: unknown;
  export const glossary: unknown;
}
