/** Four bytes before each packet of a transport stream, as Blu-ray discs have them. */
export function withTimeStamps(ts: Uint8Array): Uint8Array {
  const packets: Uint8Array[] = [];
  for (let at = 0; at < ts.length; at += 188) {
    packets.push(Uint8Array.of(0, 1, 2, 3), ts.subarray(at, at + 188));
  }
  return new Uint8Array(Buffer.concat(packets));
}
