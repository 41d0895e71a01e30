import type { EventExport, ExportContext } from './event-export.ts';

/** Formats that events are written in. */
export type ExportFormat = 'ndjson' | 'csv' | 'parquet';

/** How each is made; loaded when it is asked for. */
export const EXPORTS: Readonly<Record<ExportFormat, () => Promise<(context: ExportContext) => EventExport>>> =
  {
    ndjson: async () => {
      const { NdjsonExport } = await import('./ndjson.ts');
      return (context) => new NdjsonExport(context);
    },
    csv: async () => {
      const { CsvExport } = await import('./csv.ts');
      return (context) => new CsvExport(context);
    },
    parquet: async () => {
      const { ParquetExport } = await import('./parquet.ts');
      return (context) => new ParquetExport(context);
    },
  };
