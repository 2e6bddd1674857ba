// Archives (ZIP) that strangers send, office documents among them: parts are unpacked one by one within bounds.
import { crc32, inflateRawSync } from 'node:zlib';
import { decodeText } from './encoding.ts';
import { Unreadable } from './unreadable.ts';

export interface ArchiveLimits {
  /** Of all parts unpacked. */
  readonly bytes: number;
  readonly parts: number;
}

export interface Archive {
  readonly names: readonly string[];
  /** undefined where there is no such part. @throws Unreadable */
  read(name: string): Buffer | undefined;
}

interface Part {
  readonly method: number;
  readonly isLocked: boolean;
  readonly crc: number;
  /** Where its own header begins. */
  readonly at: number;
  readonly packedBytes: number;
}

const [END_SIGNATURE, END_BYTES, LONGEST_COMMENT_BYTES] = [0x06054b50, 22, 0xffff];
const [LARGE_LOCATOR_SIGNATURE, LARGE_LOCATOR_BYTES] = [0x07064b50, 20];
const [PART_SIGNATURE, PART_BYTES, LOCAL_BYTES] = [0x02014b50, 46, 30];
const [STORED, DEFLATED] = [0, 8];
const [LOCKED, NAME_IS_UTF8] = [0x1, 0x800];
const IN_EXTRA = 0xffffffff;
const LARGE_EXTRA = 1;

/**
 * What an archive says of its sizes is not believed: a few kilobytes may unpack to gigabytes.
 * @throws Unreadable
 */
export function openArchive(bytes: Uint8Array, limits: ArchiveLimits): Archive {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = guard(() => readDirectory(archive, limits.parts));
  if (parts.size === 0) throw new Unreadable('damaged');
  let leftBytes = limits.bytes;
  return {
    names: [...parts.keys()],
    read(name) {
      const part = parts.get(name) ?? byLowerCase(parts, name);
      if (!part) return undefined;
      if (part.isLocked) throw new Unreadable('locked');
      const content = guard(() => unpack(archive, part, leftBytes));
      leftBytes -= content.length;
      if (leftBytes < 0) throw new Unreadable('too_large');
      return content;
    },
  };
}

// Office takes "SharedStrings.xml" for "sharedStrings.xml".
function byLowerCase(parts: ReadonlyMap<string, Part>, name: string): Part | undefined {
  const wanted = name.toLowerCase();
  for (const [path, part] of parts) if (path.toLowerCase() === wanted) return part;
  return undefined;
}

function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Unreadable(isTooLarge ? 'too_large' : 'damaged');
  }
}

/** @throws RangeError where an offset points outside. */
function readDirectory(archive: Buffer, mostParts: number): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  let { at, count } = findDirectory(archive);
  if (count > mostParts) throw new Unreadable('too_large');
  for (; count > 0; count -= 1) {
    if (archive.readUInt32LE(at) !== PART_SIGNATURE) throw new RangeError('no part');
    const flags = archive.readUInt16LE(at + 8);
    const extraAt = at + PART_BYTES + archive.readUInt16LE(at + 28);
    const endAt = extraAt + archive.readUInt16LE(at + 30);
    const name = archive.subarray(at + PART_BYTES, extraAt);
    // Some programs for Windows write their own separators.
    const path = ((flags & NAME_IS_UTF8) !== 0 ? name.toString() : decodeText(name)).replaceAll('\\', '/');
    parts.set(path, {
      method: archive.readUInt16LE(at + 10),
      isLocked: (flags & LOCKED) !== 0,
      crc: archive.readUInt32LE(at + 16),
      ...placeOf(archive, at, archive.subarray(extraAt, endAt)),
    });
    at = endAt + archive.readUInt16LE(at + 32);
  }
  return parts;
}

function findDirectory(archive: Buffer): { at: number; count: number } {
  const last = archive.length - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT_BYTES); at -= 1) {
    if (archive.readUInt32LE(at) !== END_SIGNATURE) continue;
    const locator = at - LARGE_LOCATOR_BYTES;
    if (locator >= 0 && archive.readUInt32LE(locator) === LARGE_LOCATOR_SIGNATURE) {
      const end = Number(archive.readBigUInt64LE(locator + 8));
      return {
        at: Number(archive.readBigUInt64LE(end + 48)),
        count: Number(archive.readBigUInt64LE(end + 32)),
      };
    }
    return { at: archive.readUInt32LE(at + 16), count: archive.readUInt16LE(at + 10) };
  }
  throw new RangeError('no end');
}

// What does not fit 32 bits stands behind the name: unpacked size, packed size, place, as far as they are needed.
function placeOf(archive: Buffer, at: number, extra: Buffer): Pick<Part, 'at' | 'packedBytes'> {
  let large = extra.subarray(0, 0);
  for (let from = 0; from + 4 <= extra.length; from += 4 + extra.readUInt16LE(from + 2))
    if (extra.readUInt16LE(from) === LARGE_EXTRA)
      large = extra.subarray(from + 4, from + 4 + extra.readUInt16LE(from + 2));
  let next = archive.readUInt32LE(at + 24) === IN_EXTRA ? 8 : 0;
  const value = (small: number): number => {
    if (small !== IN_EXTRA) return small;
    next += 8;
    return Number(large.readBigUInt64LE(next - 8));
  };
  return { packedBytes: value(archive.readUInt32LE(at + 20)), at: value(archive.readUInt32LE(at + 42)) };
}

function unpack(archive: Buffer, { method, crc, at, packedBytes }: Part, leftBytes: number): Buffer {
  const start = at + LOCAL_BYTES + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  if (start + packedBytes > archive.length) throw new RangeError('a part outside the archive');
  const packed = archive.subarray(start, start + packedBytes);
  if (method !== STORED && method !== DEFLATED) throw new RangeError('an unknown way of packing');
  const isPlain = method === STORED || packed.length === 0;
  const content = isPlain ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, leftBytes) });
  if (crc32(content) !== crc) throw new RangeError('not what was packed');
  return content;
}
