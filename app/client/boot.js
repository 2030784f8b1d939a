// Starts the live parts (islands) of a page. Only pages with an island load it, as a module:
//
//   <script type="module" src="/pkg/boot.….js"></script>
//
// The build writes the hashed names of its two companions into it, so that old JavaScript never
// meets new WASM. Follows the order that leptos expects: an outer island before the ones in it.

const app = await import("./app.js");
await app.default({ module_or_path: new URL("./app_bg.wasm", import.meta.url) });
app.hydrate();
await wake(document.body, []);

// `content` holds, innermost last, what each <leptos-children> around this node must be told
// before an island inside it wakes.
async function wake(node, content) {
  const tag = node.localName;
  if (tag === "leptos-island") {
    content.at(-1)?.();
    await island(node);
  }
  const inside = tag === "leptos-children" ? [...content, node.$$on_hydrate] : content;
  for (const child of node.children) {
    await wake(child, inside);
  }
}

async function island(node) {
  const start = app[node.dataset.component];
  if (!start) {
    // The page stays as the server wrote it; the islands around it still wake.
    console.error(`The WASM has no island ${node.dataset.component}.`);
    return;
  }
  await start(node);
}
