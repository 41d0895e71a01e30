import { v5 as uuidV5 } from 'uuid';

/** Namespace for URLs of RFC 9562; what the contract names. */
const NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

/** Stream name of packets that carry none, and the id made of it. */
export interface StreamName {
  readonly name: string;
  readonly id: string;
}

/**
 * A name for the packets of each input: its base name without compression suffix; where two inputs share one, as
 * much of their paths as tells them apart. Equal names give equal ids on every machine.
 */
export function streamNames(inputs: readonly string[]): StreamName[] {
  const parts = inputs.map((input) =>
    input
      .replace(/\.(gz|zst|zstd|br)$/i, '')
      .split('/')
      .filter((part) => part !== ''),
  );
  return parts.map((own, at) => {
    let kept = 1;
    const others = parts.filter((_, other) => other !== at);
    while (kept < own.length && others.some((other) => tail(other, kept) === tail(own, kept))) kept += 1;
    const name = tail(own, kept);
    return { name, id: uuidV5(name, NAMESPACE) };
  });
}

function tail(parts: readonly string[], count: number): string {
  return parts.slice(-count).join('/');
}
