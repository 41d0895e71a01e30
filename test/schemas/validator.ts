import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { SchemaName } from '../../src/model/schema-names.ts';
import { loadSchema } from '../../src/schemas/index.ts';

/** Keywords that ajv does not know, and references to nothing, are errors. */
export function newValidator(): Ajv2020 {
  return new Ajv2020({ strict: true, allowUnionTypes: true, strictTuples: false, verbose: true });
}

/** Says what of a text of JSON does not match the schema of this output; '' when all does. */
export async function faultsBy(name: SchemaName): Promise<(json: string) => string> {
  const ajv = newValidator();
  const validate: ValidateFunction = ajv.compile(await loadSchema(name));
  return (json) => {
    if (validate(JSON.parse(json))) return '';
    return (validate.errors ?? [])
      .map(
        ({ instancePath, message, data }) =>
          `${instancePath} ${message}: ${JSON.stringify(data)?.slice(0, 80)}`,
      )
      .join('\n');
  };
}
