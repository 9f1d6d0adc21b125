package story

// memory remembers what was used lately, in two halves: when the new one is
// full, the old one goes. What it gives may not be changed.
type memory[V any] struct {
	fresh, old map[int32]*V // by the number of a placing
	half       int          // how many each half holds
	gone       func(*V)     // called with what is forgotten; may be nil
}

func (m *memory[V]) get(number int32) *V {
	v := m.fresh[number]
	if v == nil {
		if v = m.old[number]; v != nil {
			m.put(number, v)
		}
	}
	return v
}

func (m *memory[V]) put(number int32, v *V) {
	if m.fresh == nil || len(m.fresh) >= m.half {
		for n, old := range m.old {
			if m.gone != nil && m.fresh[n] == nil {
				m.gone(old)
			}
		}
		m.fresh, m.old = map[int32]*V{}, m.fresh
	}
	m.fresh[number] = v
}

func (m *memory[V]) clear() { m.fresh, m.old = nil, nil }
