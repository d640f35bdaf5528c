"""The words of money and of the bot itself: one table, in Chinese and English side by side.

`_` joins English words. What is asked of courses, targets, mentoring and teams has its own table
in `rules/topic_words.py`; the shapes of sentences are in `handlers/money_shape.py`.
"""

from __future__ import annotations

from rules.lexicon import Lexicon
from rules.part import Part

#: Words of which one, or one with a slot, makes a request. A new feature adds a row.
COMMANDS: dict[Part, str] = {
    Part.COMMISSION: """佣金 提成 业绩提成 销售提成 佣金收入 提成收入 提成记录 佣金记录 收入
        我的钱 我的收益 收益 提成款 明细 账单 抽成 yongjin ticheng commission commissions comm
        comms earnings my_money income statement payout payouts 钱到哪步了 钱到哪一步了 钱到哪步
        钱到哪了 钱到了没 钱到了吗 钱发了没 钱发了吗 钱到账了没 钱到账了吗 where_'s_my_money
        wheres_my_money where_is_my_money""",
    Part.EARN: """分到 多拿 多赚 多提 多得 多挣 赚 挣 拿 得 赚到 挣到 拿到 得到 到手 入账 进账
        赚钱 挣钱 提 提到 落袋 pocket pocketed bring_me earn earned earnt earning make made
        making get got getting take_home taken_home bring_home receive received""",
    Part.HOW_MUCH: """多少 多少钱 几多 几钱 几块钱 几块 有多少 是多少 几块 多多少 给多少 有没有
        多不多 how_much how_much_money what whats any anything any_money how_high how_am_i_doing
        how_am_i_looking what_happens what_would_happen""",
    Part.COULD: """能 可以 会 会怎样 会怎么样 会如何 会变成 变成 会是 可 能够 将 would could can
        will 'd 'll should_i""",
    Part.WHY: """为什么 为啥 为何 为毛 凭什么 凭啥 怎么回事 咋回事 什么原因 原因 啥原因 怎么会
        解释 解释一下 解释下 说明一下 依据 依据是什么 why how_come what_for explain explanation
        reason break_it_down break_down explain_to_me""",
    Part.HOW: """怎么 怎样 咋 如何 how where_does where_did""",
    Part.CALCULATED: """怎么算 怎么算的 怎么计算 怎么计算的 如何计算 怎样计算 咋算 咋算的
        怎么来的 咋来的 哪来的 哪里来的 怎么得出 怎么得来 怎么出来的 怎么算出来的 算出来的
        计算方式 计算方法 计算过程 算法 来源 怎么得到的 由来 计算方式是什么 计算方法是什么
        怎么个算法 怎么算出来 按什么算 按什么算的 how_did_you_calculate based_on how_did_you_get
        how_do_you_get how_did_we_get how_do_you_calculate show_me_the_math the_math the_maths
        calculated computed calculation worked_out work_out derived come_from came_from
        comes_from coming_from arrive_at arrived_at add_up adds_up""",
    Part.ODD: """这么 那么 这样 只有 只 才 就 少 低 高 少了 低了 多了 多 变 变少 变低 变高 变多
        减少 扣我钱 扣钱 扣了 下降 降 降了 掉了 不一样 变了 差 偏低 偏少 这么点 这点 一点 仅
        仅仅 so too very only just little low lower less small smaller high higher much few
        fewer that_little that_low drop dropped down fall fell decrease decreased change changed
        different off this_much that_much nothing zero bad reduced cut""",
    Part.ODD | Part.WRONG: """不对 不对吧 有异议 要申诉 申诉 算错 算错了 有误 搞错了 wrong incorrect
        not_right""",
    Part.CALCULATED | Part.WRONG: "算得不对 算的不对 算得对吗 算的对吗",
    Part.EARN | Part.HOW_MUCH: "给我多少 给了我多少 分多少 能分多少",
    Part.NOT: """没 没有 不是 还没有 无 not no 't didn hasn haven isn wasn doesn don""",
    Part.IT: """这个数 这个数字 那个数 这个 那个 这 它 这笔 那笔 这一笔 这数 结果 数字 这个金额
        这些 thing it its it_'s this that these number figure those numbers sum result
        this_number that_number""",
    Part.IT
    | Part.THIS_DEAL: """这单 那单 这一单 那一单 上一单 这个单子 那个单子 this_deal that_deal
        last_deal that_last_deal my_last_deal that_sale""",
    Part.STAGE: """发了没 发了吗 发没发 发了 发下来 什么时候发 啥时候发 什么时候到账 啥时候到账
        到账 到账了 到账了没 到账没 到哪步 到哪步了 到哪一步 到哪一步了 到哪了 走到哪步了
        走到哪一步了 paid paid_out been_paid get_paid got_paid""",
    Part.IF: """如果 假如 要是 假设 倘若 若 若是 万一 设想 试算 模拟 假定 if what_if suppose
        supposing assuming estimate say_i simulate""",
    Part.AGAIN: """再签 再成交 再卖 再卖出 再开 再出 再谈成 再做 再做成 再拿下 再来 再加 再多签
        再多卖 再搞定 再签单 再开单 再成 多签 多卖 多成交 多开 多做 再签下 再增加 再进""",
    Part.MORE: """另外 额外 再 another additional extra one_more more further on_top""",
    Part.DEAL: """签 卖 卖出 谈成 做成 拿下 搞定 签约 下单 单 合同 大单 小单 签下 deal sale sell
        close order contract sign land win book bring_in bringing_in closing selling signing""",
    Part.SALES: """签单 开单 出单 成单 成交 单子 订单 新单 业务 deals sales orders contracts""",
    Part.DONE: """签了 成交了 卖了 开了 签下了 开了单 签单了 开单了 成单了 出单了 拿下了 签过
        出了 谈了 做了 接了 谈成了 开单了吗 出单了吗 签单了吗 signed closed sold booked landed
        won""",
    Part.GOAL: """签多少 卖多少 成交多少 做多少 再签多少 再卖多少 再做多少 再成交多少 还要 还差
        还需要 才能 才可以 差多少 开多少 多签多少 几单 how_much_more how_many_more need_to_sell
        need_to_close what_sales what_deals which_deals what_orders how_much_sales how_far
        have_to do_i_need""",
    Part.LIST: """每单 每一单 每笔 每一笔 按单 逐单 逐笔 按客户 按单子 各单 每个单子 每张单子
        by_deal per_deal each_deal by_client by_customer
        per_client per_customer for_each_deal
        each_of_my_deals""",
    Part.HELP: """使用帮助 功能有哪些 有人吗 帮个忙 能问什么问题 不会用 i_need_help need_help
        instructions 功能列表 指令列表 帮帮我 你都会什么 你都会些什么 会些什么 怎么使用你
        怎么用你 帮助 帮助一下 帮忙 菜单 功能 指令 命令 使用说明 说明书 怎么用 怎么使用 怎么玩
        如何使用 你能做什么 你能干什么 你能干啥 你能干嘛 你会什么 你会干什么 你会做什么
        你可以做什么 你可以干什么 能做什么 能干什么 能干嘛 会什么 有什么功能 有哪些功能
        都有什么功能 你是谁 你是干什么的 可以问什么 能问什么 可以问你什么 我能问什么
        我可以问什么 我能问你什么 你能帮我什么 你能帮我做什么 能帮我做什么 教教我 救命 什么功能
        怎么问 使用方法 新手指南 help help_me menu commands command options usage manual guide
        what_can_you_do what_do_you_do what_can_i_ask what_can_i_ask_you what_can_i_do
        who_are_you how_do_i_use how_to_use how_do_you_work how_does_this_work what_are_you
        what_can_you_help_me_with what_can_you_help_with what_else_can_you_do get_started
        how_can_you_help""",
    Part.GREETING: """你好 您好 嗨 哈喽 哈啰 早 早安 早上好 上午好 下午好 晚上好 在吗 在不在
        在么 hi hello hey hiya yo good_morning good_afternoon good_evening morning start""",
    Part.LINK: """绑定 绑定码 关联 绑定账号 绑定账户 绑定我的账号 绑定工号 怎么绑定 如何绑定
        激活 激活码 绑 link link_code linking_code code link_me link_my_account bind
        binding_code activate activation_code how_do_i_link link_account connect_my_account""",
    Part.PAY: """工资 薪水 薪资 底薪 月薪 薪酬 奖金 业绩 绩效 发钱 打款 结算 发放 pay wage wages
        salary bonus payslip payroll formance payment money""",
    Part.PLAN: """方案 规则 政策 制度 比例 点数 档位 阶梯 提成比例 佣金比例 几个点 税率 扣 plan
        plans rate rates tier tiers percentage rule rules scheme policy""",
    Part.REMIND: """提醒 静音 勿扰 免打扰 拜访中 上班时间 工作时间 通知 reminder reminders mute
        snooze notification notifications disturb""",
    Part.OTHERS: """你 您 他 她 他的 她的 他们 她们 他们的 我们 我们的 咱们 大家 团队 同事
        同事的 师傅 徒弟 组员 小组 部门 公司 全员 所有人 谁 你的 别人 客户 经理 老板 每个人 排名
        第一名 his her their our we he she they team everyone everybody company department group
        colleague colleagues manager boss mentor customer client who whose your somebody anyone
        people you will_'s""",
}

