package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// cluster is a PostgreSQL of our own, on a socket in a folder that is removed
// with it.
type cluster struct {
	folder string
	owner  string // user to run as, "" = ourselves
	stop   func() error
}

// errNoPostGIS: this machine has no PostgreSQL with PostGIS.
var errNoPostGIS = errors.New("no PostgreSQL with PostGIS is installed where Debian puts it")

// postgresBinaries gives the folder of initdb and postgres, newest version.
func postgresBinaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	for _, postgres := range slices.Backward(found) {
		binaries := filepath.Dir(postgres)
		if library, _ := filepath.Glob(filepath.Join(binaries, "../lib/postgis-*.so")); len(library) > 0 {
			return binaries, nil
		}
	}
	return "", errNoPostGIS
}

// startCluster makes a cluster and runs it.
func (b *bench) startCluster(ctx context.Context) (*cluster, error) {
	binaries, err := postgresBinaries()
	if err != nil {
		return nil, err
	}
	c := &cluster{}
	if c.folder, err = os.MkdirTemp("", "linea-bench-"); err != nil {
		return nil, err
	}
	c.stop = func() error { return os.RemoveAll(c.folder) }
	if err := c.chooseOwner(); err != nil {
		return nil, errors.Join(err, c.stop())
	}
	data := filepath.Join(c.folder, "data")
	make := c.command(ctx, b, filepath.Join(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := make.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w\n%s", err, out), c.stop())
	}
	return c, c.run(ctx, b, filepath.Join(binaries, "postgres"), data)
}

// chooseOwner gives the folder to the user postgres when we are root, whom
// PostgreSQL refuses.
func (c *cluster) chooseOwner() error {
	if os.Geteuid() != 0 {
		return nil
	}
	owner, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(owner.Gid)
	if err != nil {
		return err
	}
	c.owner = owner.Username
	return os.Chown(c.folder, uid, gid)
}

func (c *cluster) command(ctx context.Context, b *bench, program string, args ...string) *exec.Cmd {
	if c.owner != "" {
		args = append([]string{"--reuid", c.owner, "--regid", c.owner, "--init-groups", program}, args...)
		program = "setpriv"
	}
	cmd := b.command(ctx, program, args...)
	cmd.Dir = c.folder
	return cmd
}

// run starts the server with room for everything in memory and nothing synced:
// the data is thrown away, and reading is what is measured. Vacuum is done by
// hand, once.
func (c *cluster) run(ctx context.Context, b *bench, postgres, data string) error {
	args := []string{"-D", data, "-k", c.folder}
	for _, setting := range []string{
		"listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_wal_size=8GB",
		"shared_buffers=1GB", "work_mem=128MB", "maintenance_work_mem=512MB", "effective_cache_size=4GB", "random_page_cost=1.1",
		"jit=off", "plan_cache_mode=force_custom_plan",
	} {
		args = append(args, "-c", setting)
	}
	ctx, cancel := context.WithCancel(ctx)
	cmd := c.command(ctx, b, postgres, args...)
	if err := cmd.Start(); err != nil {
		cancel()
		return errors.Join(err, c.stop())
	}
	c.stop = func() error {
		cancel()
		cmd.Wait() //nolint:errcheck // it was interrupted
		return os.RemoveAll(c.folder)
	}
	return nil
}

func (c *cluster) address() string { return "host=" + c.folder + " user=postgres dbname=postgres" }

// connect waits for a server that is starting.
func connect(ctx context.Context, address string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(config.Host); !filepath.IsAbs(config.Host) && config.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("PostGIS at %s: only one on this machine can be compared with", config.Host)
	}
	for tries := 0; ; tries++ {
		conn, err := pgx.ConnectConfig(ctx, config)
		if err == nil || tries == 100 || ctx.Err() != nil {
			return conn, err
		}
		time.Sleep(100 * time.Millisecond)
	}
}
