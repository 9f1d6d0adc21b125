package entity

import "strings"

// traditional and simple stand for the same characters, in the same order:
// those that names are made of. It is no conversion of texts, only enough that
// a name written in Taipei is found by the form written in Beijing.
const (
	traditional = `
		亞倫億兩內兒島劃劉動務勞區協單吳員問國圖團圓圍場執報塊壓壟壯聲處備夢夾奪奧媽孫學寧實審寫對導將專層岡
		巔帶師庫廠廣應張強彈後徑從愛態慶憲戰戲戶拋掃擊據擔擁擴擋數敵斷時晉書會東極構標機權條來業楊樂橋檢歐歲
		歷氣決沒淚測溫滿漢潛灣無煙爭爾獄獎獨獲瑪環產畫當療癥監盜確碼礦禮稅種積穩競節範簽簡糧約紅納級紐線組結
		統絲經維網緊總織繼續罰羅義習聖聯聽職肅腦臨舉艦藍藥蘇蘭號衛衝術製複規視親觀訊計訓討託記設許訴診評試話
		詢該認誌語說請論諾謀證識議護譽讓貝負財貢貨販貪責貴買費貸貿資賓賠贊贛鋒趙車軌軍輪輸轉農運過達違遠適選
		遺還邊鄉鄭鄰醫釋釣鈴銀銅錢鋁鋰錄鎮鐵長門閉開間關陳陸陽隊階際隨險雙離難雲電靈響頁項順領頭題額類顧飛館
		馬駐驅驗體鬥魯麥黃點黨齊龍龐凱薩韓華為與`
	simple = `
		亚伦亿两内儿岛划刘动务劳区协单吴员问国图团圆围场执报块压垄壮声处备梦夹夺奥妈孙学宁实审写对导将专层冈
		巅带师库厂广应张强弹后径从爱态庆宪战戏户抛扫击据担拥扩挡数敌断时晋书会东极构标机权条来业杨乐桥检欧岁
		历气决没泪测温满汉潜湾无烟争尔狱奖独获玛环产画当疗症监盗确码矿礼税种积稳竞节范签简粮约红纳级纽线组结
		统丝经维网紧总织继续罚罗义习圣联听职肃脑临举舰蓝药苏兰号卫冲术制复规视亲观讯计训讨托记设许诉诊评试话
		询该认志语说请论诺谋证识议护誉让贝负财贡货贩贪责贵买费贷贸资宾赔赞赣锋赵车轨军轮输转农运过达违远适选
		遗还边乡郑邻医释钓铃银铜钱铝锂录镇铁长门闭开间关陈陆阳队阶际随险双离难云电灵响页项顺领头题额类顾飞馆
		马驻驱验体斗鲁麦黄点党齐龙庞凯萨韩华为与`
)

var simplifiedOf = func() map[rune]string {
	from, to := []rune(strings.Join(strings.Fields(traditional), "")), []rune(strings.Join(strings.Fields(simple), ""))
	m := make(map[rune]string, len(from))
	for i, r := range from[:min(len(from), len(to))] {
		m[r] = string(to[i])
	}
	return m
}()

// simplified gives the character that both ways of writing share.
func simplified(r rune) string {
	if s, ok := simplifiedOf[r]; ok {
		return s
	}
	return string(r)
}
