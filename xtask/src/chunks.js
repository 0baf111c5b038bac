// In page.js before the glue: gives the program its chunks when it asks for them.
//
// NEEDS, which `program.rs` fills, has the parts that a chunk shares with others by the chunk's name. They lie in its file as custom
// sections, so that one use loads one file; whoever comes first makes them. waywardChunk gives compiled files, and asks again for
// what did not load.
// Written by `cargo xtask finish`, as in www/start.js.
const version = "unversioned";
const NEEDS = {};
const made = {};

const make = (name, source) => {
  if (!made[name]) {
    made[name] = WebAssembly.instantiate(source(), { __wasm_split: wasm_bindgen.initSync() });
    made[name].catch(() => delete made[name]);
  }
  return made[name];
};

const load = (chunk) => async (callback, data) => {
  let isThere = true;
  try {
    const module = await waywardChunk(chunk);
    await Promise.all(NEEDS[chunk].map((part) => make(part, () => WebAssembly.Module.customSections(module, part)[0])));
    await make(chunk, () => module);
  } catch (error) {
    console.error(error);
    isThere = false;
  }
  wasm_bindgen.initSync().__indirect_function_table.get(callback)(data, isThere);
};

// The glue takes what it imports for one of Node's modules.
const require = () => Object.assign({}, ...Object.keys(NEEDS).map((chunk) => ({ [`__wasm_split_load_${chunk}`]: load(chunk) })));
