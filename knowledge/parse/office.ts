// What Word, Excel and PowerPoint share: an archive of XML parts that point to each other.
import { posix } from 'node:path';
import { type Archive, openArchive } from './archive.ts';
import { Unreadable } from './unreadable.ts';
import { attribute, elementsOf, parseXml, textOf, type XmlElement } from './xml.ts';

const UNPACKED = { bytes: 150_000_000, parts: 20_000 };

export interface Relation {
  readonly id: string;
  /** The last part of its address: 'slide', 'worksheet', 'chart'. */
  readonly type: string;
  /** The name of the part that it leads to. */
  readonly target: string;
}

/** @throws Unreadable */
export function openOffice(bytes: Uint8Array): Archive {
  return openArchive(bytes, UNPACKED);
}

/** @throws Unreadable where there is none. */
export function readPart(archive: Archive, name: string): XmlElement {
  return parseXml(readBytes(archive, name));
}

/** @throws Unreadable where there is none. */
export function readBytes(archive: Archive, name: string): Buffer {
  const bytes = archive.read(name);
  if (!bytes) throw new Unreadable('damaged');
  return bytes;
}

/** The part that a document begins with. */
export function mainPart(archive: Archive): string {
  const main = relationsOf(archive, '').find(({ type }) => type === 'officeDocument');
  if (!main) throw new Unreadable('damaged');
  return main.target;
}

/** Of a part, by its name; '' is the whole archive. What lies outside the archive is left out. */
export function relationsOf(archive: Archive, name: string): readonly Relation[] {
  const { dir, base } = posix.parse(name);
  const rels = archive.read(posix.join(dir, '_rels', `${base}.rels`));
  if (!rels) return [];
  return elementsOf(parseXml(rels), 'Relationship')
    .filter((relation) => attribute(relation, 'TargetMode') !== 'External')
    .map((relation) => ({
      id: attribute(relation, 'Id') ?? '',
      type: (attribute(relation, 'Type') ?? '').split('/').at(-1) ?? '',
      // "/ppt/slides/slide1.xml" counts from the top, "../media/a.png" from where the part is.
      target: posix.resolve('/', dir, attribute(relation, 'Target') ?? '').slice(1),
    }));
}

/** What the author called it. */
export function officeTitle(archive: Archive): string {
  const core = relationsOf(archive, '').find(({ type }) => type === 'core-properties');
  const bytes = core && archive.read(core.target);
  if (!bytes) return '';
  return ownTitle(textOf(elementsOf(parseXml(bytes), 'title')[0]));
}

/** '' where a program put it there by itself. */
export function ownTitle(title: string): string {
  const isGiven =
    !/\.\w{2,5}$|^(?:microsoft |untitled|document\d*$|powerpoint|presentation\d*$|slide \d+$)/i.test(
      title.trim(),
    );
  return isGiven ? title.trim() : '';
}
