// What ffprobe's JSON costs a script: read the whole file, JSON.parse it, add up the packets.
//
//   node test/bench/parse-whole.mjs FILE
import { readFileSync } from 'node:fs';

const { packets } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const packet_bytes = packets.reduce((total, packet) => total + Number(packet.size), 0);
process.stdout.write(`${JSON.stringify({ packets: packets.length, packet_bytes })}\n`);
