import type { Report } from '../../model/report.ts';
import type { NumberSection } from './number-grid.ts';
import { packetSections, streamSection } from './stream-sections.ts';
import { cdnSection, performanceSections, transportSection, viewersSection } from './viewer-sections.ts';

/** The figures that people look at, a section a family that has data. */
export function sectionsOf(report: Report, timezone: string): NumberSection[] {
  const { viewers, performance, cdn, transport, streams } = report;
  const [stream] = streams.length === 1 ? streams : [];
  const ofStream =
    stream === undefined
      ? []
      : viewers === null
        ? packetSections(stream, report, timezone)
        : [streamSection(stream)];
  return [
    ...(viewers === null ? [] : [viewersSection(viewers)]),
    ...(performance === null ? [] : performanceSections(performance)),
    ...ofStream,
    ...(cdn === null ? [] : [cdnSection(cdn)]),
    ...(transport === null ? [] : [transportSection(transport)]),
  ];
}
