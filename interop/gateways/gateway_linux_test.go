package gateways_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"text/template"
	"time"
)

// gateway is a reverse proxy of Debian's packages.
type gateway struct {
	program string
	config  string // a template in testdata
	ports   int    // how many ports the template listens on
	routes  []route
	args    func(config string) []string
}

// route is one configuration of a gateway.
type route struct {
	name   string
	port   int    // index in the ports of the gateway
	base   string // path prefix of the client's base URL
	prefix string // what the origin receives in place of base
	// decoded is set if the gateway sends the decoded path on. An id with a space then makes the request line invalid, and
	// the origin refuses it with 400.
	decoded bool
}

func nginx() gateway {
	return gateway{
		program: "nginx", config: "nginx.conf", ports: 1,
		args: func(config string) []string { return []string{"-e", "stderr", "-c", config} },
		routes: []route{
			{name: "plain", base: "/plain", prefix: "/plain"},
			{name: "URI part", base: "/uri"},
			{name: "regex", base: "/regex", decoded: true},
			{name: "rewrite", base: "/rewrite"},
		},
	}
}

func apache() gateway {
	return gateway{
		program: "apache2", config: "apache.conf", ports: 4,
		args: func(config string) []string { return []string{"-X", "-f", config} },
		routes: []route{
			{name: "AllowEncodedSlashes Off", port: 0, base: "/gateway"},
			{name: "AllowEncodedSlashes On", port: 1, base: "/gateway"},
			{name: "AllowEncodedSlashes NoDecode", port: 2, base: "/gateway"},
			{name: "AllowEncodedSlashes NoDecode, nocanon", port: 3, base: "/gateway"},
		},
	}
}

func haproxy() gateway {
	return gateway{
		program: "haproxy", config: "haproxy.cfg", ports: 1,
		args: func(config string) []string { return []string{"-f", config} },
		routes: []route{
			{name: "plain", base: "/plain", prefix: "/plain"},
			{name: "replace-path", base: "/replace"},
			{name: "url_dec", base: "/decode", decoded: true},
			{name: "normalize-uri", base: "/normalize", prefix: "/normalize"},
		},
	}
}

// settings are the values in a template.
type settings struct {
	Dir       string // where the gateway may write
	Origin    string // host:port
	Ports     []int
	KeepAlive int // seconds until the gateway closes an idle connection
}

// start runs the gateway until the test ends and returns its ports. It skips the test if the program is not installed.
// Between the choice of a free port and the start of the gateway another process can take the port, so a gateway that
// ends early is started again with other ports.
func (g gateway) start(tb testing.TB, origin string, keepAlive int) []int {
	tb.Helper()
	program := find(tb, g.program)
	const attempts = 5
	var log string
	for range attempts {
		values := settings{Dir: tb.TempDir(), Origin: origin, Ports: freePorts(tb, g.ports), KeepAlive: keepAlive}
		var ready bool
		if ready, log = g.run(tb, program, values); ready {
			return values.Ports
		}
	}
	tb.Fatalf("%s did not start in %d attempts:\n%s", g.program, attempts, log)
	return nil
}

// run starts the gateway once and waits until it serves all its routes, or ends.
func (g gateway) run(tb testing.TB, program string, values settings) (ready bool, log string) {
	tb.Helper()
	config := filepath.Join(values.Dir, g.config)
	var text bytes.Buffer
	tmpl := template.Must(template.ParseFiles(filepath.Join("testdata", g.config)))
	if err := errors.Join(tmpl.Execute(&text, values), os.WriteFile(config, text.Bytes(), 0o600)); err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	cmd := exec.CommandContext(ctx, program, g.args(config)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second // then it is killed
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it was terminated
		close(ended)
	}()
	stop := func() { cancel(); <-ended }
	tb.Cleanup(stop)
	if g.serves(values, ended) {
		return true, ""
	}
	stop()
	errorLog, _ := os.ReadFile(filepath.Join(values.Dir, "error.log")) // only Apache writes one
	return false, output.String() + string(errorLog)
}

// serves reports whether a request on every route reaches the origin before the process ends. A connection alone would
// prove little: another process may have taken the port.
func (g gateway) serves(values settings, ended <-chan struct{}) bool {
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for ready := 0; ready < len(g.routes); {
		if reaches(values.Origin, g.routes[ready].url(values.Ports)) {
			ready++
			continue
		}
		select {
		case <-ended:
			return false
		case <-deadline.C:
			return false
		case <-poll.C:
		}
	}
	return true
}

// reaches reports whether a request to a URL arrives at the origin.
func reaches(origin, url string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/", http.NoBody)
	if err != nil {
		return false
	}
	pool := &http.Transport{DisableKeepAlives: true}
	resp, err := pool.RoundTrip(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.Header.Get(originHeader) == origin
}

// find returns the path of a program, which Debian installs where only root has it on PATH.
func find(tb testing.TB, program string) string {
	tb.Helper()
	if os.Getenv("GATEWAYS") == "" {
		tb.Skip("GATEWAYS is not set: 'make gateways' runs this test")
	}
	for _, name := range []string{program, "/usr/sbin/" + program} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tb.Skipf("%s is not installed: apt-get install nginx apache2-bin haproxy", program)
	return ""
}

// freePorts returns n loopback ports that nobody listens on.
func freePorts(tb testing.TB, n int) []int {
	tb.Helper()
	ports := make([]int, 0, n)
	listeners := make([]net.Listener, 0, n) // all open until the last port is known, so that no port comes twice
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			tb.Fatal(err)
		}
		listeners = append(listeners, listener)
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	for _, listener := range listeners {
		_ = listener.Close()
	}
	return ports
}

// url returns the base URL of the client.
func (r route) url(ports []int) string {
	return "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(ports[r.port])) + r.base
}
