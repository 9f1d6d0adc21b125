package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
)

// special are the ranges inside the public space that are not for the public,
// from the IANA special-purpose registries. IPv6 outside 2000::/3 is refused
// as a whole: mapped, compatible and translated IPv4, NAT64, unique-local,
// link-local, site-local, multicast, SRv6.
var special = prefixes(
	"0.0.0.0/8",       // this network
	"10.0.0.0/8",      // private
	"100.64.0.0/10",   // shared by carriers
	"127.0.0.0/8",     // loopback
	"169.254.0.0/16",  // link-local, cloud metadata
	"172.16.0.0/12",   // private
	"192.0.0.0/24",    // protocol assignments
	"192.0.2.0/24",    // documentation
	"192.31.196.0/24", // AS112
	"192.52.193.0/24", // AMT
	"192.88.99.0/24",  // 6to4 relays
	"192.168.0.0/16",  // private
	"192.175.48.0/24", // AS112
	"198.18.0.0/15",   // benchmarks
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"224.0.0.0/4",     // multicast
	"240.0.0.0/4",     // reserved, broadcast

	"2001::/23",         // protocol assignments: Teredo, ORCHID, benchmarks
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4
	"2620:4f:8000::/48", // AS112
	"3fff::/20",         // documentation
)

var globalUnicast = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) []netip.Prefix {
	ps := make([]netip.Prefix, len(list))
	for i, s := range list {
		ps[i] = netip.MustParsePrefix(s)
	}
	return ps
}

// public says whether an address is one of the public internet: nil, or why
// nothing is fetched from it.
func public(a netip.Addr) error {
	switch {
	case !a.IsValid():
		return errors.New("no address")
	case a.Zone() != "":
		return fmt.Errorf("%s names a network interface of this machine", a)
	case a.Is6() && !globalUnicast.Contains(a):
		return fmt.Errorf("%s is not a public address", a)
	}
	if i := slices.IndexFunc(special, func(p netip.Prefix) bool { return p.Contains(a) }); i >= 0 {
		return fmt.Errorf("%s is not a public address (%s)", a, special[i])
	}
	return nil
}

// publicPort is public for an address with its port, which must be one of the
// web's. It is the guard of every dial.
func publicPort(a netip.AddrPort) error {
	if err := public(a.Addr()); err != nil {
		return err
	}
	if a.Port() != 80 && a.Port() != 443 {
		return fmt.Errorf("port %d is not a port of the web", a.Port())
	}
	return nil
}
