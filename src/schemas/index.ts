import type { SchemaName } from '../model/schema-names.ts';
import type { JsonSchema } from './describe.ts';

const TABLE: Readonly<Record<SchemaName, () => Promise<JsonSchema>>> = {
  report: async () => (await import('./report.ts')).REPORT_SCHEMA,
  inspect: async () => (await import('./inspect.ts')).INSPECT_SCHEMA,
};

/** The JSON Schema of an output, in the order in which it is printed. Its `$id` is what the output says under `schema`. */
export async function loadSchema(name: SchemaName): Promise<JsonSchema> {
  return await TABLE[name]();
}
