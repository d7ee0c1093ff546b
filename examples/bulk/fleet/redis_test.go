package main

import (
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisServer is a redis-server process on a free loopback port.
type redisServer struct {
	addr    string
	process *os.Process
}

// startRedis starts redis-server, or skips the test if it is missing.
func startRedis(t *testing.T) redisServer {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("SKIPPED: redis-server is not installed: apt-get install redis-server")
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	_, port, _ := net.SplitHostPort(addr)
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program,
		"--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	server := redisServer{addr, cmd.Process}
	t.Cleanup(func() {
		_ = server.process.Signal(syscall.SIGCONT)
		_ = server.process.Kill()
		_ = cmd.Wait()
	})
	client := redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1})
	defer func() { _ = client.Close() }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for tries := 0; client.Ping(t.Context()).Err() != nil; tries++ {
		if tries == 500 {
			t.Fatal("redis-server does not respond")
		}
		<-tick.C
	}
	return server
}
