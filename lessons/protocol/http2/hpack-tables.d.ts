/** The two tables of the package hpack.js that are in use here. They import nothing, and need neither Node nor a browser. */
declare module 'hpack.js/lib/hpack/huffman.js' {
  /**
   * At the index that the bits of a code make: `length << 9 | symbol` where the code has that length, or, where all
   * 8 bits are only the beginning of a code, the node for what follows. 0: nothing.
   */
  export type HuffmanNode = readonly (number | HuffmanNode)[];
  const huffman: { readonly decode: HuffmanNode };
  export default huffman;
}

declare module 'hpack.js/lib/hpack/static-table.js' {
  const staticTable: { readonly table: readonly { readonly name: string; readonly value: string }[] };
  export default staticTable;
}
