// The sums on which every contestant must agree. A fast program that lost rows is not fast.

/** The report's figures under the names of the sums of bare-loop.mjs and duckdb.mjs; what it does not have sums to 0. */
export function totalsOf(report) {
  const { input, streams, cdn, viewers, performance: figures } = report;
  const sum = (key) => streams.reduce((total, stream) => total + stream[key], 0);
  return {
    records: input.used,
    packets: sum('packets'),
    packet_bytes: sum('bytes'),
    requests: cdn?.requests ?? 0,
    request_bytes: cdn?.bytes ?? 0,
    sessions: viewers?.sessions ?? 0,
    viewers: viewers?.unique_viewers ?? 0,
    session_ms: viewers?.session_time_ms ?? 0,
    stalls: viewers?.rebuffer_count ?? 0,
    stall_ms: viewers?.rebuffer_time_ms ?? 0,
    latencies: figures?.latency_ms?.n ?? 0,
    errors: figures?.errors ?? 0,
  };
}

/** @throws when one of the expected sums is not what was found */
export function expectEqual(who, expected, found) {
  const wrong = Object.keys(expected).filter((key) => expected[key] !== found[key]);
  if (wrong.length === 0) return;
  const differences = wrong.map((key) => `${key} is ${found[key]} and should be ${expected[key]}`);
  throw new Error(`${who} does not agree: ${differences.join('; ')}`);
}
