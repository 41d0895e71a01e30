import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from './exit-codes.ts';
import { writeOut } from './output.ts';
import { addColorOptions, renderOptionsOf, type ViewFlags } from './terminal.ts';

/** Adds the commands that explain what the program knows: `metrics` and `formats`. */
export function addCatalogueCommands(program: Command, exit: (code: ExitCode) => void): void {
  addColorOptions(program.command('metrics'))
    .description('list the figures of the report, or explain one: unit, formula, source')
    .argument('[ID]', 'path of a figure, e.g. viewers.rebuffer_ratio')
    .addHelpText(
      'after',
      '\nExamples:\n  stream-analytics metrics\n  stream-analytics metrics viewers.rebuffer_ratio\n',
    )
    .action(async (id: string | undefined, flags: ViewFlags) => exit(await metrics(id, flags)));
  addColorOptions(program.command('formats'))
    .description('list the formats that can be read, or explain one: fields, detection, limits')
    .argument('[NAME]', 'name of a format, e.g. ffprobe-json')
    .addHelpText('after', '\nExamples:\n  stream-analytics formats\n  stream-analytics formats ndjson\n')
    .action(async (name: string | undefined, flags: ViewFlags) => exit(await formats(name, flags)));
}

async function metrics(id: string | undefined, flags: ViewFlags): Promise<ExitCode> {
  const { METRICS } = await import('../metrics/catalogue/all.ts');
  const { renderMetric, renderMetricList } = await import('../renderers/metrics-catalogue.ts');
  const options = renderOptionsOf(flags, false);
  if (id === undefined) {
    await writeOut(renderMetricList(METRICS, options));
    return 0;
  }
  const { findMetric } = await import('../metrics/catalogue/find.ts');
  const { entry, candidates } = findMetric(id);
  if (entry === null) {
    const meant = `did you mean ${candidates.join(', ')}?`;
    throw new UsageError(`no figure is called ${id}; ${meant} "stream-analytics metrics" lists all`);
  }
  await writeOut(renderMetric(entry, options));
  return 0;
}

async function formats(name: string | undefined, flags: ViewFlags): Promise<ExitCode> {
  const { formatNames, loadFormat, unknownFormat } = await import('../formats/index.ts');
  const { renderFormat, renderFormatList } = await import('../renderers/formats-catalogue.ts');
  const options = renderOptionsOf(flags, false);
  if (name === undefined) {
    const all = [];
    for (const each of formatNames()) {
      const format = await loadFormat(each);
      if (format !== null) all.push(format);
    }
    await writeOut(renderFormatList(all, options));
    return 0;
  }
  const format = await loadFormat(name);
  if (format === null) throw new UsageError(unknownFormat(name));
  await writeOut(renderFormat(format, options));
  return 0;
}
