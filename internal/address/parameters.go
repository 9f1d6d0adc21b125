package address

// What identifies an article (id, p, nid, newsid, story …) must never stand
// here, nor what selects a page or a language of it. Collected from the
// documentation of the services that set the parameters, and from addresses
// as outlets send them out.
var (
	trackerPrefixes = []string{
		"utm_", "utm-", "utm.", "mtm", "otm_", "matomo_", "pk_", "piwik_", "hsa_", "at_custom", "at_campaign", "at_medium", "at_link", "at_ptr",
		"oly_", "vero_", "itm_", "__hs", "_hs", "ga_", "gaa_", "fb_action", "wt_", "wt.mc", "wtmc", "sznclid", "dop_", "hmb_", "algo_", "cm_mmc", "cm_lm", "cm_sp",
		"pf_rd_", "stm_", "sc_c", "sc_src", "sc_lid", "sc_uid", "sc_eh", "mkt_", "mktc", "trk_", "ns_mchannel", "ns_campaign", "ns_source", "ns_linkname", "_openstat",
		"spm", "dicbo", "tblci", "ob_click", "soc_", "cmpid", "dpg_", "xtor", "amp_", "aff_", "bsft_", "_bta", "_branch", "rb_clickid", "wickedid", "vn_campaign",
		"vn_source", "vn_medium", "lmd_", "sfmc_", "et_rid", "sara_", "_trk", "share_crt", "stbf_", "pwapi_",
	}
	trackers = nameSet(`gclid gclsrc dclid gbraid wbraid srsltid _ga _gl _gac _gid fbclid fb_source fb_ref fbc fbp igshid igsh msclkid twclid
		twsrc yclid ysclid ymclid _ym_uid ttclid li_fat_id epik s_kwcid s_cid ef_id zanpid mc_cid mc_eid mc_tc mailid mkt_tok hsctatracking
		ncid nr_email_referer ref_src ref_url referrer_source campaign_id campaignid camp cid_source trackid tracking_source trackingid
		guccounter guce_referrer guce_referrer_sig gs_lcp gs_lcrp gs_l sca_esv __twitter_impression __s _kx _ke
		recruiter share_source sharesource shared_via sharetype share_from share_token share_intent fromshare sfnsn isappinstalled from_app smid smtyp
		smprod emci emdi ceid elqtrack elqtrackid elqaid elqat elqcampaignid assetid assettype cvid ocid icid ito ftag intcid intcmp int_cid
		linkid_source echobox action_object_map action_type_map action_ref_map cmp ns_fee ns_mail xtref xts xt_at outbrainclickid obor
		taboolaclickid tbclid rdid rss_source rssfeed feed_item feature_source at_format at_creation at_variant at_emailtype
		wkey wemail _r sb_referer_host irgwc irclickid clickid click_id click_key click_sum ad_click_id affiliate affiliateid aff utm src_campaign
		mbid bxid cndid esrc hash_source hootpostid sprinklr scid sp_aid sp_rid spmailingid spuserid spjobid spreportid sr_share snr si_source
		ml_subscriber ml_subscriber_hash dm_i dm_t vgo_ee ml_email ck_subscriber_id fdata gps_source newsletterid nl_source email_source
		partnerid referer referrer wprov __cf_chl_tk cf_chl_jschl_tk cf_chl_captcha_tk aftr_source tracking_id trackinfo sending_id ecid dr_tracker
		referringsource referringid referringcontenttype internalsource traffic_source leadsource reflink sref os_ehash wtrid ceneo_spo tpcc
		impid utparam ut_sk utkn sc_referrer sc_ua pcampaignid source_location feedtype feedname virtualbrandchannel wpisrc wpmm emkt_key m_bt
		istbid istcompanyid istfeedid istitemid mibextid xmt unlocked_article_code wxshare_count nsukey`)
	sessions  = nameSet(`phpsessid jsessionid aspsessionid sessionid session_id sid_session cfid cftoken`)
	ambiguous = nameSet(`ref source src via from origin share cid fref rel medium campaign partner`)
)

// byHouse are the parameters of houses with many top domains.
var byHouse = map[string]map[string]bool{
	"google": nameSet(`source cd vet ved ei sa usg sei bvm gws_rd cad rct esrc uact aqs sourceid client oq gs_lcp sxsrf biw bih dpr iflsig fbs
		atyp bi btn cshid dcr gfe_rd gws_ssl i-would-rather-use-firefox ictx ie je rlz _u`),
	"amazon": nameSet(`ref ref_ qid sr srs sprefix tag ascsubtag pd_rd_r pd_rd_w pd_rd_wg pd_rd_i creative creativeasin linkcode camp th psc crid dib
		dib_tag keywords _encoding content-id pd_rd_p smid spia`),
	"yandex":       nameSet(`lr from persistent_id msid mlid stid utm redircnt source_serpid clid`),
	"ebay":         nameSet(`_trkparms _trksid _from hash mkcid mkrid mkevt campid toolid customid epid amdata`),
	"aliexpress":   nameSet(`af algo_expid algo_pvid btsid cv dp mall_affr scm sk terminal_id ws_ab_test gps-id aff_platform aff_trace_key pvid`),
	"taobao":       shops,
	"tmall":        shops,
	"mercadolibre": nameSet(`tracking_id search_layout position type deal_id reco_backend reco_client reco_id reco_item_pos c_id c_uid l s t v`),
}

var shops = nameSet(`_u abbucket abtest acm activity_id algo_expid algo_pvid ali_refid ali_trackid app bftrwd bfttag cpp impid lygclk mytmenu ns pos price pvid
	scene scm share_crt_v shareurl short_name sourcetype sp_tk suid trackinfo turing_bucket un user_number_id ut_sk utkn utparam`)

