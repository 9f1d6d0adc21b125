package story

import "vigia/internal/text"

// stopWords are the words that tell nothing about an event, by language. Only
// function words are here: what is merely frequent is weighed, not dropped.
var stopWords = map[string]map[string]bool{
	"es": text.Set(`a al algo ante antes así aun aún aunque cada casi como cómo con contra cual cuál cuando cuándo de del
		desde después donde dónde dos durante e el él ella ellas ellos en entre era eran es esa ese eso esta está están
		estar este esto estos estas fue fueron ha había habían han hasta hay hoy la las le les lo los más me mi mientras
		muy nada ni no nos o otra otro otros para pero por porque pues que qué quien quién se sea ser será si sí sido sin
		sobre son su sus también tan tanto te tiene tienen todo toda todos todas tras tu un una uno unos unas y ya yo
		según dijo señaló informó aseguró afirmó`),
	"en": text.Set(`a about after again against all also am an and any are as at be because been before being below between
		both but by can could did do does doing down during each few for from further had has have having he her here
		hers him his how i if in into is it its itself just me more most my no nor not now of off on once only or other
		our out over own said says say same she should so some such than that the their them then there these they this
		those through to too under until up very was we were what when where which while who whom why will with would
		you your mr mrs ms according told`),
	"pt": text.Set(`a à às ao aos até com como da das de dela dele deles depois do dos e é ela elas ele eles em entre era
		eram essa esse esta está estão este eu foi foram há isso isto já lhe mais mas me mesmo muito na nas não nem no
		nos nós num numa o os ou para pela pelas pelo pelos por qual quando que quem são se seja sem ser será seu seus
		só sua suas também te tem têm um uma umas uns você disse segundo afirmou`),
	"fr": text.Set(`a à ai au aux avec ce ces cette comme d dans de des du elle elles en entre est et été être eu il ils j
		je l la le les leur leurs lui m ma mais me même mes mon n ne nos notre nous on ont ou où par pas plus pour qu
		que qui s sa sans se selon ses si son sont sur t ta te tes ton tu un une vos votre vous y dit`),
	"ru": text.Set(`а без более бы был была были было быть в вам вас весь во вот все всех вы где да для до его ее её если
		есть ещё еще же за здесь и из или им их к как ко когда кто ли либо мне может мы на над не него нее нет ни них
		но ну о об однако он она они оно от по под после при с сам свои своих свою себе себя со так также такой там те
		тем то того тоже той только том тот ты у уже хотя чего чей чем что чтобы эта эти это этого этой этом этот я
		заявил сообщил сообщает`),
	"fa": text.Set(`از اما این ان آن با بر برای به بود بوده تا تر ترین چه حال خود در دو را رو روی شد شده شود کرد کرده کند
		که گفت گفته ما من می نمی نیز هر هم همه همین و وی یا یک ها های است هست باشد دارد داشت هستند شدند کردند پس پیش`),
	"ar": text.Set(`في من على الى إلى عن مع هذا هذه ذلك التي الذي ان أن إن كان كانت قد لا ما لم لن هو هي هم و او أو ثم كما
		بعد قبل بين كل غير عند قال وقال`),
}
