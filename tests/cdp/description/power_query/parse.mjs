// Reads Power Query M from standard input with Microsoft's own parser, and writes its tree as JSON, without positions.
// The argument is the folder that holds node_modules.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { DefaultSettings, TaskUtils } = createRequire(`${process.argv[2]}/`)("@microsoft/powerquery-parser");
const OF_POSITIONS = new Set(["id", "tokenRange", "attributeIndex", "isLeaf"]);

const task = await TaskUtils.tryLexParse(DefaultSettings, readFileSync(0, "utf8"));
if (task.error) {
  console.error(task.error.message);
  process.exit(1);
}
console.log(JSON.stringify(task.ast, (name, value) => (OF_POSITIONS.has(name) ? undefined : value)));