// bySite are the parameters of single sites.
var bySite = map[string]map[string]bool{
	"youtube.com":        nameSet(`feature si pp kw ab_channel embeds_referring_euri embeds_referring_origin source_ve_path`),
	"youtu.be":           nameSet(`feature si`),
	"twitter.com":        nameSet(`s t cxt cn ref_src ref_url src`),
	"x.com":              nameSet(`s t cxt cn ref_src ref_url src`),
	"facebook.com":       nameSet(`__tn__ __xts__ __cft__ eid fref hc_ref ref refid rdid mibextid paipv eav locale __so__ __rv__ comment_tracking dti`),
	"instagram.com":      nameSet(`igshid igsh img_index hl`),
	"threads.net":        nameSet(`xmt slof`),
	"linkedin.com":       nameSet(`trk trkinfo refid lipi licu trackingid li midtoken midsig eid otptoken lgcta lgtemp liaa u`),
	"tiktok.com":         nameSet(`_r _t is_copy_url is_from_webapp sender_device sender_web_id u_code preview_pb share_app_id share_link_id user_id tt_from share_item_id share_app_name timestamp`),
	"reddit.com":         nameSet(`ref ref_source ref_campaign correlation_id share_id rdt $deep_link $3p $original_url post_index`),
	"spotify.com":        nameSet(`si context go nd`),
	"bilibili.com":       nameSet(`spm_id_from from_source share_source share_medium share_plat share_tag share_session_id vd_source seid buvid mid timestamp unique_k broadcast_type is_room_feed visit_id`),
	"weibo.com":          nameSet(`refer_flag type_ from_ luicode lfid`),
	"weixin.qq.com":      nameSet(`pgv_ref chksm scene srcid sharer_shareinfo sharer_shareinfo_first sharer_sharetime sharer_shareid ascene devicetype version nettype lang exportkey pass_ticket wx_header clicktime enterid from subscene sessionid poc_token click_id key uin`),
	"baidu.com":          nameSet(`rsv_t rsv_sug3 rsv_sug1 rsv_sug7 rsv_sug2 inputt wfr for searchpageparams`),
	"qq.com":             nameSet(`pgv_ref adtag ptag`),
	"toutiao.com":        nameSet(`tt_from timestamp app req_id use_new_style wxshare_count share_did share_uid`),
	"sohu.com":           nameSet(`spm scm _f _trans_ pvid edtsign edtcode`),
	"sina.com.cn":        nameSet(`from_ vt cre mod loc r rfunc tj wm`),
	"sina.cn":            nameSet(`from vt cre mod loc r rfunc tj wm`),
	"163.com":            nameSet(`f clickfrom spss spsw from_ spssid`),
	"rt.com":             nameSet(`cmpid_ src_ roistat`),
	"vk.com":             nameSet(`from ref`),
	"medium.com":         nameSet(`source sk_ gi`),
	"nytimes.com":        nameSet(`smid smtyp emc partner action module pgtype region hp rref te nl campaign_id instance_id segment_id user_id regi_id mcid referringsource clicksource contentcollection`),
	"washingtonpost.com": nameSet(`itid tid nid carta-url s_l`),
	"wsj.com":            nameSet(`mod st reflink pos`),
	"bloomberg.com":      nameSet(`sref srnd leadsource cmpid in_source accesstoken`),
	"reuters.com":        nameSet(`taid rpc feedtype feedname virtualbrandchannel`),
	"forbes.com":         nameSet(`sh ss`),
	"theguardian.com":    nameSet(`cmp`),
	"newyorker.com":      nameSet(`source mbid`),
	"techcrunch.com":     nameSet(`sr tpcc`),
	"bbc.com":            nameSet(`at_bbc_team at_campaign_type ocid pinned_post_locator`),
	"bbc.co.uk":          nameSet(`at_bbc_team at_campaign_type ocid pinned_post_locator`),
	"cnn.com":            nameSet(`sr iid hpt eref iref cid`),
	"elpais.com":         nameSet(`rel ssm prm prod event_log o id_externo_rsoc id_externo_nwl`),
	"elmundo.es":         nameSet(`cid emk s_kw emkt`),
	"lavanguardia.com":   nameSet(`facet`),
	"lefigaro.fr":        nameSet(`een seen`),
	"autoplus.fr":        nameSet(`hash idprob site_id sending_id dr_tracker`),
	"msn.com":            nameSet(`ocid cvid ei pc li rc`),
	"yahoo.com":          nameSet(`guce_referrer guce_referrer_sig guccounter tsrc src ncid bcmt soc_src soc_trk fr`),
	"substack.com":       nameSet(`r s showwelcome triedredirect utm post_id publication_id isfreemail token`),
	"dw.com":             nameSet(`maca`),
	"spiegel.de":         nameSet(`sara_ref dicbo b`),
	"faz.net":            nameSet(`gepc`),
	"diepresse.com":      nameSet(`from xt_at`),
	"onet.pl":            nameSet(`srcc`),
	"novinky.cz":         nameSet(`seq_no source`),
	"seznamzpravy.cz":    nameSet(`seq_no source`),
	"tweakers.net":       nameSet(`nb u`),
	"change.org":         nameSet(`psf_variant source_location share_intent`),
	"disq.us":            nameSet(`cuid`),
	"snapchat.com":       nameSet(`sc_referrer sc_ua`),
	"meetup.com":         nameSet(`rv _xtd`),
	"goodreads.com":      nameSet(`ac from_search from_srp qid rank`),
	"etsy.com":           nameSet(`click_key click_sum organic_search_click ref sts`),
}
