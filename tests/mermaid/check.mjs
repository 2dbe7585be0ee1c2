// Asks Mermaid itself about the flowcharts that milepost writes: `node check.mjs MILEPOST WORKSPACE…`.
import { execFileSync } from "node:child_process";
import assert from "node:assert/strict";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<body></body>");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");

const [milepost, ...workspaces] = process.argv.slice(2);

/** Labels as Mermaid keeps them, with its own codes for characters made characters again. */
const decoded = (text) => text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));

/** A name as milepost shows it: no control characters, and not too long. */
const shown = (name) => {
  const letters = [...name].slice(0, [...name].length > 48 ? 47 : 48).join("");
  const clean = letters.replace(/[\x00-\x1f]/g, (control) => String.fromCodePoint(0x2400 + control.codePointAt(0)));
  return [...name].length > 48 ? `${clean}…` : clean;
};

for (const workspace of workspaces) {
  const graph = (format) =>
    execFileSync(milepost, ["-C", workspace, "--as-of", "2026-06-15", "graph", "--format", format], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
  const { nodes, edges } = JSON.parse(graph("json"));
  const text = graph("mermaid");
  await mermaid.parse(text);
  const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const config = mermaid.mermaidAPI.getConfig();
  const vertices = [...db.getVertices().values()];
  const names = vertices.map((vertex) => decoded(vertex.text.split("<br>")[0]));

  assert.equal(type, "flowchart-v2");
  assert.deepEqual(names.toSorted(), nodes.map((node) => shown(node.name)).toSorted(), "every name is shown as it is");
  assert.equal(db.getEdges().length, edges.length);
  assert.equal(db.getSubGraphs().length, new Set(nodes.map((node) => node.file)).size);
  assert.ok(vertices.every((vertex) => !vertex.link && !vertex.haveCallback), "nothing can be clicked");
  assert.deepEqual([config.theme, config.securityLevel], ["default", "strict"], "nothing was configured");
  console.log(`Mermaid takes ${workspace}: ${nodes.length} nodes, ${edges.length} edges`);
}
