// Validate workbooks with the Open XML SDK. Paths come in as arguments; one line of JSON comes out for each:
// {"path": "...", "errors": [{"id": "...", "part": "...", "xpath": "...", "description": "..."}]}
import { readFile } from "node:fs/promises";
import validate from "@ooxml-tools/validate";

for (const path of process.argv.slice(2)) {
  let errors;
  try {
    const found = await validate(await readFile(path), "xlsx", "Microsoft365");
    errors = found.map(({ id, description, path: place }) => ({
      id,
      part: place?.partUri ?? "",
      xpath: place?.xpath ?? "",
      description,
    }));
  } catch (error) {
    errors = [{ id: "unreadable", part: "", xpath: "", description: String(error) }];
  }
  console.log(JSON.stringify({ path, errors }));
}
process.exit(0);
