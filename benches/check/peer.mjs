// The same records, read and checked against the same schemas by gray-matter and ajv: what a script of the usual packages takes.
// node peer.mjs SERVICE SCHEMAS
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const matter = require("gray-matter");
const yaml = require("js-yaml");
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const [service, schemas] = process.argv.slice(2);
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const kinds = new Map();
for (const name of readdirSync(schemas).filter((name) => name.endsWith(".schema.json"))) {
  const schema = JSON.parse(readFileSync(join(schemas, name), "utf8"));
  ajv.addSchema(schema, name);
  kinds.set(name.replace(".schema.json", ""), name);
}
// Dates stay text, as the schemas have them.
const engines = { yaml: (text) => yaml.load(text, { schema: yaml.JSON_SCHEMA }) };
let records = 0;
let faults = 0;
for (const entry of readdirSync(service, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !entry.name.endsWith(".md") || file.includes("/.")) continue;
  const { data } = matter(readFileSync(file, "utf8"), { engines });
  const validate = ajv.getSchema(kinds.get(data.kind));
  if (!validate(data)) faults += validate.errors.length;
  records += 1;
}
console.log(JSON.stringify({ records, faults }));
