package scout

import (
	"strings"

	"vigia/internal/address"
	"vigia/internal/source"
)

// Outlet is the outlet of the registry to which an offer would belong: by the
// site that it stands on, else by that to which most of what it lists leads.
func (o *Offer) Outlet(reg *source.Registry) (key string, ok bool) {
	if key, ok = reg.ByHost(address.Host(o.URL)); ok {
		return key, true
	}
	n := map[string]int{}
	for _, it := range o.Items {
		if key, ok = reg.ByHost(address.Host(it.URL)); ok {
			if n[key]++; 2*n[key] > len(o.Items) {
				return key, true
			}
		}
	}
	return "", false
}

// NewKey is a key for an outlet that the registry does not have, from its site.
func NewKey(addr string) string {
	name, _, _ := strings.Cut(address.Domain(addr), ".")
	return name
}
