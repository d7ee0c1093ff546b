// A server with Node's own handling of idle connections: it creates customers, lists 5,000 of them, and counts the
// creations of each external ID.
const http = require('http');

const counts = {};
const list = JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ id: String(i), externalId: `ext-${i}`, status: 'active' })));

const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json');
    if (request.method === 'POST') {
      const { externalId } = JSON.parse(body);
      counts[externalId] = (counts[externalId] || 0) + 1;
      response.statusCode = 201;
      response.end(JSON.stringify({ id: externalId, externalId, status: 'active' }));
    } else {
      response.end(request.url === '/counts' ? JSON.stringify(counts) : list);
    }
  });
});
server.keepAliveTimeout = 1000 * process.argv[2];
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
