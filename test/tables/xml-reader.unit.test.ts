import { describe, expect, it } from 'vitest';
import { XmlReader } from '../../services/shared/tables/xml-reader.js';

/** The events of a document; neighbouring pieces of text are one. */
function eventsOf(pieces: Uint8Array[]): string[] {
  const events: string[] = [];
  const reader = new XmlReader({
    open: (name, element) => events.push(`<${name} ${element.attribute('r')}`),
    text: (text) => {
      const last = events.at(-1);
      if (last?.startsWith('"')) events[events.length - 1] = last + text;
      else events.push(`"${text}`);
    },
    close: (name) => events.push(`>${name}`),
  });
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return events;
}

describe('an XML reader', () => {
  const text =
    '<?xml version="1.0"?><!-- a > b --><x:a xmlns:x="u" r="1 &gt; 0">é€😀 &amp; b<c x:r="no" r=\'A>1\' /><![CDATA[<raw>]]>&#233;</x:a >\n';
  const expected = ['<a 1 > 0', '"é€😀 & b', '<c A>1', '>c', '"<raw>é', '>a'];

  it('gives the same events wherever the document is cut into pieces, in UTF-8 and UTF-16', () => {
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), little, Buffer.from(little).swap16()]) {
      expect(eventsOf([bytes])).toEqual(expected);
      for (let at = 2; at < bytes.length; at++) expect(eventsOf([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(expected);
      expect(eventsOf([bytes.subarray(0, 2), ...Array.from(bytes.subarray(2), (byte) => Uint8Array.of(byte))])).toEqual(expected);
    }
  });

  it('refuses what is not well formed', () => {
    for (const wrong of [
      '',
      'text',
      '<a>',
      '</a>',
      '<a></b>',
      '<a/><b/>',
      '<a/>text',
      '<a b/>',
      '<a b="1/>',
      '<a>&b;</a>',
      '<a>&#xD800</a>',
      '<!DOCTYPE a><a/>',
      '<a',
      '<a><!-- </a>',
      '< a/>',
    ])
      expect(() => eventsOf([Buffer.from(wrong)]), wrong).toThrow();
  });

  it('does not collect a tag that never ends', () => {
    const piece = Buffer.alloc(64 * 1024, 'a');
    expect(() => eventsOf([Buffer.from('<a b="'), ...Array.from({ length: 20 }, () => piece)])).toThrow(/too long/);
  });
});
