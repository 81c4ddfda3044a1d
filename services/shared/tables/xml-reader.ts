/**
 * Reads the XML of workbook parts piece by piece. A general XML parser spends most of its time on what a part of a workbook does not use:
 * this reader gives each element by its local name (official files of Caixa write `x:row`), and looks an attribute up only when it is asked
 * for. The reader is strict about what it reads: elements must be nested and closed, and a document type is refused, so there are no
 * entities but the five of XML.
 */

export interface XmlHandlers {
  /** Called at each start tag. `reader.attribute` gives the attributes of the element while this function runs. */
  open(name: string, reader: XmlReader): void;
  /** Called with the text of the current element, possibly in several pieces. */
  text(piece: string): void;
  close(name: string): void;
}

/** Longest tag, comment or processing instruction, in characters. */
const MAX_MARKUP_LENGTH = 1024 * 1024;
/** Longest reference such as `&quot;` or `&#x10FFFF;`. */
const MAX_REFERENCE_LENGTH = 12;
const MAX_DEPTH = 100;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const [LESS, SLASH, COLON, EQUALS, BANG, QUESTION, DOUBLE_QUOTE, SINGLE_QUOTE, GREATER] = [...'</:=!?"\'>'].map((c) => c.charCodeAt(0));

/** The XML is damaged. */
export class XmlError extends Error {}

export class XmlReader {
  readonly #handlers: XmlHandlers;
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #text = '';
  /** Names of the open elements as the file writes them, with their prefixes. */
  readonly #open: string[] = [];
  #hasRoot = false;
  /** Ends of the attributes of the current tag: start and end of the name, start and end of the value. Only the first `#ends` are of this tag. */
  readonly #attributes: number[] = [];
  #ends = 0;

  constructor(handlers: XmlHandlers) {
    this.#handlers = handlers;
  }

  /** @throws XmlError when the XML is damaged. */
  push(piece: Uint8Array): void {
    this.#decoder ??= new TextDecoder(encodingOf(piece));
    this.#read(this.#decoder.decode(piece, { stream: true }));
  }

  /** @throws XmlError when the XML is damaged or incomplete. */
  end(): void {
    this.#read(this.#decoder?.decode() ?? '');
    if (!this.#hasRoot || this.#open.length > 0 || this.#text.trim() !== '') throw new XmlError('the document is incomplete');
  }

  /** Returns an attribute of the current element by its local name; `prefixed` asks for one with a prefix, such as `r:id`. */
  attribute(name: string, prefixed = false): string | undefined {
    const ends = this.#attributes;
    for (let i = 0; i < this.#ends; i += 4) {
      const start = ends[i + 1] - name.length;
      const isPrefixed = start > ends[i] && this.#text.charCodeAt(start - 1) === COLON;
      if ((prefixed ? !isPrefixed : start !== ends[i]) || !this.#text.startsWith(name, start)) continue;
      return decode(this.#text.slice(ends[i + 2], ends[i + 3]));
    }
    return undefined;
  }

  #read(piece: string): void {
    this.#text += piece;
    let at = 0;
    for (;;) {
      const tag = this.#text.indexOf('<', at);
      if (tag < 0) {
        at = this.#readText(at);
        break;
      }
      if (tag > at) this.#emit(decode(this.#text.slice(at, tag)));
      const next = this.#readMarkup(tag);
      if (next < 0) {
        if (this.#text.length - tag > MAX_MARKUP_LENGTH) throw new XmlError('a tag is too long');
        at = tag;
        break;
      }
      at = next;
    }
    this.#text = this.#text.slice(at);
  }

  /** Emits the text at the end of a piece, but no half of a reference. Returns the position after the text. */
  #readText(start: number): number {
    const reference = this.#text.lastIndexOf('&');
    const isCut = reference >= start && this.#text.length - reference <= MAX_REFERENCE_LENGTH && !this.#text.includes(';', reference);
    const end = isCut ? reference : this.#text.length;
    if (end > start) this.#emit(decode(this.#text.slice(start, end)));
    return end;
  }

  #emit(text: string): void {
    if (this.#open.length > 0) this.#handlers.text(text);
    else if (text.trim() !== '') throw new XmlError('text outside of the root element');
  }

  /** Reads the markup that starts here. Returns the position after the markup, or -1 when the end of the markup is not there yet. */
  #readMarkup(start: number): number {
    const text = this.#text;
    const code = text.charCodeAt(start + 1);
    if (Number.isNaN(code)) return -1;
    if (code === SLASH) return this.#readEndTag(start);
    if (code === QUESTION) return after(text, '?>', start);
    if (code === BANG) {
      if (text.startsWith('<!--', start)) return after(text, '-->', start + 4);
      if (text.startsWith('<![CDATA[', start)) {
        const end = text.indexOf(']]>', start);
        if (end >= 0) this.#emit(text.slice(start + 9, end));
        return end < 0 ? -1 : end + 3;
      }
      if ('<![CDATA['.startsWith(text.slice(start)) || '<!--'.startsWith(text.slice(start))) return -1;
      throw new XmlError('a document type is not allowed');
    }
    return this.#readStartTag(start);
  }

  #readEndTag(start: number): number {
    const text = this.#text;
    const name = this.#open.at(-1);
    const end = text.indexOf('>', start);
    if (end < 0) return -1;
    if (
      name === undefined ||
      !text.startsWith(name, start + 2) ||
      (end !== start + 2 + name.length && text.slice(start + 2, end).trim() !== name)
    )
      throw new XmlError('an end tag does not match its start tag');
    this.#close();
    return end + 1;
  }

