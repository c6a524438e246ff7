/** Lets node find the client's modules under the names that the import map gives them. */
import { register } from "node:module";

const root = new URL("../../../static/", import.meta.url).href;
const hooks = `
  export function resolve(name, context, next) {
    return next(name.startsWith("app/") ? ${JSON.stringify(root)} + name : name, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
