// Archives (ZIP) that strangers send: unpacked once to see how large they are, before any reader of a format sees them.
import { inflateRawSync } from 'node:zlib';

export interface ArchiveLimits {
  /** Of all parts unpacked. */
  readonly bytes: number;
  readonly parts: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT_BYTES = 0xffff;
const PART_SIGNATURE = 0x02014b50;
const PART_BYTES = 46;
const LOCAL_BYTES = 30;
const [STORED, DEFLATED] = [0, 8];

/**
 * What an archive says of its sizes is not believed: a few kilobytes may unpack to gigabytes.
 * @returns what is wrong with it, or undefined where it is within the limits.
 */
export function checkArchive(archive: Buffer, limits: ArchiveLimits): 'damaged' | 'too_large' | undefined {
  try {
    let leftBytes = limits.bytes;
    let parts = 0;
    for (const part of partsOf(archive)) {
      parts += 1;
      if (parts > limits.parts) return 'too_large';
      leftBytes -= unpackedBytes(part, leftBytes);
      if (leftBytes < 0) return 'too_large';
    }
    return parts === 0 ? 'damaged' : undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'damaged';
  }
}

interface Part {
  readonly method: number;
  readonly packed: Buffer;
}

/** @throws RangeError where an offset points outside. */
function* partsOf(archive: Buffer): Generator<Part> {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== PART_SIGNATURE) throw new RangeError('no part');
    const size = archive.readUInt32LE(at + 20);
    const local = archive.readUInt32LE(at + 42);
    const start = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    if (start + size > archive.length) throw new RangeError('a part outside the archive');
    yield { method: archive.readUInt16LE(at + 10), packed: archive.subarray(start, start + size) };
    at +=
      PART_BYTES +
      archive.readUInt16LE(at + 28) +
      archive.readUInt16LE(at + 30) +
      archive.readUInt16LE(at + 32);
  }
}

function findEnd(archive: Buffer): number {
  const last = archive.length - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT_BYTES); at -= 1) {
    if (archive.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw new RangeError('no end');
}

function unpackedBytes({ method, packed }: Part, leftBytes: number): number {
  if (method === STORED) return packed.length;
  if (method !== DEFLATED) throw new RangeError('an unknown way of packing');
  return packed.length === 0 ? 0 : inflateRawSync(packed, { maxOutputLength: Math.max(1, leftBytes) }).length;
}
