// Rich text from the clipboard as Markdown: what bears meaning stays, looks do not.

const SKIPPED = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "HEAD", "TEMPLATE", "IMG", "SVG"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "TABLE", "TBODY", "THEAD", "FIGURE", "DL", "DT", "DD"]);

const escaped = (words) => words.replace(/([\\`*_[\]])/g, "\\$1").replace(/^([#>+-]|\d+\.)(?=\s)/gm, "\\$1");

const look = (node, name) => new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([\\w-]+)`, "i").exec(node.dataset?.style ?? "")?.[1];

function isBold(node) {
  const weight = look(node, "font-weight");
  if (weight === "normal" || weight === "400") return false; // as one big editor wraps everything
  return ["B", "STRONG"].includes(node.nodeName) || weight === "bold" || Number(weight) >= 600;
}

function isItalic(node) {
  const style = look(node, "font-style");
  return style !== "normal" && (["I", "EM"].includes(node.nodeName) || style === "italic");
}

function marked(words, mark) {
  const inner = words.trim();
  if (!inner || inner.includes("\n\n")) return words;
  const lead = words.slice(0, words.length - words.trimStart().length);
  return `${lead}${mark}${inner}${mark}${words.slice(lead.length + inner.length)}`;
}

function list(node, depth) {
  let number = Number(node.getAttribute("start")) || 1;
  const rows = [...node.children].map((item) => {
    if (item.nodeName === "UL" || item.nodeName === "OL") return list(item, depth + 1).trim();
    const sign = node.nodeName === "OL" ? `${number++}.` : "-";
    const words = inside(item, depth + 1).trim().replace(/\n{2,}/g, "\n");
    return `${sign} ${words.replace(/\n/g, `\n${" ".repeat(sign.length + 1)}`)}`;
  });
  return `\n\n${rows.filter((row) => row.trim()).join("\n")}\n\n`;
}

function row(node, depth) {
  const cells = [...node.children].map((cell) => inside(cell, depth).trim().replace(/\s+/g, " ").replace(/\|/g, "\\|"));
  const line = `| ${cells.join(" | ")} |\n`;
  const isFirst = node === node.closest("table")?.querySelector("tr");
  return isFirst ? `${line}|${" --- |".repeat(cells.length)}\n` : line;
}

function linked(node, words) {
  const address = node.getAttribute("href") ?? "";
  if (!/^(https?:|mailto:|tel:)/i.test(address) || !words.trim()) return words;
  if (words.trim() === address || `mailto:${words.trim()}` === address) return words.trim();
  return `[${words.trim()}](${address.replace(/\(/g, "%28").replace(/\)/g, "%29")})`;
}

function element(node, depth) {
  const name = node.nodeName;
  if (SKIPPED.has(name) || depth > 40) return "";
  if (name === "BR") return "\n";
  if (name === "HR") return "\n\n---\n\n";
  if (name === "UL" || name === "OL") return list(node, depth);
  if (name === "PRE") return `\n\n\`\`\`\n${node.textContent.replace(/\n$/, "")}\n\`\`\`\n\n`;
  if (name === "CODE") return `\`${node.textContent}\``;
  if (name === "TR") return row(node, depth);
  const words = inside(node, depth + 1);
  if (/^H[1-6]$/.test(name)) return `\n\n${"#".repeat(Math.min(4, Number(name[1])))} ${words.trim()}\n\n`;
  if (name === "BLOCKQUOTE") return `\n\n${words.trim().replace(/^/gm, "> ")}\n\n`;
  if (name === "A") return linked(node, words);
  if (BLOCKS.has(name)) return `\n\n${words.trim()}\n\n`;
  return isItalic(node) ? marked(isBold(node) ? marked(words, "**") : words, "*") : isBold(node) ? marked(words, "**") : words;
}

function inside(node, depth) {
  return [...node.childNodes].map((child) => {
    if (child.nodeType === Node.TEXT_NODE) return escaped(child.textContent.replace(/[\s\u00a0]+/g, " "));
    return child.nodeType === Node.ELEMENT_NODE ? element(child, depth) : "";
  }).join("");
}

export function markdownOf(html) {
  // The policy of our pages knows no styles in attributes, also where nothing is shown.
  const bare = html.replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const page = new DOMParser().parseFromString(bare, "text/html"); // nothing in it runs or loads
  return inside(page.body, 0).replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
}
