"""What people type, freed of what is not language: mentions, widths, unseen characters, case."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MENTION = re.compile(
    r"@(?:foothold|站稳)(?:bot|机器人|助手)?|<@[^<>]{1,40}>|^@[^\s@]{1,40}(?=\s)(?!\s*的)",
    re.IGNORECASE,
)
_SLASH = re.compile(r"^\s*/\s*(?:(?:foothold|站稳)(?![a-z]))?", re.IGNORECASE)
_CHINESE_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_SIGNS = frozenset({"So", "Sk", "Mn"})
_INVISIBLE = frozenset({"Cf", "Co", "Cs", "Cn"})
#: Traditional characters of everyday words, and a few of Cantonese (嘅, 咗).
_SIMPLIFIED = str.maketrans(
    "麽甚爲裏裡後臺檯灣萬與專業東絲兩嚴喪個豐臨麗舉義烏樂喬習鄉書買亂爭虧雲亞產畝親億僅從侖倉儀們"
    "價眾優會偽傘偉傳傷倫體餘傭侶俠側偵僑債傾僱儲兒黨蘭關興養獸內岡冊寫軍農馮決況凍淨準涼減湊幾鳳"
    "憑凱擊鑿劃劉則剛創刪別劑劍劇勸辦務動勵勁勞勢區醫華協單賣盧衛卻廠廳歷曆厲壓厭縣參雙發髮變敘葉"
    "號嘆嚇嗎啟吳員嗚響啞喚喲嘗團園圍國圖圓聖場塊堅壇壞墳墜塵牆壯聲殼處備復複夠頭誇夾奪奮獎奧婦媽"
    "嬰孫學寧寶實寵審憲寬賓對尋導壽將爾堯層屆屬歲豈嶺島峽崗幣帥師帳賬簾幟帶幫幹乾並莊慶廬庫應廟廢"
    "開異棄張彌彎彈強歸當錄徹徑憶憂懷態慫憐總懇惡惱悅懸驚懼慘慣憤願懶戲戰戶撲執擴掃揚擾撫拋搶護報"
    "擔擬攏揀擁攔擰撥擇掛摯擠揮撈損撿換據擄摑擲撣摻攬攜攝擺搖攤撐攢敵數齋鬥斬斷無舊時曠曇晝顯晉曬"
    "曉暈暉暫術樸機殺雜權條來楊傑極構樞棗槍櫃檸標棧棟欄樹樣橋檔夢檢樓欖橫櫻歡歐殘毆毀畢氣漢湯溝沒"
    "淪滬淚潑澤潔灑濃測濟瀏渾滿濾濫漁潤漲澀漸溫濕潰滾滯滅燈靈災爐點煉爍爛燭煙煩燒燙熱愛爺牽狀猶獨"
    "獄獵貓獻瑪環現瓊電畫暢療瘋癢盜鹽監蓋盤睜瞞矯礦碼磚礎確禮禍禪離種積稱穩窮竊競筆筍籤簽簡籌籃類"
    "糧緊糾紅約級紀純紗納紛紙紋練組細織終紹經結繞給絡絕統繼績續維綿綠綜網綱緒線緣編緩縮繳罰羅職聯"
    "聰肅腸膚腎腫脹脅勝膽腳臉腦臟艱藝節蘇蘋範莖薦榮藥萊蓮獲營蕭薩蔣藍虛蟲雖蝦蟻螞補襯襪裝褲見觀規"
    "視覽覺觸譽計訂認討讓訓議訊記講許論訟設訪證評識詐訴診詞譯試詩誠話誕詢該詳語誤説說請諸諾讀課誰"
    "調談謀諧謂謝謠謎譜貝負財責賢敗貨質販貪購貫賤貼貴貸貿費賀賊資賠賴賽贊贈贏趙趕趨躍踐蹤車軌轉輪"
    "軟輕載較輔輛輩輝輸辭邊遼達遷過邁運還這進遠違連遲適選遺郵鄧鄭鄰醜釋鑑針釘鈔鋼鑰鈣鐘鍾鈕錢鑽鐵"
    "鈴鉛銀銅銘銷鎖鋪鏈鏡錯錦鍵鍋長門閃閉問閒間悶鬧聞閱隊陽陰陣階際陸陳險隨隱難雞霧靜韓頁頂項順須"
    "頑顧頓預領頗頸頻顆題額顏顛風飄飛飢飯飲飾飽餅餓館馬馭駕駛駐騎騙驗騰騷驅魚鮮鳥鴨麥黃齊齒龍龜嘅"
    "喺係唔冇佢咗睇乜撳搵畀賺掙麼為週綁傅繫",
    "么什为里里后台台湾万与专业东丝两严丧个丰临丽举义乌乐乔习乡书买乱争亏云亚产亩亲亿仅从仑仓仪们"
    "价众优会伪伞伟传伤伦体余佣侣侠侧侦侨债倾雇储儿党兰关兴养兽内冈册写军农冯决况冻净准凉减凑几凤"
    "凭凯击凿划刘则刚创删别剂剑剧劝办务动励劲劳势区医华协单卖卢卫却厂厅历历厉压厌县参双发发变叙叶"
    "号叹吓吗启吴员呜响哑唤哟尝团园围国图圆圣场块坚坛坏坟坠尘墙壮声壳处备复复够头夸夹夺奋奖奥妇妈"
    "婴孙学宁宝实宠审宪宽宾对寻导寿将尔尧层届属岁岂岭岛峡岗币帅师帐账帘帜带帮干干并庄庆庐库应庙废"
    "开异弃张弥弯弹强归当录彻径忆忧怀态怂怜总恳恶恼悦悬惊惧惨惯愤愿懒戏战户扑执扩扫扬扰抚抛抢护报"
    "担拟拢拣拥拦拧拨择挂挚挤挥捞损捡换据掳掴掷掸掺揽携摄摆摇摊撑攒敌数斋斗斩断无旧时旷昙昼显晋晒"
    "晓晕晖暂术朴机杀杂权条来杨杰极构枢枣枪柜柠标栈栋栏树样桥档梦检楼榄横樱欢欧残殴毁毕气汉汤沟没"
    "沦沪泪泼泽洁洒浓测济浏浑满滤滥渔润涨涩渐温湿溃滚滞灭灯灵灾炉点炼烁烂烛烟烦烧烫热爱爷牵状犹独"
    "狱猎猫献玛环现琼电画畅疗疯痒盗盐监盖盘睁瞒矫矿码砖础确礼祸禅离种积称稳穷窃竞笔笋签签简筹篮类"
    "粮紧纠红约级纪纯纱纳纷纸纹练组细织终绍经结绕给络绝统继绩续维绵绿综网纲绪线缘编缓缩缴罚罗职联"
    "聪肃肠肤肾肿胀胁胜胆脚脸脑脏艰艺节苏苹范茎荐荣药莱莲获营萧萨蒋蓝虚虫虽虾蚁蚂补衬袜装裤见观规"
    "视览觉触誉计订认讨让训议讯记讲许论讼设访证评识诈诉诊词译试诗诚话诞询该详语误说说请诸诺读课谁"
    "调谈谋谐谓谢谣谜谱贝负财责贤败货质贩贪购贯贱贴贵贷贸费贺贼资赔赖赛赞赠赢赵赶趋跃践踪车轨转轮"
    "软轻载较辅辆辈辉输辞边辽达迁过迈运还这进远违连迟适选遗邮邓郑邻丑释鉴针钉钞钢钥钙钟钟钮钱钻铁"
    "铃铅银铜铭销锁铺链镜错锦键锅长门闪闭问闲间闷闹闻阅队阳阴阵阶际陆陈险随隐难鸡雾静韩页顶项顺须"
    "顽顾顿预领颇颈频颗题额颜颠风飘飞饥饭饮饰饱饼饿馆马驭驾驶驻骑骗验腾骚驱鱼鲜鸟鸭麦黄齐齿龙龟的"
    "在是不没他了看什按找给赚挣么为周绑傅系",
)

#: Words of Sichuan, the north-east and of chats for everyday ones, as long as those: 咋个, 啥子.
_STANDARD = {
    "咋个": "怎么", "啷个": "怎么", "咋子": "什么", "啥子": "什么", "好多": "多少", "没得": "没有",
    "莫得": "没有", "木有": "没有", "得行": "可以", "好久": "多久", "晓得": "知道", "一哈": "一下",
    "肿么": "怎么", "神马": "什么", "这哈": "现在", "莫": "别", "咯": "了",
}  # fmt: skip
_DIALECT = re.compile(
    # 少好多 is no question, 没得到 and 好久没来 are as they stand, 莫 is a name too.
    r"咋个|啷个|咋子|啥子|(?<![少差高低])(?<![少差高低]了)好多|没得(?![到罪])|莫得|木有|得行"
    r"|好久(?![没不前])|晓得|一哈|肿么|神马|这哈|莫(?=[给再要发推吵打])|咯"
)


def clean(text: str) -> str:
    """Take away what is not meant to be read, keeping letters as typed.

    Width and compatibility forms are made one (NFKC), unseen characters, the first @mention, a
    leading slash and blanks between Chinese characters removed.
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    if not text.isprintable():  # else no character of these categories is in it
        text = "".join(
            " " if category == "Cc" else char
            for char in text
            if (category := unicodedata.category(char)) not in _INVISIBLE
        )
    # Whoever is mentioned first is the bot; a second mention is a person asked about.
    text = _MENTION.sub(" ", " ".join(text.split()), count=1)
    return _CHINESE_GAP.sub("", " ".join(_SLASH.sub("", text).replace("_", " ").split()))


def without_symbols(text: str) -> str:
    """Take away emoji and other signs at either end; all stays where nothing else is left."""
    start, end = 0, len(text)
    while start < end and _is_sign(text[start]):
        start += 1
    while start < end and _is_sign(text[end - 1]):
        end -= 1
    return text[start:end] or text


def _is_sign(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in _SIGNS


@lru_cache(maxsize=16)  # each grammar folds the same sentence
def fold(text: str) -> str:
    """Lower-case and simplify without moving any character, so that places stay the same."""
    lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return _DIALECT.sub(_standard, lowered.translate(_SIMPLIFIED))


def _standard(found: re.Match[str]) -> str:
    return _STANDARD[found.group()]
