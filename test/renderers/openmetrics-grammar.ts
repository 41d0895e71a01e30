/**
 * What is wrong with an exposition by the text format of OpenMetrics 1.0, as far as gauges and summaries go: the form of every
 * line (its ABNF, values finite), one block a family with its metadata first, the unit at the end of the name, no sample
 * twice, the end. Written from the specification and apart from the renderer.
 */
export function faultsOf(text: string): string[] {
  const faults: string[] = [];
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.pop() !== '# EOF') faults.push('no # EOF');
  const families = new Set<string>();
  const samples = new Set<string>();
  let family = '';
  let type = '';
  let hasSamples = false;
  for (const line of lines) {
    const metadata = /^# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    const sample =
      /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*"(?:,(?=[a-zA-Z_])|(?=\})))+\})? [+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.exec(
        line,
      );
    if (metadata !== null) {
      const [, kind, name = '', rest = ''] = metadata;
      if (kind === 'TYPE') {
        if (families.has(name)) faults.push(`${name}: family twice`);
        if (rest !== 'gauge' && rest !== 'summary') faults.push(`${name}: type ${rest}`);
        families.add(name);
        [family, type, hasSamples] = [name, rest, false];
      } else if (name !== family || hasSamples) faults.push(`${name}: ${kind} outside its family`);
      if (kind === 'UNIT' && !name.endsWith(`_${rest}`)) faults.push(`${name}: name does not end in ${rest}`);
    } else if (sample !== null) {
      const [, name = '', labels = ''] = sample;
      const names = type === 'summary' ? [family, `${family}_count`, `${family}_sum`] : [family];
      if (family === '' || !names.includes(name)) faults.push(`${name}: sample outside its family`);
      if (type === 'summary' && (name === family) !== /[{,]quantile="(?:0|1|0\.\d+)"/.test(labels))
        faults.push(`${name}${labels}: quantile in the wrong place`);
      if (samples.has(name + labels)) faults.push(`${name}${labels}: twice`);
      samples.add(name + labels);
      hasSamples = true;
    } else faults.push(`${line}: no line of OpenMetrics`);
  }
  return faults;
}
