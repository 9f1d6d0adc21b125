package story
import ("testing";"fmt";"time";"context"
"vigia";"vigia/internal/article";"vigia/internal/db";"vigia/internal/db/dbtest";"vigia/internal/monitor";"vigia/internal/policy")
func TestZZCorr(t *testing.T){ rs:=zreports(); reg:=zreg(); m,_,err:=monitor.Load("/work/main/monitors/vric"); if err!=nil{t.Fatal(err)}
 d:=dbtest.Lite(t); got:=zplaceAll(t,d,reg,rs); _=got; ctx:=context.Background()
 by:=map[string]yrep{}; for _,r:=range rs{by[r.ID]=r}
 d.InTx(ctx,func(tx *db.Tx)error{ for _,r:=range rs{ tx.Exec(`INSERT INTO labels (report, kind, value, score, why, by, at, version) VALUES (?, 'genre', ?, 0.9, '', 'machine', 0, '1')`,r.ID,r.Genre); if o,_:=reg.At(r.Outlet,r.At); o.Kind==vigia.OfficialDocument{tx.Exec(`UPDATE reports SET kind='official' WHERE id=?`,r.ID)}}; return nil})
 root:=func(id string)string{ for by[id].Origin!=""{id=by[id].Origin}; return id}
 counts:=func(id string)bool{ o,_:=reg.At(by[id].Outlet,by[id].At); return policy.Counts(m.Policy,o.Class,o.Government)}
 fam:=func(id string)string{ o,_:=reg.At(by[id].Outlet,by[id].At); return o.Family()}
 forb:=map[string]bool{}; for _,g:=range m.Policy.Genres.Forbidden{forb[string(g)]=true}
 tp,fp,fn,tn:=0,0,0,0
 for _,r:=range rs{ if !counts(r.ID)||forb[r.Genre]||len(r.Networks)==0{continue}
  want:=""
  for _,x:=range rs{ if x.Event!=r.Event||x.ID==r.ID||x.At.Sub(r.At).Abs()>7*24*time.Hour||forb[x.Genre]||counts(x.ID)||counts(root(x.ID))||fam(root(x.ID))==fam(r.ID)||root(x.ID)==root(r.ID){continue}; if o,_:=reg.At(x.Outlet,x.At);o.Kind!=vigia.MediaReport{continue}; want=x.ID }
  s,err:=article.Get(ctx,d,r.ID); if err!=nil{t.Fatal(err)}
  se,cs,err:=Corroborate(ctx,d,reg,m,s,s.DayAt,7); if err!=nil{t.Fatal(err)}
  g:=len(se.Independent)>0
  switch{ case want!=""&&g: tp++; case want!="": fn++; fmt.Println("-- none found",r.ID,"want",want,len(cs)); case g: fp++; fmt.Println("-- false",r.ID,se.Independent); default: tn++ }
 }
 fmt.Printf("== corroboration: found %d missed %d false %d none %d\n",tp,fn,fp,tn)
}
