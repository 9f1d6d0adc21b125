package desk

import (
	"cmp"

	"vigia/internal/db"
	"vigia/internal/entity"
)

// What people decide about entities, with the audit trail. The command line has
// no person; whoever runs it may do all.

func mayName(by Person) (who string, err error) {
	if by.ID == "" {
		return "command line", nil
	}
	return by.ID, by.Must(Triage)
}

// JoinEntities says that other is id.
func JoinEntities(tx *db.Tx, by Person, id, other, why string) (rule string, err error) {
	who, err := mayName(by)
	if err != nil {
		return "", err
	}
	if rule, err = entity.Join(tx, id, other, who, why); err != nil {
		return "", err
	}
	return rule, Audit(tx, by, "entities joined", id, other+": "+why)
}

// PartEntities says that a name in reports is not id but other, or nobody that
// is known; without a name, that id and other are not the same.
func PartEntities(tx *db.Tx, by Person, id, form, other, why string) (rule string, err error) {
	who, err := mayName(by)
	if err != nil {
		return "", err
	}
	if rule, err = entity.Part(tx, id, form, other, who, why); err != nil {
		return "", err
	}
	return rule, Audit(tx, by, "entities parted", id, cmp.Or(form, other)+": "+why)
}

// UndoEntities takes a decision about entities back.
func UndoEntities(tx *db.Tx, by Person, rule string) (entity.Rule, error) {
	who, err := mayName(by)
	if err != nil {
		return entity.Rule{}, err
	}
	r, err := entity.Undo(tx, rule, who)
	if err != nil {
		return r, err
	}
	return r, Audit(tx, by, "decision about entities undone", cmp.Or(r.Entity, r.Form), r.Action+" "+r.ID)
}

// AdoptName makes a name that came often known, as another name of an entity or
// as a new one.
func AdoptName(tx *db.Tx, by Person, a entity.Adoption, why string) (entity.Entity, error) {
	who, err := mayName(by)
	if err != nil {
		return entity.Entity{}, err
	}
	e, _, err := entity.Adopt(tx, a, who, why)
	if err != nil {
		return e, err
	}
	return e, Audit(tx, by, "name adopted", e.ID, a.Name)
}

// RefuseName says that a name is nobody's: it is offered no more.
func RefuseName(tx *db.Tx, by Person, form, why string) error {
	who, err := mayName(by)
	if err != nil {
		return err
	}
	if _, err := entity.Refuse(tx, form, who, why); err != nil {
		return err
	}
	return Audit(tx, by, "name refused", form, why)
}
