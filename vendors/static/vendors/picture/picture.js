// Draws who stands around a party: ELK lays the boxes out, this makes an SVG of them.
// Names are only ever set as text, so that one which looks like a program is just a name.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const FONT = { node: "12px Inter, system-ui, sans-serif", label: "10.5px Inter, system-ui, sans-serif" };
  const LAYOUT = {
    "elk.algorithm": "layered",
    "elk.direction": "DOWN",
    "elk.edgeRouting": "ORTHOGONAL",
    "elk.layered.spacing.nodeNodeBetweenLayers": "36",
    "elk.spacing.nodeNode": "28",
    "elk.spacing.edgeLabel": "4",
    "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  };
  const pen = document.createElement("canvas").getContext("2d");

  const widthOf = (text, font) => {
    pen.font = font;
    return Math.ceil(pen.measureText(text).width);
  };

  const drawn = (tag, attributes, ...children) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const words = (code) => code.replaceAll("_", " ");
  const shorter = (text) => (text.length > 48 ? `${text.slice(0, 47)}…` : text);

  const shareInWords = (share) => {
    if (!share) return "";
    if (share.exact !== undefined) return `${share.exact} %`;
    const from = share.exclusive_minimum ?? share.minimum ?? 0;
    const to = share.exclusive_maximum ?? share.maximum ?? 100;
    return `${from} to ${to} %`;
  };

  const kindOf = (party, competitors) => {
    if (competitors.has(party.id)) return "competitor";
    if (party.vendor) return "vendor";
    return party.kind === "person" || party.kind === "unknown" ? party.kind : "organisation";
  };

  // Edges of the picture: what was disclosed, and the steps of the proofs that have no fact of their own.
  const linesOf = (graph, proofs) => {
    const proved = new Set(proofs.map((step) => `${step.from}>${step.to}`));
    const lines = graph.edges.map((edge) => ({
      from: edge.interested_party ?? `nobody named ${edge.interest}`,
      to: edge.subject,
      text: [words(edge.type), shareInWords(edge.share)].filter(Boolean).join(" "),
      reported: edge.confidence === "reported",
      proof: proved.has(`${edge.interested_party}>${edge.subject}`),
      unnamed: edge.interested_party === null,
    }));
    const shown = new Set(lines.map((line) => `${line.from}>${line.to}`));
    for (const step of proofs) {
      if (shown.has(`${step.from}>${step.to}`)) continue;
      shown.add(`${step.from}>${step.to}`);
      const text = [words(step.interest ?? ""), step.share].filter(Boolean).join(" ");
      lines.push({ from: step.from, to: step.to, text, proof: true });
    }
    return lines;
  };

  const boxesOf = (graph, asked, lines) => {
    const competitors = new Set(asked.competitors);
    const boxes = new Map();
    const add = (id, name, kind) => boxes.has(id) || boxes.set(id, { id, name: shorter(name), full: name, kind });
    for (const node of graph.nodes) add(node.id, node.name, kindOf(node, competitors));
    for (const [id, name] of Object.entries(asked.names)) {
      if (lines.some((line) => line.from === id || line.to === id)) {
        add(id, name, competitors.has(id) ? "competitor" : "organisation");
      }
    }
    for (const line of lines) if (line.unnamed) add(line.from, "not named", "unknown");
    return boxes;
  };

  const laidOut = (boxes, lines, worker) => {
    const children = [...boxes.values()].map((box) => ({
      id: box.id, width: widthOf(box.name, FONT.node) + 24, height: 32,
    }));
    const edges = lines.map((line, index) => ({
      id: String(index),
      sources: [line.from],
      targets: [line.to],
      labels: line.text
        ? [{ text: line.text, width: widthOf(line.text, FONT.label) + 6, height: 14, layoutOptions: { "elk.edgeLabels.inline": "true" } }]
        : [],
    }));
    const elk = new ELK({ workerUrl: worker });
    return elk.layout({ id: "root", layoutOptions: LAYOUT, children, edges }).finally(() => elk.terminateWorker());
  };

  const lineDrawn = (edge, line) => {
    const route = (edge.sections ?? [])
      .map((part) => [part.startPoint, ...(part.bendPoints ?? []), part.endPoint])
      .map((points) => points.map((point, index) => `${index ? "L" : "M"}${point.x} ${point.y}`).join(""))
      .join("");
    const group = drawn("g", { class: `${line.proof ? "proof" : ""} ${line.reported ? "reported" : ""}` });
    group.append(drawn("path", { d: route, "marker-end": "url(#arrow)" }));
    for (const label of edge.labels ?? []) {
      const { x, y, width, height } = label;
      const text = drawn("text", { x: x + width / 2, y: y + 10.5, "text-anchor": "middle" });
      text.textContent = label.text;
      group.append(drawn("g", { class: "label" }, drawn("rect", { x, y, width, height }), text));
    }
    return group;
  };

  const boxDrawn = (node, box, asked) => {
    const focus = box.id === asked.focus ? "focus" : "";
    const address = asked.drawing ? box.href : asked.party.replace("00000000-0000-0000-0000-000000000000", box.id);
    const { x, y, width, height } = node;
    const rect = drawn("rect", { x, y, width, height, rx: box.kind === "person" ? 16 : 6 });
    const text = drawn("text", { x: x + width / 2, y: y + 20, "text-anchor": "middle" });
    text.textContent = box.name;
    const title = drawn("title", {});
    title.textContent = `${box.full} (${box.kind})`;
    const group = drawn("g", { class: `node ${box.kind} ${focus}` }, title, rect, text);
    if (!address || (box.kind === "unknown" && box.id.startsWith("nobody"))) return group;
    return drawn("a", { href: address }, group);
  };

  const draw = (figure, plan, boxes, lines, asked) => {
    const svg = drawn("svg", {
      viewBox: `-10 -10 ${plan.width + 20} ${plan.height + 20}`,
      width: plan.width + 20,
      role: "img",
      "aria-label": `Who stands around ${boxes.get(asked.focus)?.full ?? "this party"}`,
    });
    const head = drawn("path", { d: "M0 0L10 5L0 10z", style: "fill: context-stroke; stroke: none" });
    const arrow = { id: "arrow", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 7, markerHeight: 7, orient: "auto" };
    svg.append(drawn("defs", {}, drawn("marker", arrow, head)));
    for (const edge of plan.edges) svg.append(lineDrawn(edge, lines[Number(edge.id)]));
    for (const node of plan.children) svg.append(boxDrawn(node, boxes.get(node.id), asked));
    figure.prepend(svg);
  };

  const say = (figure, text) => {
    const note = document.createElement("p");
    note.textContent = text;
    figure.querySelector("figcaption").prepend(note);
  };

  // A picture that came with its page: boxes and lines as they are to be drawn.
  const showDrawing = async (figure, asked) => {
    const { boxes: given, lines, truncated } = asked.drawing;
    const boxes = new Map(given.map((box) => [box.id, { ...box, full: box.name, name: shorter(box.name) }]));
    if (!boxes.size) return say(figure, "There is nothing to draw.");
    draw(figure, await laidOut(boxes, lines, figure.dataset.worker), boxes, lines, asked);
    if (truncated) say(figure, "There is more than is shown.");
    figure.dataset.ready = "yes";
  };

  const show = async (figure) => {
    const asked = JSON.parse(document.getElementById(figure.dataset.asked).textContent);
    if (asked.drawing) return showDrawing(figure, asked);
    const answer = await fetch(asked.graph, { headers: { Accept: "application/json" } });
    if (!answer.ok) return say(figure, `The picture cannot be shown: ${(await answer.json()).detail}`);
    const graph = await answer.json();
    const lines = linesOf(graph, asked.proofs);
    const boxes = boxesOf(graph, asked, lines);
    draw(figure, await laidOut(boxes, lines, figure.dataset.worker), boxes, lines, asked);
    if (graph.truncated) say(figure, "There is more than is shown.");
    figure.dataset.ready = "yes";
  };

  for (const figure of document.querySelectorAll("figure.picture")) {
    show(figure).catch((error) => say(figure, `The picture cannot be drawn: ${error.message}`));
  }
})();
