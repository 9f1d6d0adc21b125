package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"vigia"
)

// addresses adds the options for where the desk and the public site listen.
func addresses(c *cobra.Command) {
	c.Flags().String("desk", "", "`ADDRESS` on which the desk listens (127.0.0.1:8321 unless given)")
	c.Flags().String("public", "", "`ADDRESS` on which the public site is shown (127.0.0.1:8320 unless given, '' for none)")
	c.Flags().String("replay-address", "", "`ADDRESS` on which captured pages are shown, apart from the desk (127.0.0.1:8322 unless given, '' for none)")
}

// listening are the settings that name an address of this machine.
func (a *app) listening() map[string]string {
	return map[string]string{"desk": a.config.Desk, "public": a.config.Public, "replay-address": a.config.Replay}
}

// checkAddresses finds an address on which nobody can listen before anything
// is opened.
func (a *app) checkAddresses() error {
	for option, address := range a.listening() {
		if option != "desk" && address == "" {
			continue
		}
		_, port, err := net.SplitHostPort(address)
		if n, e := strconv.Atoi(port); err != nil || e != nil || n < 0 || n > 65535 {
			return usagef("--%s %q is no address to listen on; give host and port, as 127.0.0.1:8321", option, address)
		}
	}
	return nil
}

// onlyHere refuses addresses that other machines can reach.
func (a *app) onlyHere() error {
	if err := a.checkAddresses(); err != nil {
		return err
	}
	for option, address := range a.listening() {
		if option != "desk" && address == "" {
			continue
		}
		host, _, err := net.SplitHostPort(address)
		if ip, e := netip.ParseAddr(host); err == nil && host != "localhost" && (e != nil || !ip.IsLoopback()) {
			return usagef("--%s %q can be reached by other machines, and everybody knows the sample's passwords; use 127.0.0.1 or localhost", option, address)
		}
	}
	return nil
}

func cannotListen(option, address string, err error) error {
	p := &vigia.Problem{Kind: vigia.ErrConflict, What: fmt.Sprintf("cannot listen on %s: %v", address, err), Remedy: "choose another address with --" + option}
	var s syscall.Errno
	if errors.As(err, &s) {
		p.What = fmt.Sprintf("cannot listen on %s: %v", address, s)
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		p.What, p.Remedy = fmt.Sprintf("another program listens on %s", address), fmt.Sprintf("stop it, or choose another address with --%s, as --%[1]s 127.0.0.1:0 for any that is free", option)
	case errors.Is(err, syscall.EACCES):
		p.Remedy = fmt.Sprintf("ports below 1024 need special rights: choose a higher one with --%s, and put a web server in front of it", option)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		p.What = fmt.Sprintf("this machine has no address %s", address)
	}
	return p
}
