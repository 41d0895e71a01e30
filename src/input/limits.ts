/** A record of more bytes is bad (`line-too-long`) and passes in constant memory. */
export const MAX_RECORD_BYTES = 1 << 20;
/** Bytes of a record that are kept to show it: the rest of a long one is nobody's evidence. */
export const MAX_RAW_BYTES = 4096;
/** JSON nested deeper is bad (`json-depth`). */
export const MAX_JSON_DEPTH = 64;
