"""The words of courses, targets, mentoring, teams and reminders, in both languages.

One table, as in `rules/phrases.py`; a word may carry two parts. The shapes of sentences are in
`handlers/topic_shape.py`. A new feature adds its nouns and verbs here.
"""

from __future__ import annotations

from rules.lexicon import Lexicon
from rules.part import Part
from rules.phrases import COMMANDS, FILLERS

#: What is asked about.
_NOUNS: dict[Part, str] = {
    Part.COURSE: """课程 课 门课 课程表 课表 培训 培训课 网课 必修课 学习 学习路径 学习计划 功课
        训练 course
        courses training trainings lesson lessons learning learning_path study_plan class
        classes module modules curriculum elearning""",
    Part.COURSE
    | Part.DONE: "考试成绩 考过没 考过了没 考过了吗 考试过没过 pass_the_exam pass_the_test",
    Part.NEXT | Part.COURSE: "下一门 下一门课 下一课 下门课 下门 下一节 下一节课",
    Part.TARGET: """目标 指标 业绩目标 单量目标 任务量 考核目标 转正标准 转正线 转正目标
        挑战目标 冲刺目标 达标 业绩达成 达成 达成率 kpi kpis target targets goal goals quota
        on_track pass_bar stretch stretch_target the_bar""",
    Part.NEXT_TIER: """下一档 下一个档 下个档 下一档位 下个档位 下一个提成档 下个提成档 下一档提成
        下一级提成 next_tier next_bracket next_rate next_commission_tier""",
    Part.PROBATION: """转正 试用期 考核期 试用 probation probation_period be_confirmed
        get_confirmed confirmation""",
    Part.TASK: """任务 带教任务 待办 待办事项 安排 task tasks todo todos to_do to_dos to_do_list
        assignments""",
    Part.TASK | Part.NEED: """要做什么 要做啥 该做什么 该做啥 要干什么 要干啥 要干嘛 没做 没交
        must_i_do have_to_do need_to_do should_i_do left_to_do""",
    Part.MENTOR: """师傅 师父 导师 带教 带教人 带教老师 带我的人 带我的 老师 mentor mentors
        mentoring coach my_coach""",
    Part.MENTEE: """徒弟 徒弟们 学员 我带的人 我带的 带的人 带的新人 带谁 陪访谁 带哪些人 mentee
        mentees apprentice apprentices i_mentoring i_mentor""",
    Part.RECORD: """陪访 跟访 陪同拜访 面谈 绩效面谈 谈话 复盘 复盘报告 点评 复盘点评 ride_along
        ride_alongs joint_visit visit_with talk coaching_talk coaching_notes coaching_note
        mentoring_notes visit_notes visit_record
        带教记录 跟访记录 陪访记录 review_report my_review
        my_review_report review_comment""",
    Part.RATE: """打分 打个分 打一下分 评分 评个分 评价 评 评一下 评评 打 rate rating ratings
        score scoring pulse grade""",
    Part.RATE | Part.MENTOR: """weekly_pulse weekly_rating mentor_feedback pulse_survey 每周评价
        本周评价 这周评价""",
    Part.TEAM: """团队 小组 这组 这组人 我的兵 组里 组内 组员 我们组 我组 全组 整组 下属 下级 手下
        手下的人 我的人
        我手下 我下面的人 下面的人 底下的人 我带的团队 队伍 队员 直属 我们团队 我团队 team
        teams team's squad my_people my_reps my_guys my_folks my_sellers direct_reports""",
    Part.PEOPLE: """大家 人 个人 新人 新员工 员工 同事 成员 名单上的人 people reps rep person
        employees staff colleagues someone anyone everyone everybody newbies newcomers new_hires""",
    Part.RISK: """风险 离职风险 离职 流失 要走 想走 会走 跑路 要跑 想跑 不稳定 不稳 预警
        红色预警 留不住 高风险 危险 最危险 掉队 要掉队 要掉队了
        risky worry_about worried_about risk risks at_risk leave leaving quit quitting resign
        attrition likely_to_leave likely_to_quit about_to_leave about_to_quit""",
    Part.REMIND: """提醒 通知 推送 消息 免打扰 勿扰 推消息 发消息 提醒时间 打扰 打扰我 吵
        吵我 reminder reminders remind reminding notification notifications notify
        notices pushes push messages message messaging texting disturb bother_me
        quiet_hours do_not_disturb""",
    Part.LINK: "绑定 关联 绑 绑一下 绑定码 连接 link linking bind connect",
    Part.LINK | Part.HOW: "绑定不了 绑不了 绑不上 连起来",
    Part.ACCOUNT: "账号 帐号 账户 工号 微信 钉钉 飞书 account accounts id chat",
}
#: What is done to it, or asked of it.
_VERBS: dict[Part, str] = {
    Part.STUDY: "学 上 学到 上到 学习 看完 study learn take",
    Part.STUDY | Part.STATUS: """学到哪 学到哪了 学到哪儿 学到哪儿了 学到哪里 学到哪里了 上到哪了
        上到哪儿了 上到哪里了 学到第几门 上到第几门 学到第几门了 上到第几门了 学得怎么样
        学得咋样""",
    Part.STUDY | Part.WHAT: "学啥 学什么 学哪门 学哪个 上啥 上什么",
    Part.NEXT: """下一步 下一个 接下来 接着 接着该 然后 下面 下面要 后面 再 next after_that
        comes_next""",
    Part.SHOULD: "该 应该 应当 推荐 建议 should recommend",
    Part.NEED: """还差 差 还要 还需要 还需 需要 得 必须 才够 够 才行 才能 能过 才能过 要多少
        need needs must have_to required to_go pass to_pass to_hit to_reach to_meet till until
        before short away how_far far close from_my""",
    Part.ACT: "做 签 卖 开 出 成 成交 签单 要做 要签 要卖 得做 得签 close sell sign make",
    Part.DONE: """做了 签了 卖了 开了 出了 成了 成交了 完成 完成了 学完 学完了 上完 上完了 没学
        没上 没完 没学完 没上完 刚签了 刚签 刚成了 新签 签单了 done closed sold signed completed
        complete finished finish met reached reach hit track behind""",
    Part.SALES: """单 几单 多少单 单子 成单 出单 开单 新单 一单 新单子 订单 业绩 deal deals sale
        sales order orders""",
    Part.LEFT: """还剩 剩 剩下 剩余 还剩下 还有 没有 没 倒计时 还没 远 还远 left remaining
        remain countdown still open more""",
    Part.WHEN: """什么时候 啥时候 几点 几时 何时 几号 哪天 哪一天 到哪天 多久 多长 多长时间 几天
        多少天 日期 到什么时候 结束 几号结束 when how_long days day end ends ending end_of date
        over begin start_date end_date""",
    Part.DUE: """到期 快到期 过期 逾期 超期 截止 due overdue late deadline deadlines expired
        expiring""",
    Part.CHANGED: """变 变了 变成 改 改了 改成 改到 调整 调整了 调了 涨 涨了 降 降了 定 定的 设
        设的 changed change set raised lowered went_up went_down adjusted""",
    Part.HISTORY: "历史 来历 变动 变动记录 怎么定 怎么定的 怎么来 怎么来的 怎么算 怎么算的 history",
    Part.GUIDE: "带 带着 跟着 跟 带教我 指导 mentoring_me guiding coaching_me mentors_me",
    Part.WRITE: """提交 写 填写 补 补交 补填 补录 记 记录 记一下 记下 交 要记录 上交 submit add
        write file fill_in enter note_down""",
    Part.CHANGE: """换 换个 换一个 换一下 换掉 更换 调换 换人 能换人 想换 另外一个 别的 另一个
        change switch another different replace swap new other""",
    Part.DISLIKE: """不行 不想跟 不想要 不合适 合不来 处不来 不合 不适合 不喜欢 不满意 don't_fit
        dont_fit doesn't_fit don't_get_along dont_get_along not_get_along 太忙 没空 没时间
        见不到人""",
    Part.OFF: """关 关掉 关闭 关了 停 停掉 停止 取消 别 别再 不要 不要再 不要再发 不要发 别再发
        别老 不想 少 太多 太频繁 烦 烦死了 好烦 不 别发 don't dont stop turn_off disable off
        cancel no_more too_many anymore too_much less fewer""",
    Part.SETTING: """设置 设定 修改 开启 打开 开 时间 在哪 在哪里 哪里 频率 晚点 晚一点 晚些
        早点 晚上 夜里 半夜 周末 下班后 at_night weekends on_weekends after_work
        later setting settings preferences turn_on schedule how_often""",
    Part.UNREACHABLE: """联系不上 联系不到 收不到 收不到消息 没收到 发不到 发不出去 送不到
        找不到 unreachable cannot_be_reached can't_be_reached can_not_be_reached unable_to_reach
        not_reach cannot_reach can't_reach not_reachable""",
    Part.REPORT: "报单 报 上报 报上去 报一下 录 录进来 录一下 报个 report register",
    Part.REPORT | Part.WRITE: "登记 录入 填 填一下 log record",
    Part.STATUS: """怎么样 怎样 咋样 怎么样了 咋样了 如何 如何了 情况 近况 进度 进展 状态 状况
        完成情况 完成率 表现 总览 概况 汇报 汇总 表现如何 doing going progress status overview
        update updates rundown summary results performance how_is how_are how_r how's hows
        how_am_i""",
    Part.RECENT: "最近 近来 近期 目前 现在 recently lately so_far",
    Part.HOW: "怎么 咋 怎么弄 怎么办 在哪 去哪 去哪里 where how how_do_i",
    Part.HOW | Part.WRITE: "怎么写 怎么填 怎么交 怎么记",
    Part.PENDING: """待审核 等我审核 待我审核 等我点 要我审核 待我批 待我签 等我签
        待处理 待审批 待确认 待批 待我处理 待我审批 待我确认 要我处理 要我审批 要我批
        要我定 要我确认 等我处理 等我审批 等我批 等我确认 等我定 等着我 等我 没批 未批 没审批 未审批
        没确认 未确认 没处理 未处理 要处理 要审批 该我批 审批 pending waiting waiting_for_me
        waiting_on_me awaiting approval approvals to_approve to_confirm to_decide unconfirmed
        need_my_approval needs_my_approval 阈值建议 threshold_proposal threshold_proposals""",
    Part.USE: "用 使用 操作 用你 玩 use work",
    Part.YOU: "你 您 you 机器人 站稳 foothold bot",
    Part.WHO: """谁 哪些人 哪几个人 哪个人 几个人 有几个人 有谁 哪些员工 哪些同事 哪位 谁的 who
        who's whom which_people which_reps who_in""",
    Part.WHAT: """什么 啥 哪 哪门 哪些 哪个 哪几个 哪几门 哪门课 有哪些 有什么 有啥 叫什么 叫啥
        名字 是啥 干啥 干什么 干嘛 做啥 做什么 what whats wat wats wut which list""",
    Part.HOW_MUCH: """多少 几 几个 几门 几节 多少门 有多少 是多少 多远 how_much how_many""",
    Part.LIST: "名单 列表 清单 list lists",
    Part.COULD: "能 会 可以 可能 快 might could would can will likely possibly going_to",
    Part.WHY: "为什么 为啥 为何 凭什么 why how_come reason",
}
#: Words that can not turn a question about a topic into another one.
_BESIDE = """帮忙 from 离 距 距离 在 上了 学了 里 到 到哪 到哪了 是 的 了 我 自己 么 呀 吧 嘛 哈
    个 门 一下 一个 一些 这个 那个 今天的 新 card page info information detail currently already
    myself at on to for with in off it this that there a an am do does did has have been be is
    are get want wanna would_like i'd give show tell let see check my me i the of and or please
    pls plz hey hi ok 都 也 就 还 快要 申请 我想 我要 行不行 行 可以吗 好吗 可以 给 帮 老 再一个
    一位 次 苗头 迹象 倾向 征兆 打算 soon yet w r 联系方式 汇报一下 全部 都有谁 again 来着"""

_OF_MONEY = {part: COMMANDS[part] for part in (Part.GREETING, Part.COMMISSION, Part.PAY, Part.PLAN)}

#: Cuts a sentence about anything but money; what is of money stays apart, as its own parts.
TOPICS = Lexicon({Part.FILLER: FILLERS}, {Part.FILLER: _BESIDE}, _OF_MONEY, _NOUNS, _VERBS)
_OF_TOPICS = (
    Part.COURSE, Part.TARGET, Part.PROBATION, Part.TASK, Part.MENTOR, Part.MENTEE, Part.RECORD,
    Part.TEAM, Part.REMIND, Part.RISK,
)  # fmt: skip
#: The words that make a topic, for correcting typing errors.
TOPIC_NOUNS = frozenset(
    word
    for part in _OF_TOPICS
    for word in _NOUNS[part].split()
    if "_" not in word and "'" not in word
)
