/** The results as Markdown, on the screen as they arrive and in a file, and as CSV. */

export class Report {
  /** @type {string[]} */
  lines = [];
  /** @type {string[][]} */
  rows = [['section', 'process', 'seconds', 'cpu_seconds', 'megapixels_per_second', 'peak_mib', 'bytes', 'runs']];

  say(line = '') {
    console.log(line);
    this.lines.push(line);
  }

  /** A paragraph, with an empty line after it. */
  paragraph(text) {
    this.say(text);
    this.say();
  }

  /**
   * @param {readonly string[]} head
   * @param {readonly (readonly string[])[]} rows
   */
  table(head, rows) {
    for (const cells of [head, head.map(() => '---'), ...rows]) this.say(`| ${cells.join(' | ')} |`);
    this.say();
  }

  /** One measurement for the CSV. */
  record(section, { name, seconds, cpuSeconds, speed, mebibytes, bytes, runs }) {
    const cells = [
      section,
      name,
      seconds?.toFixed(3),
      cpuSeconds?.toFixed(3),
      speed?.toFixed(2),
      mebibytes.toFixed(1),
      bytes,
      runs,
    ];
    this.rows.push(cells.map((cell) => quoted(String(cell ?? ''))));
  }

  markdown() {
    return `${this.lines.join('\n').trimEnd()}\n`;
  }

  csv() {
    return `${this.rows.map((cells) => cells.join(',')).join('\n')}\n`;
  }
}

function quoted(text) {
  return text.includes(',') ? `"${text}"` : text;
}
