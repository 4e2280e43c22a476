/** SVG is XML; everything that goes into it goes through here. */

/** Attributes of an element; numbers are written with at most two decimals. */
export type Attributes = Readonly<Record<string, string | number>>;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** What XML 1.0 has no spelling for: control characters, lone surrogates, and two non-characters. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

export function escapeXml(text: string): string {
  return text.replace(UNWRITABLE, "\u{FFFD}").replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** `<name a="1">children</name>`; `children` are elements already written. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escapeXml(value)}"`,
  );
  const open = `<${name}${written.join("")}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join("")}</${name}>`;
}

/** A text element: its content is escaped. */
export function textElement(text: string, attributes: Attributes): string {
  return element("text", attributes, [escapeXml(text)]);
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
