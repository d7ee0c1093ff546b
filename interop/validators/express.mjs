// Serves the recorded responses with express-openapi-validator, which validates requests and responses against the spec.
import { readFileSync } from "node:fs";
import express from "express";
import { middleware } from "express-openapi-validator";

const [, , apiSpec, file] = process.argv;
const exchanges = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
let current;

const app = express();
app.use(express.json());
app.use(middleware({ apiSpec, validateResponses: true }));
app.use((_request, response) => {
	const { status, headers, body } = current.response;
	delete headers["Content-Length"];
	response.status(status).set(headers);
	if (body === "") response.end();
	else response.json(JSON.parse(body));
});
app.use((error, _request, response, _next) => {
	response.status(error.status ?? 500).set("X-Refused", "true").json({ message: error.message });
});

const server = app.listen(0, "127.0.0.1", async () => {
	const failures = [];
	for (current of exchanges) {
		const { request, response } = current;
		const got = await fetch(`http://127.0.0.1:${server.address().port}${request.path}`, {
			method: request.method,
			headers: request.headers,
			body: request.body && JSON.stringify(request.body),
		});
		const refused = got.headers.has("X-Refused");
		const text = await got.text();
		const want = !request.valid ? 400 : response.valid ? response.status : 500;
		if (got.status !== want || refused === (request.valid && response.valid)) {
			failures.push(`${request.method} ${request.path} ${response.status}: ${got.status} ${text}`);
		}
	}
	console.log([`express-openapi-validator: ${exchanges.length} exchanges, ${failures.length} failures`]
		.concat(failures.slice(0, 5)).join("\n"));
	server.close();
	process.exitCode = failures.length ? 1 : 0;
});
