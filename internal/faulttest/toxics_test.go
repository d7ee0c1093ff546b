package faulttest

// verdict is what a toxic must make of a call.
type verdict int

const (
	either verdict = iota // right or broken, as the timing has it
	right
	broken
)

// toxic is one way to hurt a connection.
type toxic struct {
	name   string
	toxics []string // in Toxiproxy's notation; the default stream is downstream, from the server to the client
	single verdict  // of calls with a short answer
	list   verdict  // of calls that read the whole list, which takes some 90 KB
}

func toxics() []toxic {
	return []toxic{
		{"latency", []string{`{"type":"latency","attributes":{"latency":30,"jitter":10}}`}, right, right},
		{"latency of the request", []string{`{"type":"latency","stream":"upstream","attributes":{"latency":30}}`}, right, right},
		{"latency beyond the timeouts", []string{`{"type":"latency","attributes":{"latency":20000}}`}, broken, broken},
		{"slow_close", []string{`{"type":"slow_close","attributes":{"delay":60000}}`}, right, right},
		{"slow_close of the request", []string{`{"type":"slow_close","stream":"upstream","attributes":{"delay":60000}}`}, right, right},
		{"reset_peer", []string{`{"type":"reset_peer","attributes":{"timeout":0}}`}, broken, broken},
		{"reset_peer later", []string{`{"type":"reset_peer","attributes":{"timeout":100}}`}, broken, broken},
		{"reset_peer of the request", []string{`{"type":"reset_peer","stream":"upstream","attributes":{"timeout":0}}`}, broken, broken},
		{"limit_data in the header", []string{`{"type":"limit_data","attributes":{"bytes":60}}`}, broken, broken},
		{"limit_data in an object", []string{`{"type":"limit_data","attributes":{"bytes":300}}`}, either, broken},
		{"limit_data in the list", []string{`{"type":"limit_data","attributes":{"bytes":16384}}`}, right, broken},
		{"limit_data of the request", []string{`{"type":"limit_data","stream":"upstream","attributes":{"bytes":100}}`}, broken, broken},
		{"limit_data in a body", []string{`{"type":"limit_data","stream":"upstream","attributes":{"bytes":280}}`}, either, either},
		{"slicer", []string{`{"type":"slicer","attributes":{"average_size":64,"size_variation":16,"delay":10}}`}, right, right},
		{"slicer of the request", []string{`{"type":"slicer","stream":"upstream","attributes":{"average_size":8,"size_variation":4,"delay":10}}`}, right, right},
		{"timeout", []string{`{"type":"timeout","attributes":{"timeout":0}}`}, broken, broken},
		{"timeout that closes", []string{`{"type":"timeout","attributes":{"timeout":100}}`}, broken, broken},
		{"timeout of the request", []string{`{"type":"timeout","stream":"upstream","attributes":{"timeout":0}}`}, broken, broken},
		{"bandwidth", []string{`{"type":"bandwidth","attributes":{"rate":100}}`}, right, right},
		{"bandwidth of the request", []string{`{"type":"bandwidth","stream":"upstream","attributes":{"rate":4}}`}, right, right},
		{"stall in an object", []string{
			`{"type":"limit_data","attributes":{"bytes":300}}`, `{"type":"slow_close","attributes":{"delay":60000}}`,
		}, either, broken},
		{"stall in the list", []string{
			`{"type":"limit_data","attributes":{"bytes":16384}}`, `{"type":"slow_close","attributes":{"delay":60000}}`,
		}, right, broken},
		{"nobody listens", nil, broken, broken},
	}
}