  #readStartTag(start: number): number {
    const text = this.#text;
    let at = start + 1;
    while (isNameCharacter(text.charCodeAt(at))) at++;
    const name = text.slice(start + 1, at);
    const attributes = this.#attributes;
    let ends = 0;
    for (;;) {
      while (text.charCodeAt(at) <= 32) at++;
      if (at >= text.length) return -1;
      const code = text.charCodeAt(at);
      if (code === GREATER || code === SLASH) break;
      const nameStart = at;
      while (isNameCharacter(text.charCodeAt(at))) at++;
      const nameEnd = at;
      while (text.charCodeAt(at) <= 32) at++;
      const equals = at++;
      while (text.charCodeAt(at) <= 32) at++;
      const quote = text.charCodeAt(at);
      if (at >= text.length) return -1;
      if (nameEnd === nameStart || text.charCodeAt(equals) !== EQUALS || (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE))
        throw new XmlError('an attribute is damaged');
      const end = text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", at + 1);
      if (end < 0) return -1;
      attributes[ends++] = nameStart;
      attributes[ends++] = nameEnd;
      attributes[ends++] = at + 1;
      attributes[ends++] = end;
      at = end + 1;
    }
    const isEmpty = text.charCodeAt(at) === SLASH;
    const end = isEmpty ? at + 1 : at;
    if (end >= text.length) return -1;
    if (name === '' || text.charCodeAt(end) !== GREATER) throw new XmlError('a tag is damaged');
    if (this.#open.length === 0 && this.#hasRoot) throw new XmlError('there are two root elements');
    if (this.#open.length === MAX_DEPTH) throw new XmlError('elements are nested too deeply');
    this.#hasRoot = true;
    this.#ends = ends;
    this.#open.push(name);
    this.#handlers.open(localName(name), this);
    if (isEmpty) this.#close();
    return end + 1;
  }

  #close(): void {
    this.#handlers.close(localName(this.#open.pop() as string));
  }
}

function localName(name: string): string {
  if (name.length < 3) return name;
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Any character that ends no name; XML allows fewer, but the difference does not matter for reading. */
function isNameCharacter(code: number): boolean {
  return (
    code > 32 && code !== EQUALS && code !== GREATER && code !== SLASH && code !== LESS && code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE
  );
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? -1 : at + end.length;
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]*)(;?)/g, (reference, name: string, end: string) => {
    const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
    const decoded = code ? String.fromCodePoint(code[1] ? Number.parseInt(code[1], 16) : Number(code[2])) : ENTITIES[name];
    if (end === '' || decoded === undefined) throw new XmlError(`unknown reference ${reference.slice(0, MAX_REFERENCE_LENGTH)}`);
    return decoded;
  });
}

/** Parts are UTF-8 or UTF-16, which starts with a byte order mark or with the two bytes of "<". */
function encodingOf(piece: Uint8Array): string {
  const [first, second] = piece;
  if ((first === 0xff && second === 0xfe) || (first === LESS && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second === LESS) ? 'utf-16be' : 'utf-8';
}
