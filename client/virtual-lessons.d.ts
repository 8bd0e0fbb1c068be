declare module 'virtual:lessons' {
  export const lessons: unknown;
  export const glossary: unknown;
}
