// Makes a Postman collection of the spec and adds what turns it into a story: each request uses the created customer,
// and checks its status code. The order is the order of the spec; the last request gets the deleted customer. Random
// identifiers and example responses are removed, and requests go to the sandbox unless baseUrl is set.
//
//   collection.mjs spec collection
import { readFileSync, writeFileSync } from "node:fs";
import converter from "openapi-to-postmanv2";

const [, , spec, file] = process.argv;
const options = { folderStrategy: "Tags", parametersResolution: "Example", includeDeprecated: false };

converter.convertV2({ type: "string", data: readFileSync(spec, "utf8") }, options, (error, result) => {
	if (error ?? !result.result) throw error ?? new Error(result.reason);
	const collection = result.output[0].data;
	const requests = collection.item.flatMap((folder) => folder.item);
	for (const item of requests) {
		delete item.id;
		delete item.response;
		if (item.request.method === "POST") {
			item.request.body.raw = JSON.stringify({ ...JSON.parse(item.request.body.raw), externalId: "{{$guid}}" });
			addTest(item, ["pm.collectionVariables.set('id', pm.response.json().id);"]);
		}
		for (const variable of item.request.url.variable) variable.value = "{{id}}";
		addTest(item, ["pm.test('succeeds', () => pm.expect(pm.response.code).to.be.within(200, 299));"]);
	}
	const get = requests.find((item) => item.request.method === "GET" && item.request.url.path.at(-1) === ":id");
	const missing = { ...structuredClone(get), name: "Get a deleted customer", event: [] };
	addTest(missing, ["pm.test('is deleted', () => pm.response.to.have.status(404));"]);
	collection.item.push(missing);
	delete collection.info._postman_id;
	collection.variable = [{ key: "baseUrl", value: "http://127.0.0.1:8080" }];
	writeFileSync(file, JSON.stringify(collection, null, "\t") + "\n");
});

function addTest(item, exec) {
	item.event = [...(item.event ?? []), { listen: "test", script: { type: "text/javascript", exec } }];
}
