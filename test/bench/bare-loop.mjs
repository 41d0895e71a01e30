// What the library lane is measured against: read the file, split the lines, JSON.parse each. Nothing else is done
// with the objects, so this is the least that any program on JSON.parse costs.
//
//   node test/bench/bare-loop.mjs FILE          prints the number of records
//   node test/bench/bare-loop.mjs FILE --sums   also adds up what the report must agree with; not for timing
import { closeSync, openSync, readSync } from 'node:fs';

const BLOCK_BYTES = 1 << 20;

/** Calls `take` with every parsed line. */
function eachRecord(path, take) {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(2 * BLOCK_BYTES);
  let held = 0;
  for (;;) {
    const read = readSync(file, buffer, held, BLOCK_BYTES, null);
    if (read === 0) break;
    const bytes = held + read;
    const end = buffer.lastIndexOf(10, bytes - 1) + 1;
    const text = buffer.toString('utf8', 0, end);
    for (let from = 0; from < text.length; ) {
      const to = text.indexOf('\n', from);
      take(JSON.parse(text.slice(from, to)));
      from = to + 1;
    }
    buffer.copyWithin(0, end, bytes);
    held = bytes - end;
  }
  closeSync(file);
}

const [path, mode] = process.argv.slice(2);
const sums = {
  records: 0,
  packets: 0,
  packet_bytes: 0,
  requests: 0,
  request_bytes: 0,
  sessions: 0,
  viewers: 0,
  session_ms: 0,
  stalls: 0,
  stall_ms: 0,
  latencies: 0,
  errors: 0,
};

const viewers = new Set();
/** Joined and not left, whatever the order in which the file tells it. */
let present = 0;
let lastMs = 0;

function add(event) {
  sums.records += 1;
  const nowMs = Date.parse(event.ts);
  lastMs = Math.max(lastMs, nowMs);
  if (event.viewer_id !== undefined) viewers.add(event.viewer_id);
  switch (event.type) {
    case 'packet':
      sums.packets += 1;
      sums.packet_bytes += event.size;
      break;
    case 'request':
      sums.requests += 1;
      sums.request_bytes += event.bytes;
      break;
    case 'join':
      sums.sessions += 1;
      sums.session_ms -= nowMs;
      present += 1;
      break;
    case 'leave':
      sums.session_ms += nowMs;
      present -= 1;
      break;
    case 'rebuffer':
      sums.stalls += 1;
      sums.stall_ms += event.duration_ms;
      break;
    case 'latency':
    case 'heartbeat':
      sums.latencies += 1;
      break;
    case 'error':
      sums.errors += 1;
      break;
    default:
  }
}

if (mode === '--sums') {
  eachRecord(path, add);
  sums.viewers = viewers.size;
  // Who has not left is present until the last record.
  sums.session_ms += present * lastMs;
} else {
  eachRecord(path, () => {
    sums.records += 1;
  });
}
process.stdout.write(`${JSON.stringify(mode === '--sums' ? sums : { records: sums.records })}\n`);