#: Only words that can not turn a question into another one.
FILLERS = """哥们 兄弟 老铁 亲 大佬 那天 那周 那个月 谢谢 谢了 多谢 感谢 辛苦 辛苦了 谢谢你 把
    你帮我 你给我 你知道 你能 你能不能 你看 请你 麻烦你 您帮我 您能 我 我的 俺 俺的 咱 自己
    自己的 本人 本人的 个人 的 了 吗 呢 啊 呀 吧 呗 哦 哈 嘛 啦 么 哎 诶 喂 嗯 呃 请 请问 麻烦
    拜托 劳驾 帮 帮我 给我 替我 跟我 让我 帮忙查 查 查看 查询 查下 查一下 查查 看 看看 看下
    看一下 瞧 瞧瞧 瞅瞅 显示 展示 列出 列一下 调出 报 报一下 报下 告诉 告诉我 说 说说 说下 讲讲
    问 问下 问一下 问问 想 想问 想问下 想问一下 想看 想知道 想查 要 我要 要看 了解 了解一下 知道
    算 算算 算下 算一下 算了 算一算 统计 统计一下 汇总 一下 下 一共 总共 总 总计 合计 共 累计
    全部 所有 目前 现在 当前 此刻 到现在 至今 到目前 到目前为止 目前为止 截至 截止 截至目前
    截止目前 截止到 截至到 为止 到 已经 已 是 有 在 都 又 那 那我 然后 以及 大概 大约 差不多
    左右 应该 估计 预计 预估 预期 实际 具体 详细 详情 清单 情况 怎么样 咋样 如何了 数 数额 金额
    总额 额 钱 个 来 里 里面 里头 这里 发我 发给我 给个 怎么查 怎么看 在哪看 在哪查 哪里看
    哪里查 去哪看 税前 元 块 一单 一个 可不可以 能不能 能否 可否 是不是 行吗 方便吗 方便 好吗 好
    好的 还有 待发放 待发 已确认 站稳 机器人 小助手 助手 啥 是啥 最近 近期 近来 最新 的话 期间
    这段时间 快 赶紧 马上 直接 简单 只看 哒 滴 吼 咧 噢 喔 哟 刚 刚刚 刚才 thanks thank_you thx
    ty cheers can_you could_you would_you will_you do_you_know ok foothold bot i me my mine
    myself 've 's 'm 're the a an is are was were am do does did have has had been be being
    please pls plz kindly show see view check give tell let know want like look looking at up
    find fetch display pull list lookup review send me_my to_know to_see want_to_know
    want_to_see i'd_like_to like_to like_to_know wanna gimme about for of in on from during
    the_whole so_far to_date up_to_now until_now till_now as_of_now now currently right_now
    at_the_moment already total overall altogether sum_total in_total and okay some there out
    quick quickly quick_question amount amounts details detail summary report breakdown balance
    expected estimated pending confirmed current latest recent recently to_me_about how_is
    how_are how_'s hows which with then by as well also per into all moment just_now
    where_can_i_see how_do_i_see how_can_i_see how_do_i_check where_do_i_see go ahead run
    it_for_me for_me bucks worth me_know we_got_so_far yet dear sir buddy mate man actually
    basically today's roughly approximately approx around"""

#: Cuts a sentence about money.
PHRASES = Lexicon(COMMANDS, {Part.FILLER: FILLERS})
