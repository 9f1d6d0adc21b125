package address

import "strings"

// cleanQuery takes the parameters out of a query that only tell how a reader
// came to the page, and empty ones.
func cleanQuery(host, query string) string {
	if query == "" {
		return ""
	}
	local := siteParameters(host)
	var keep []string
	for part := range strings.SplitSeq(query, "&") {
		name, value, has := strings.Cut(part, "=")
		name = strings.ToLower(decode(name))
		switch {
		case name == "" && value == "":
		case tracking(name) || sessions[name] || local[name]:
		case has && ambiguous[name] && fromElsewhere(decode(value)):
		default:
			keep = append(keep, tidyEscapes(part))
		}
	}
	return strings.Join(keep, "&")
}

// tracking knows the parameters that campaigns, advertisers and social
// networks add on any site.
func tracking(name string) bool {
	if trackers[name] {
		return true
	}
	for _, p := range trackerPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// Collected from the documentation of the services that set them.
var (
	trackerPrefixes = []string{
		"utm_", "utm-", "utm.", "mtm", "otm_", "matomo_", "pk_", "piwik_", "hsa_", "at_custom", "at_campaign", "at_medium", "at_link", "at_ptr",
		"oly_", "vero_", "itm_", "__hs", "_hs", "ga_", "fb_action", "wt_mc", "wt.mc", "wtmc", "sznclid",
		"pf_rd_", "stm_", "sc_c", "sc_src", "sc_lid", "sc_uid", "sc_eh", "mkt_", "trk_", "ns_mchannel", "ns_campaign", "ns_source", "ns_linkname", "_openstat",
		"spm", "dicbo", "tblci", "ob_click", "soc_", "cmpid", "dpg_", "xtor", "amp_", "aff_", "bsft_", "_bta", "_branch", "rb_clickid", "wickedid",
	}
	trackers = nameSet(`gclid gclsrc dclid gbraid wbraid srsltid _ga _gl _gac _gid fbclid fb_source fb_ref fbc fbp igshid igsh msclkid twclid
		twsrc yclid ysclid ymclid _ym_uid ttclid li_fat_id epik s_kwcid s_cid ef_id zanpid mc_cid mc_eid mc_tc mailid mkt_tok hsctatracking
		ncid nr_email_referer ref_src ref_url referrer_source campaign_id campaignid camp cid_source trackid tracking_source trackingid
		guccounter guce_referrer guce_referrer_sig guccounter gs_lcp gs_lcrp gs_l sca_esv __twitter_impression __s _kx _ke
		recruiter share_source sharesource shared_via sharetype share_from share_token fromshare sfnsn isappinstalled from_app smid smtyp
		smprod emci emdi ceid elqtrack elqtrackid elqaid elqat elqcampaignid assetid assettype cvid ocid icid ito ftag intcid intcmp int_cid
		linkid_source echobox action_object_map action_type_map action_ref_map cmp cmpid ns_fee ns_mail xtref xts outbrainclickid obor
		taboolaclickid tbclid rdid rss_source rssfeed feed_item feature_source at_format at_creation at_variant at_emailtype
		wkey wemail _r sb_referer_host irgwc irclickid clickid click_id affiliate affiliateid aff utm src_campaign mbid bxid cndid esrc
		hash_source hootpostid sprinklr scid sp_aid sp_rid spmailingid spuserid spjobid spreportid sr_share snr si_source ml_subscriber
		ml_subscriber_hash dm_i dm_t vgo_ee ml_email ck_subscriber_id _openstat fdata gps_source newsletterid nl_source email_source
		partnerid referer referrer wprov __cf_chl_tk cf_chl_jschl_tk cf_chl_captcha_tk`)
	sessions  = nameSet(`phpsessid jsessionid aspsessionid sessionid session_id sid_session cfid cftoken`)
	ambiguous = nameSet(`ref source src via from origin share cid fref rel medium campaign`)
)

// fromElsewhere reports whether the value of a parameter such as "ref" names a
// place that readers come from, not a thing on the page.
func fromElsewhere(v string) bool {
	v = strings.ToLower(v)
	for _, p := range []string{"http", "www.", "rss", "feed", "twitter", "facebook", "whatsapp", "telegram", "instagram", "linkedin", "newsletter",
		"email", "mail", "social", "share", "homepage", "home", "push", "google", "x.com", "reddit", "flipboard", "app"} {
		if strings.HasPrefix(v, p) {
			return true
		}
	}
	return strings.HasSuffix(v, "_share") || strings.HasSuffix(v, ".com") || strings.HasSuffix(v, "-rss")
}

// siteParameters gives the parameters that track on one site only.
func siteParameters(host string) map[string]bool {
	for site, more := host, true; more; _, site, more = strings.Cut(site, ".") {
		if names := bySite[site]; names != nil {
			return names
		}
	}
	if strings.HasPrefix(host, "www.google.") || strings.HasPrefix(host, "news.google.") || strings.HasPrefix(host, "google.") {
		return googleParameters
	}
	if strings.Contains(host, "amazon.") {
		return amazonParameters
	}
	return nil
}

var (
	googleParameters = nameSet(`source cd vet ved ei sa usg sei bvm gws_rd cad rct esrc uact aqs sourceid client oq gs_lcp sxsrf biw bih dpr iflsig fbs`)
	amazonParameters = nameSet(`ref ref_ qid sr srs sprefix tag ascsubtag pd_rd_r pd_rd_w pd_rd_wg pd_rd_i creative creativeasin linkcode camp th psc crid dib dib_tag`)
	bySite           = map[string]map[string]bool{
		"youtube.com":   nameSet(`feature si pp kw ab_channel embeds_referring_euri embeds_referring_origin source_ve_path`),
		"youtu.be":      nameSet(`feature si`),
		"twitter.com":   nameSet(`s t cxt cn ref_src ref_url src`),
		"x.com":         nameSet(`s t cxt cn ref_src ref_url src`),
		"facebook.com":  nameSet(`__tn__ __xts__ __cft__ eid fref hc_ref ref refid rdid mibextid paipv eav locale __so__ __rv__ comment_tracking dti`),
		"instagram.com": nameSet(`igshid igsh img_index hl`),
		"linkedin.com":  nameSet(`trk trkinfo refid lipi licu trackingid li midtoken midsig eid otptoken lgcta lgtemp`),
		"tiktok.com":    nameSet(`_r _t is_copy_url is_from_webapp sender_device sender_web_id u_code preview_pb share_app_id share_link_id user_id tt_from share_item_id share_app_name timestamp`),
		"reddit.com":    nameSet(`ref ref_source ref_campaign correlation_id share_id rdt $deep_link $3p $original_url post_index`),
		"bilibili.com":  nameSet(`spm_id_from from_source share_source share_medium share_plat share_tag share_session_id vd_source seid buvid mid timestamp unique_k`),
		"weibo.com":     nameSet(`refer_flag type_ from_ luicode lfid`),
		"baidu.com":     nameSet(`rsv_t rsv_sug3 rsv_sug1 rsv_sug7 rsv_sug2 inputt wfr for searchpageparams`),
		"qq.com":        nameSet(`pgv_ref adtag ptag`),
		"sohu.com":      nameSet(`spm scm _f _trans_ pvid`),
		"sina.com.cn":   nameSet(`from_ vt cre mod loc r rfunc tj`),
		"163.com":       nameSet(`f clickfrom spss spsw from_ spssid`),
		"yandex.ru":     nameSet(`lr from persistent_id msid mlid stid utm`),
		"rt.com":        nameSet(`cmpid_ src_ roistat`),
		"medium.com":    nameSet(`source sk_ gi`),
		"nytimes.com":   nameSet(`smid smtyp emc partner action module pgtype region hp rref te nl campaign_id instance_id segment_id user_id regi_id mcid`),
		"bbc.com":       nameSet(`at_bbc_team at_campaign_type ocid pinned_post_locator`),
		"cnn.com":       nameSet(`sr iid hpt eref`),
		"elpais.com":    nameSet(`rel ssm prm prod event_log o id_externo_rsoc id_externo_nwl`),
		"msn.com":       nameSet(`ocid cvid ei pc li rc`),
		"yahoo.com":     nameSet(`guce_referrer guce_referrer_sig guccounter tsrc src ncid bcmt soc_src soc_trk fr`),
		"substack.com":  nameSet(`r s showwelcome triedredirect utm post_id publication_id isfreemail token`),
		"dw.com":        nameSet(`maca`),
		"spiegel.de":    nameSet(`sara_ref dicbo`),
	}
)

// withoutSession cuts a session id off a path segment (";jsessionid=…").
func withoutSession(seg string) string {
	if i := strings.IndexByte(seg, ';'); i > 0 && !singleDot(seg[:i]) && !doubleDot(seg[:i]) &&
		strings.HasPrefix(strings.ToLower(seg[i:]), ";jsessionid=") {
		return seg[:i]
	}
	return seg
}

func nameSet(list string) map[string]bool {
	m := map[string]bool{}
	for n := range strings.FieldsSeq(list) {
		m[n] = true
	}
	return m
}
