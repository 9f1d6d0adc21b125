package rank

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/evidence"
)

// Via is how a model comes into the archive: as a capture that this program
// made, and so as an entry of the signed log.
const Via = "model"

const mediaType = "application/vnd.vigia.rank-model"

// Manifest says what a kept model is and how it was made. It is the first line
// of the file, the model's bytes follow: the file's SHA-256, which the log's
// entry has, stands for all of it.
type Manifest struct {
	Network   string  `json:"network"`
	Version   string  `json:"version"`
	Monitor   string  `json:"monitor"`
	Decisions int     `json:"decisions"`
	Selected  int     `json:"selected"`
	Training  string  `json:"training"`
	HeldOut   float64 `json:"held_out"`
	By        string  `json:"by"`
	Config    Config  `json:"config"`
	SHA256    string  `json:"sha256"` // of the model's bytes
}

// Config is what the learner was set to.
type Config struct {
	Cost           float64 `json:"cost"`
	Lift           float64 `json:"lift"`
	Bias           float64 `json:"bias"`
	Rounds         int     `json:"rounds"`
	Settled        float64 `json:"settled"`
	PairWeight     float64 `json:"pair_weight"`
	MarkWeight     float64 `json:"mark_weight"`
	MostWords      int     `json:"most_words"`
	LeastDocs      int     `json:"least_docs"`
	MostFeatures   int     `json:"most_features"`
	UnreadExamples int     `json:"unread_examples"`
	MostOfOne      float64 `json:"most_of_one"`
	MostOfDoubtful float64 `json:"most_of_doubtful"`
	ShareOfDoubted float64 `json:"share_of_doubted"`
	LeastGood      int     `json:"least_good"`
	Newest         int     `json:"newest"`
	MostDecisions  int     `json:"most_decisions"`
}

func config() Config {
	return Config{cost, lift, bias, rounds, settled, pairWeight, markWeight, mostWords, leastDocs, mostFeatures,
		unreadExamples, mostOfOne, mostOfDoubtful, shareOfDoubted, leastGood, newest, mostDecisions}
}

func (s Stored) manifest(c Config) Manifest {
	return Manifest{s.Network, s.Version, s.Monitor, s.Decisions, s.Selected, s.Training, s.HeldOut, s.By, c, s.SHA256}
}

// keep writes a model to the archive. Its row and the capture's follow in one
// transaction.
func keep(ctx context.Context, archive *evidence.Store, s Stored, m *Model) (evidence.Capture, error) {
	line, err := json.Marshal(s.manifest(config()))
	if err != nil {
		return evidence.Capture{}, err // unreachable: numbers and texts
	}
	body := append(append(line, '\n'), m.bytes()...)
	return archive.KeepResource(ctx, address(s), body, mediaType, Via)
}

func address(s Stored) string { return "urn:vigia:rank:" + s.Network + ":" + s.SHA256 }

// fetchModel reads a model back from the archive and proves it.
func fetchModel(ctx context.Context, q db.Querier, archive *evidence.Store, s Stored) (*Model, error) {
	c, err := evidence.Get(ctx, q, s.Capture)
	if errors.Is(err, vigia.ErrNotFound) {
		return nil, s.damaged(errors.New("the log has no entry for it"))
	}
	if err != nil {
		return nil, err
	}
	p, err := archive.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	line, rest, _ := bytes.Cut(p.Body, []byte("\n"))
	var kept Manifest
	if err := json.Unmarshal(line, &kept); err != nil {
		return nil, s.damaged(errors.New("its manifest cannot be read"))
	}
	if want := s.manifest(kept.Config); kept != want {
		return nil, s.damaged(errors.New("its row says something else than was logged: " + differ(kept, want)))
	}
	m, err := parseModel(rest, kept.SHA256)
	if err != nil {
		return nil, s.damaged(err)
	}
	return m, nil
}

// differ names what a row says otherwise than the log.
func differ(kept, row Manifest) string {
	a, b := map[string]any{}, map[string]any{}
	for v, m := range map[*map[string]any]Manifest{&a: kept, &b: row} {
		line, _ := json.Marshal(m)  // numbers and texts
		_ = json.Unmarshal(line, v) // which were just written
	}
	var out []string
	for _, k := range []string{"network", "version", "monitor", "decisions", "selected", "training", "held_out", "by", "sha256"} {
		if a[k] != b[k] {
			out = append(out, fmt.Sprintf("%s is %v and was logged as %v", k, b[k], a[k]))
		}
	}
	return strings.Join(out, "; ")
}

const lostSQL = `SELECT c.id FROM captures c WHERE c.via = '` + Via + `' AND c.reason = '' AND NOT EXISTS (SELECT 1 FROM models m WHERE m.capture = c.id) ORDER BY c.id`

// Check holds the models against the log: each row is what was logged when it
// was learned, its weights stand in the archive and are those of the table, and
// no logged model has lost its row.
func Check(ctx context.Context, q db.Querier, archive *evidence.Store) (checked int, fs []vigia.Finding, err error) {
	all, err := Models(ctx, q)
	if err != nil {
		return 0, nil, err
	}
	const remedy = "restore the database or the archive from a backup, and find out who or what changed it"
	for _, s := range all {
		if s.Capture == "" {
			fs = append(fs, vigia.Finding{Severity: vigia.Warn, Path: "models/" + s.ID, Kind: "unlogged", Message: "it has no entry in the log",
				Remedy: "none is needed if it was learned before models were logged (" + s.At.Format("2006-01-02") + "); else learn anew with 'vigia rank teach'"})
			continue
		}
		err := checkOne(ctx, q, archive, s)
		var p *vigia.Problem
		switch {
		case errors.As(err, &p) && p.Kind != vigia.ErrRefused:
			fs = append(fs, vigia.Finding{Severity: vigia.Block, Path: "models/" + s.ID, Kind: "damaged", Message: p.What, Remedy: remedy})
		case err != nil:
			return checked, fs, err
		default:
			checked++
		}
	}
	rows, err := q.Query(ctx, lostSQL)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		err := r.Scan(&id)
		fs = append(fs, vigia.Finding{Severity: vigia.Block, Path: "captures/" + id, Kind: "removed", Message: "the ranking model that it keeps has no row any more", Remedy: remedy})
		return err
	})
	return checked, fs, err
}

func checkOne(ctx context.Context, q db.Querier, archive *evidence.Store, s Stored) error {
	if _, err := fetchModel(ctx, q, archive, s); err != nil {
		return err
	}
	_, err := Open(ctx, q, archive, s)
	return err
}
