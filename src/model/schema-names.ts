/** Outputs whose JSON Schema can be printed, by the command that makes them. */
export const SCHEMA_NAMES = ['report', 'inspect'] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];
