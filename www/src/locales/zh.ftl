# 简体中文。章节号指 Castro 与 Liskov《Practical Byzantine Fault Tolerance》，OSDI 1999。
# 用词，一个概念一个词：序号（sequence number）；编号只用于副本、客户端、视图等。回复（REPLY、reply），结果（result）。事件。
# 请求：客户端发起（submit），副本受理（accept）；提交只指 COMMIT。已准备、准备证书；本地提交。法定人数；票，投票。
# 视图切换（view change），发起到视图 v 的切换。低水线 h、高水线 H。主节点、备份节点。广播（multicast）、重传（retransmit）、在途。
# 作恶（lie、misbehave）、恶意（拜占庭）副本、正确的副本；作恶证据；矛盾消息；合谋、同伙。容忍 f 个故障。保证、不变式、违反。
# 宕机、重启、暂停、恢复运行；停滞（stall）；清除日志（discard）；拉取（fetch）；安装状态（install）；定时器超时；批次；集群图（stage）。
# 量词：一个副本、一条消息、一个请求、一张票。汉字与字母、数字之间空一格，标点用全角。
# 变量：$Node 用于句首，$node 用于句中。

## 框架

element-label = PBFT 实验室
scene = 场景
shelf-course = 十二课：先预测，再验证
shelf-lessons = 课程
shelf-attacks = PBFT 能容忍的攻击（故障副本不超过 f 个）
shelf-collusion = 超出容错上限（故障副本多于 f 个）
shelf-questions = 常见问题：有这条规则与没有它
shelf-own = 你的场景
about = 观察要点：
about-changed = 这次运行的设置与场景不同。原场景的观察要点：
title-changed = { $title }（已更改设置）
replicas = 副本数
seed = 种子
seed-hint = 种子相同，运行就完全相同，每条消息都一样
quorums =
    { $f ->
        [0] { $n ->
            [1] 不容忍恶意（拜占庭）副本 · 唯一的副本独自决定
           *[other] 不容忍恶意（拜占庭）副本 · 法定人数：{ $n } 票中的 { $quorum } 票
        }
       *[other] 可容忍 { $f } 个故障副本 · 法定人数：{ $n } 票中的 { $quorum } 票
    }
language = 语言
language-name = 简体中文
language-direction = ltr
theme = 配色
theme-auto = 跟随系统
theme-light = 浅色
theme-dark = 深色
cluster = n = { $n } · f = { $f } · 法定人数 { $quorum }
cluster-label = 集群与种子
cluster-hint = 副本数、种子、网络与超时
cluster-all = 全部设置…
cluster-why = 为什么 n ≥ 3f + 1？
look-label = 语言、配色与字号
present = 演示模式
text-size = 字号
text-size-value = { $percent }%
tabs-label = 面板
tab-timeline = 时间线
tab-lesson = 课程
tab-events = 事件
tab-votes = 投票
tab-replica = 副本
tab-messages = 消息
transport-more = 速度、运行条件与转到请求
position-count = 第 { $step } 步，共 { $last } 步
close = 关闭
section = § { $number }
section-title = 论文第 { $number } 节
starting = 正在启动引擎……
clock = { $time } 毫秒

## 控制

transport-label = 播放控制
play = 播放
pause = 暂停
step = 单步
step-hint = 前进一步
back = 后退
back-hint = 后退一步
moment = 时刻
moment-hint = 到目前为止的每一步：拖动滑块，或用方向键
moment-value = 第 { $step } 步，共 { $last } 步，{ $time } 毫秒
request-go = 转到请求
request-go-hint = 转到某个请求开始的那一步
request-count = 共 { $count } 个
request-go-there = 转到
request-numbered = 请求 { $number }
futures-label = 这次运行的分支
futures-short = 分支 { $number } / { $count }
futures-first = 这次运行有 { $count } 个分支。当前是最初的分支，其余分支都已保留。
futures-other = 你在第 { $step } 步之后的改动产生了一个新分支。当前是 { $count } 个分支中的第 { $number } 个，其余分支都已保留。
futures-restarted = 你从头重新开始了。当前是 { $count } 个分支中的第 { $number } 个，其余分支都已保留。
future-first = 分支 { $number }：最初的运行
future-other =
    分支 { $number }：{ $step ->
        [0] 从头开始
       *[other] 第 { $step } 步之后
    }，{ $command }
future-restarted = 分支 { $number }：从头开始，不含你的改动
reset = 重新开始
reset-hint = 从头重放这次运行，不含你的改动。当前分支会保留。
speed = 速度
speed-value =
    { $pace ->
        [real] 实时
        [faster] 实时的 { $speed } 倍
       *[slower] 实时的 { $speed }
    }
request-client = 发送请求的客户端
request-of = 客户端 { $id } 的请求
request-label = 客户端请求：
send = 发送请求
send-short = 发送
why-short = 为什么？
menu-panel = 在面板中查看更多
paused =
    { $reason ->
        [rest] 静止
       *[other] 已暂停
    }
paused-why =
    { $reason ->
        [answer] · 正在显示解释
        [look] · 正在查看消息或链路
        [violation] · 有不变式被违反
        [chapter] · 本章等待你继续
        [question] · 有一个问题等你回答
        [task] · 轮到你了
        [goal] · 所等的事件已发生
        [end] · 后面没有待处理的事件
        [rest] · 后面没有待处理的事件
        [request] · 发送一个请求即可继续
       *[reader] · 由你暂停
    }
continue = 继续
palette-label = 故障
palette-tool =
    { $tool ->
        [crash] 宕机
        [pause] 暂停
        [lie] 作恶
        [slow] 变慢
        [cut] 切断
        [drop] 丢弃
       *[split] 分区
    }
palette-hint =
    { $tool ->
        [crash] 宕机：选中后点击一个副本，它停止运行，发给它的消息都会丢失。
        [pause] 暂停：选中后点击一个副本，发给它的消息会排队。
        [lie] 作恶：选中后点击一个副本或客户端，让它成为拜占庭节点。
        [slow] 变慢：选中后选择一条链路，或它两端的节点，消息要花 200 到 300 毫秒。
        [cut] 切断：选中后选择一条链路，或它两端的节点，消息不再通过。
        [drop] 丢弃：选中后在集群图上或“消息”标签页中选择一条在途消息，它就会丢失。
       *[split] 分区：选中后画一条线，两边的节点将无法通信。
    }按 Esc 键放下工具。
palette-use =
    { $tool ->
        [crash] 点击要宕机的副本。
        [pause] 点击要暂停的副本。
        [lie] 点击要作恶的副本或客户端。
        [slow] 点击一条链路，或它两端的节点。
        [cut] 点击一条链路，或它两端的节点。
       *[drop] 点击一条在途消息。
    }按 Esc 键放下工具。
present-end = 结束演示

## 集群图

matrix-from = 从
matrix-to = 到
stage-label = 集群。选择一个副本，可让它宕机、重启、暂停或作恶。按 Shift 加方向键可移动它。
replica-label =
    副本 { $id }，视图 { $view } 的{ $role ->
        [primary] 主节点
       *[backup] 备份节点
    }，{ $health ->
        [down] 已宕机
        [paused] 已暂停
       *[up] 运行中
    }。{ $state }{ $lies }{ $timer }
replica-phase =
    { $phase ->
        [empty] { $have ->
            [0] 尚无 PRE-PREPARE
           *[other] { $have } / { $need } 票，尚无 PRE-PREPARE
        }
        [pre-prepared] 已预准备：{ $have } / { $need } 票
        [prepared] 已准备：COMMIT { $have } / { $need }
        [committed-local] 已提交
        [executed] 已执行
        [changing] 等待视图 { $view } 的 NEW-VIEW
       *[none] 空闲
    }
replica-phase-brief =
    { $phase ->
        [empty] { $have ->
            [0] 未预准备
           *[other] { $have } / { $need } 票
        }
        [pre-prepared] 准备 { $have } / { $need }
        [prepared] 提交 { $have } / { $need }
        [committed-local] 已提交
        [executed] 已执行
        [changing] → 视图 { $view }
       *[none] 空闲
    }
caption-replica =
    { $role ->
        [primary] 副本 { $id } · 主节点
        [next] 副本 { $id } · 下一主节点
        [next-brief] 副本 { $id } · 下一主节点
       *[backup] 副本 { $id }
    }
label-timer =
    { $timer ->
        [request] 。{ $left } 毫秒后它将怀疑主节点。
        [new-view] 。{ $left } 毫秒后它将切换到下一个视图。
       *[client] { $left } 毫秒后它将向所有副本重传请求。
    }
caption-timer =
    { $timer ->
        [request] { $left } 毫秒后切换视图
        [new-view] { $left } 毫秒后进入下一视图
       *[client] { $left } 毫秒后重传
    }
stage-latency =
    { $spread ->
        [none] { $min } 毫秒
       *[range] { $min }–{ $max } 毫秒
    }
badge-view = 视图 { $view }
badge-view-wanted = → 视图 { $view }
caption-health =
    { $health ->
        [down] 已宕机
        [paused] 已暂停
       *[up] 运行中
    }
client-name = 客户端
client-name-of-many = 客户端 { $id }
client-label = { $name }。{ $state }{ $lies }{ $timer }
label-lies =
    { $node ->
        [client] 它在作恶：{ $strategies }。
       *[replica] 。它在作恶：{ $strategies }
    }
caption-liar-brief = 作恶副本 { $id }
caption-liar = { $name } · 作恶
client-idle = 尚无请求
client-waits =
    等待“{ $operation }”的结果：需要 { $need } 条匹配的回复，已有 { $have } 条{ $queued ->
        [0] 。
       *[other] ；还有 { $queued } 个请求在排队。
    }
client-answered =
    “{ $operation }”的结果是“{ $result }”（{ $need ->
        [1] 1 条回复
       *[other] { $need } 条匹配的回复
    }）。
caption-client-waits = { $operation }：{ $have } / { $need }
caption-client-answered = { $operation } → { $result }
caption-replies-brief = 回复 { $have } / { $need }
caption-dot = {" · "}
caption-queued = 还有 { $queued } 个排队
caption-result = → { $result }

## 步骤

steps-label = 一个请求的五个阶段
step-name =
    { $number }. { $kind ->
        [request] 请求
        [pre-prepare] 预准备
        [prepare] 准备
        [commit] 提交
       *[reply] 回复
    }
step-about =
    { $kind ->
        [request] 客户端把请求发给主节点。
        [pre-prepare] 主节点为请求分配序号。
        [prepare] 各备份节点广播自己接受了哪个请求。
        [commit] 已准备的副本广播 COMMIT。
       *[reply] 各副本按序执行并回复客户端。
    }
step-count =
    { $kind ->
        [request] { $have ->
            [0] 尚未发送
           *[other] 已发送
        }
        [pre-prepare] { $of } 个中 { $have } 个已预准备
        [prepare] { $of } 个中 { $have } 个已准备
        [commit] { $of } 个中 { $have } 个已提交
       *[reply] 匹配的回复 { $have } / { $of }
    }

## 图例

legend-label = 在途消息，按种类
legend-toggle = 显示或隐藏这种消息
legend-filtered = 隐藏的消息不显示，但仍会送达。
kind-name =
    { $kind ->
        [request] 请求
        [pre-prepare] 预准备
        [prepare] 准备
        [commit] 提交
        [reply] 回复
        [checkpoint] 检查点
        [view-change] 视图切换
        [new-view] 新视图
        [state] 状态
        [fetch-state] 拉取状态
        [status] 进度
       *[other] 其他
    }

## 节点菜单

## Faults from the start

palette-set-up = 预设
palette-set-up-hint =
    { $count ->
        [0] 预先设置：从运行开始就存在的故障。
       *[other] 预先设置：有 { $count } 个故障从运行开始就存在。
    }
set-up-title = 预先设置
set-up-open = 预先设置…
set-up-about = 这些故障从运行一开始就存在，早于第一个请求。链接和保存的场景都包含它们。
set-up-list = 从一开始
set-up-none = 没有故障：所有节点都正确，所有链路都畅通。
set-up-new = 添加故障
set-up-change = 修改故障
set-up-kind = 故障
set-up-kind-name =
    { $kind ->
        [crash] 宕机
        [pause] 暂停
        [lie] 作恶（拜占庭）
        [slow] 链路变慢
        [cut] 切断链路
       *[partition] 分区
    }
set-up-node = 节点
set-up-strategy = 策略
set-up-useful = 最常用
set-up-from = 一端
set-up-to = 另一端
set-up-both = 双向
set-up-add = 添加
set-up-save = 修改
set-up-cancel = 取消
set-up-edit = 编辑
set-up-edit-one = 编辑：{ $text }
set-up-remove = 移除
set-up-remove-one = 移除：{ $text }
set-up-start =
    { $count ->
        [0] 不带故障开始运行
       *[other] 带着这 { $count } 个故障开始运行
    }
set-up-crash = { SPACED($Node) }处于宕机状态。
set-up-pause = { SPACED($Node) }处于暂停状态。
set-up-lie = { SPACED($Node) }作恶：{ $strategy }。
set-up-slow =
    { $way ->
        [one] 从{ SPACED($from) }到{ SPACED($to) }的消息需要 { $min } 到 { $max } 毫秒。
       *[both] { SPACED($from) }与{ SPACED($to) }之间的消息需要 { $min } 到 { $max } 毫秒。
    }
set-up-cut =
    { $way ->
        [one] 从{ SPACED($from) }到{ SPACED($to) }的链路被切断。
       *[both] { SPACED($from) }与{ SPACED($to) }之间的链路被切断。
    }
set-up-partition =
    { $way ->
        [one] 单向分区，前面的组发出的消息到不了后面的组：{ $sides }。
       *[both] 网络被分区：{ $sides }。
    }

menu-replica =
    { $role ->
        [primary] 副本 { $id }，主节点
       *[backup] 副本 { $id }
    }
menu-state =
    { $health ->
        [down] 已宕机：不收也不发消息。
        [paused] 已暂停：收到的消息在排队。
       *[up] 视图 { $view }，已执行到序号 { $executed }。当前：{ $state }。
    }
menu-crash = 宕机
menu-crash-about = 它停止运行，发给它的消息都会丢失。
menu-pause = 暂停
menu-pause-about = 它只是变慢，没有宕机：发给它的消息会排队。
menu-resume = 恢复运行
menu-resume-about = 它开始处理排队的消息。
menu-restart-kept = 重启，保留磁盘
menu-restart-kept-about = 重启后从磁盘恢复状态。
menu-restart-lost = 重启，磁盘丢失
menu-restart-lost-about = 重启后只剩密钥，暂时不能投票。
menu-lie = 让它作恶（拜占庭）……
menu-lie-more = 再加一种作恶方式……
menu-lie-about = 它继续运行，但不再遵守协议。
menu-lies = 它在作恶：{ $strategies }。
menu-honest = 重新遵守协议
menu-honest-about = 它重新遵守协议，但已发出的消息无法撤回。
menu-send = 发送请求
menu-send-about = 在请求框中填写它的操作。

## 时间线

timeline-title = 时间线
timeline-label = 时间线：按节点和时间显示消息与事件
timeline-scrubber = 时间滑块
timeline-keys = 左右方向键：沿时间移动。加号和减号：缩放。上下方向键：选择上一个或下一个事件。W：解释所选事件。G：章节旗标。Home：整个运行。End：当前时刻。Enter：转到所选事件。Escape：取消选择。
timeline-now = 第 { $step } 步，{ $time } 毫秒
timeline-buttons = 时间线的显示范围
timeline-zoom-in = 放大
timeline-zoom-out = 缩小
timeline-fit = 整个运行
timeline-larger = 放大时间线
timeline-smaller = 缩小时间线
timeline-fork = 分支 { $branch }
timeline-flags = 时间线上的章节
timeline-flag = 第 { $number } 章，{ $time } 毫秒
timeline-fit-hint = 显示从开始到现在的整个运行
timeline-follow = 跟随
timeline-follow-hint = 以当前缩放比例跟随运行
timeline-hint-touch = 拖动可移动，用按钮缩放。点按箭头或标记可选中它。
timeline-hint = 拖动可移动。按住 Ctrl 并转动滚轮可缩放。点击箭头或标记可选中它。
timeline-key = 时间线图例
timeline-text = 时间线的文字版
timeline-text-count =
    { $count ->
        [0] 这段时间内没有重要事件。
       *[other] 这段时间内有 { $count } 个事件{ $left ->
            [0] 。
           *[other] ，此处列出最后 { $shown } 个。
        }
    }
timeline-lane =
    { $role ->
        [client] { $width ->
            [narrow] C
           *[wide] 客户端
        }
        [client-of-many] { $width ->
            [narrow] C{ $id }
           *[wide] 客户端 { $id }
        }
       *[replica] { $width ->
            [narrow] R{ $id }
           *[wide] 副本 { $id }
        }
    }
timeline-view = 视图 { $view }
timeline-phase =
    { $width ->
        [narrow] { $kind }
       *[wide] { $kind }{ $number ->
            [0] {""}
           *[other] {" "}{ $number }
        }
    }
timeline-requests =
    { $width ->
        [narrow] { $first }–{ $last }
       *[wide] 序号 { $first }–{ $last }
    }
timeline-time =
    { $unit ->
        [s] { $time } 秒
       *[ms] { $time } 毫秒
    }
timeline-message =
    { SPACED($from) }发给{ SPACED($to) }的{ $kind }{ $number ->
        [0] {""}
       *[other] {" "}{ $number }
    }{ $aside }：{ $sent } 毫秒发出{ $fate ->
        [sent] {""}
        [lost] ，{ $time } 毫秒丢失
        [refused] ，{ $time } 毫秒被拒绝
        [forged] ，{ $time } 毫秒因伪造被拒绝
       *[arrived] ，{ $time } 毫秒到达
    }。
timeline-line = { $time } 毫秒：{ $text }
timeline-moment-of = { $Node }：{ $mark }，{ $time } 毫秒。
timeline-mark =
    { $mark ->
        [submit] 发起一个操作
        [request-accepted] 受理请求 { $number }
        [pre-prepared] 已预准备，视图 { $view } 中的序号 { $number }
        [prepared] 已准备，视图 { $view } 中的序号 { $number }
        [committed-local] 已提交，视图 { $view } 中的序号 { $number }
        [executed] 已执行序号 { $number }
        [result-accepted] 接受请求 { $number } 的结果
        [checkpoint-taken] 在序号 { $number } 处生成检查点
        [stable] 序号 { $number } 处的检查点已稳定
        [timeout] 定时器超时
        [view-change-started] 发起到视图 { $view } 的切换
        [view-entered] 进入视图 { $view }
        [state-transferred] 安装序号 { $number } 处的状态
        [crash] 宕机
        [restart] 重启
        [pause] 暂停
        [resume] 恢复运行
        [partition] 网络被分区
        [heal] 网络分区恢复
        [conflicting-replies] 从同一副本收到两条不同的回复
        [evidence-found] 持有节点作恶的签名证据
        [script-failed] 脚本出错，因此不发送任何消息
        [script-refused] 脚本的一项操作被拒绝
       *[alarm] 检测到不变式被违反
    }
timeline-mark-name =
    { $mark ->
        [submit] 发起请求
        [request-accepted] 受理请求
        [pre-prepared] 已预准备
        [prepared] 已准备
        [committed-local] 已提交
        [executed] 已执行
        [result-accepted] 接受结果
        [checkpoint-taken] 检查点
        [stable] 稳定检查点
        [timeout] 超时
        [view-change-started] 视图切换
        [view-entered] 新视图
        [state-transferred] 安装状态
        [crash] 宕机
        [restart] 重启
        [pause] 暂停
        [script-failed] 脚本出错
        [script-refused] 脚本操作被拒绝
        [conflicting-replies] 两条不同的回复
       *[evidence-found] 作恶证据
    }

## 事件

events-title = 事件日志
events-detailed = 包括消息和定时器
events-none = 还没有事件。
events-earlier = 显示更早的 { $count } 个事件
events-dropped = 更早的 { $count } 个事件不再保留。
everybody = 所有副本
nobody = 未知发送者
list-comma = 、
list-and = {" 和 "}
list-semicolon = ；
list-groups = {" | "}
list-sides = {" · "}
list-more = {" "}等，另有 { $more } 个
nodes-of-both =
    { $count ->
        [1] { $replicas } 和{ $clients }
       *[other] { $replicas }，以及{ $clients }
    }
# SPACED：名字若以数字或字母结尾，就在它与后面的汉字之间留一个空格。
node-short = 副本 { $id }
node-replica = 副本 { $id }
node-replicas = 副本 { $ids }
node-client = 客户端
node-client-of-many = 客户端 { $id }
node-clients = 客户端 { $ids }
event-sent = { SPACED($Node) }向{ SPACED($to) }发送 { $message }。
event-delivered = { SPACED($Node) }收到{ SPACED($from) }发来的 { $message }。
# 一条消息和它的内容：序号，或者请求、回复的值。
message-named =
    { $about ->
        [both] { $message }（序号 { $seq }，{ $value }）
        [seq] { $message }（序号 { $seq }）
        [value] { $message }“{ $value }”
       *[none] { $message }
    }
packet-named = { SPACED($from) }发给{ SPACED($to) }的 { $message }
packet-numbered = 消息 { $packet }
event-duplicated = 网络把{ SPACED($from) }发给{ SPACED($node) }的 { $message } 复制了一份。
event-dropped =
    { SPACED($from) }发给{ SPACED($to) }的 { $message } 被丢弃：{ $why ->
        [lost] 网络随机丢包
        [link-down] 链路已切断
        [partitioned] 网络被分区
        [recipient-down] 接收者已宕机
        [sender-down] 发送者在发出之前宕机
        [by-hand] 你丢弃了它
        [limit] 在途消息太多
       *[other] 没有这个节点
    }。
event-timer = { $Node }：定时器“{ $timer }”超时。
event-taken-up = { SPACED($Node) }处理暂停期间排队的命令。
event-crashed = { SPACED($Node) }在一步执行到一半时宕机。
fact-request-sent =
    { $target ->
        [all] { SPACED($Node) }没有及时得到回复，向所有副本重传请求 { $number }{ $aside }。
       *[primary] { SPACED($Node) }签名请求 { $number }{ $aside }，发给主节点。
    }
fact-reply-counted =
    { SPACED($From) }{ $many ->
        [yes] 向{ SPACED($node) }回复
       *[no] 回复
    }{ $said ->
        [no] {""}
       *[yes] “{ $result }”
    }；{ $enough ->
        [over] 匹配的回复已有 { $have } 条，而只需要 { $need } 条。
       *[upto] 匹配的回复 { $have } / { $need }。
    }
fact-result-accepted = { SPACED($Node) }接受结果“{ $result }”。
fact-submit-refused = { SPACED($Node) }不能再排入请求：已有 { $limit } 个在排队。
fact-request-accepted = { SPACED($Node) }受理{ SPACED($client) }的请求 { $number }。
fact-reply-resent = { SPACED($Node) }已经执行过{ SPACED($client) }的请求 { $number }，重传保存的回复。
fact-pre-prepared =
    { $role ->
        [primary] { SPACED($Node) }是主节点，在视图 { $view } 中分配序号 { $seq }{ $aside }。
       *[backup] { SPACED($Node) }接受序号 { $seq } 的 PRE-PREPARE{ $aside }。
    }
fact-prepared = { SPACED($Node) }已准备：持有视图 { $view } 中序号 { $seq } 的准备证书{ $aside }。
fact-committed-local = { SPACED($Node) }收到的匹配 COMMIT 达到法定人数：序号 { $seq } 本地提交{ $aside }。
fact-executed =
    { SPACED($Node) }执行序号 { $seq }：{ $count ->
        [0] 空请求
       *[other] { $what }
    }。
executed-one = “{ $operation }”返回“{ $result }”
executed-before = “{ $operation }”已执行过，跳过
executed-more = {" "}等
fact-checkpoint-taken = { SPACED($Node) }在序号 { $seq } 处生成检查点{ $aside }。
fact-stable = { SPACED($Node) }在序号 { $seq } 处有了稳定检查点{ $aside }，清除到此为止的日志。
fact-view-change-started =
    { SPACED($Node) }发起到视图 { $view } 的切换：{ $why ->
        [request-timeout] 请求定时器超时
        [new-view-timeout] 新视图定时器超时
        [joined] 已有 f + 1 个其他副本转向更晚的视图
       *[invalid-new-view] 新主节点的 NEW-VIEW 无效
    }。
fact-view-entered =
    { $role ->
        [primary] { SPACED($Node) }作为主节点启动视图 { $view }。
       *[backup] { SPACED($Node) }进入视图 { $view }。
    }
fact-state-transfer-started = { SPACED($Node) }开始状态传输，目标是序号 { $seq } 或更大的序号。
fact-state-transferred = { SPACED($Node) }安装序号 { $seq } 处经过证明的状态。
fact-restarted =
    { $disk ->
        [lost] { SPACED($Node) }重启，但丢失了磁盘：它接收消息，暂时不能投票。
       *[kept] { SPACED($Node) }重启；磁盘上是{ $executed ->
            [0] 初始状态。
           *[other] 序号 { $executed } 处的状态。
        }
    }
fact-reintegrated = { SPACED($Node) }恢复投票：序号大于 { $seq }，视图 { $view } 及以后的视图。
# 消息的签名者不一定是它的发送者：发送者可能伪造或转发了它。
fact-message-refused =
    { $relayed ->
        [yes] { SPACED($Node) }拒绝由{ SPACED($sender) }发来、署名{ SPACED($from) }的 { $message }：{ $sentence }。
       *[no] { SPACED($Node) }拒绝{ SPACED($from) }的 { $message }：{ $sentence }。
    }
refused-malformed = 它不是格式正确的消息
refused-not-a-member = 它的签名者不是集群成员
refused-bad-signature = 它的签名与所称的发送者不符
refused-wrong-view = 它属于视图 { $got }，而副本在视图 { $at }
refused-view-change-pending = 副本正在等待视图 { $view } 的 NEW-VIEW
refused-outside-window = 序号 { $seq } 在窗口之外（应大于 { $low } 且不超过 { $high }）
refused-not-from-primary = 它由副本 { $signer } 签名，而主节点是副本 { $primary }
refused-prepare-from-primary = 主节点的一票就是它的 PRE-PREPARE，它不发送 PREPARE
refused-digest-mismatch = 摘要与批次不符
refused-bad-batch = 批次无效
refused-bad-request-in-batch = 批次中有一个请求没有客户端的有效签名
refused-conflicting-pre-prepare = 在这个视图中，这个序号已有另一个批次
refused-conflicting-vote = 它与发送者此前的一票矛盾
refused-duplicate = 它已经收到过
refused-own-message = 它是副本自己的消息，又传了回来
refused-old-timestamp = 请求 { $got } 不晚于已执行的请求 { $last }
refused-another-pending = 这个客户端已有一个请求在等待
refused-operation-too-long = 操作有 { $bytes } 字节，最多允许 { $limit } 字节
refused-read-only = 没有实现只读优化
refused-bad-checkpoint-number = 序号 { $seq } 处的检查点已经稳定，或者该处不设检查点
refused-invalid-view-change = 这条 VIEW-CHANGE 无效
refused-invalid-new-view = 这条 NEW-VIEW 不能由它所附的 VIEW-CHANGE 得出
refused-stale-view = 视图 { $got } 不晚于视图 { $at }
refused-old-counter = 它是旧消息：计数器没有增长
refused-not-wanted = 没有请求过它
refused-bad-proof = 它的证明无效
refused-not-for-me = 这类节点不处理这种消息
refused-no-such-request = 没有这个未完成的请求
refused-answered-already = 它的请求已有结果
refused-rate-limited = 频率限制：刚刚回应过发送者
offence-conflicting-pre-prepares = 同一序号的两条 PRE-PREPARE
offence-conflicting-prepares = 同一序号的两条 PREPARE
offence-conflicting-commits = 同一序号的两条 COMMIT
offence-conflicting-checkpoints = 同一检查点的两个状态摘要
offence-conflicting-new-views = 同一视图的两条 NEW-VIEW
offence-prepare-by-primary = 主节点从不发送的 PREPARE
offence-hidden-certificate = 隐瞒了准备证书的 VIEW-CHANGE
offence-invalid-view-change = 无效的 VIEW-CHANGE
offence-invalid-new-view = 无效的 NEW-VIEW
offence-conflicting-requests = 同一时间戳的两个请求
fact-conflicting-replies = { SPACED($Node) }从{ SPACED($replica) }收到对同一请求的两条不同的回复{ $aside }。
fact-evidence-found = { SPACED($Node) }持有{ SPACED($culprit) }作恶的签名证据：{ $offence }{ $aside }。
fact-alarm =
    { SPACED($Node) }检测到故障副本不超过 f 个时不可能出现的情况：{ $alarm ->
        [conflicting-decisions] 序号 { $number } 有两个批次已提交
        [diverged] 它自己在序号 { $number } 处的状态，不是法定人数所证明的状态
        [conflicting-results] 请求 { $number } 有两个结果，各有 f + 1 条回复
       *[conflicting-certificates] 序号 { $number } 在同一个视图中有两个批次已准备
    }。
fact-script-failed = { SPACED($Node) }的脚本出错，因此它在这一步不发送任何消息：“{ $error }”。
fact-script-refused = { SPACED($Node) }的脚本有一项操作被拒绝：“{ $error }”。
command-submit = { SPACED($Node) }发起请求“{ $operation }”。
command-crash = { SPACED($Node) }宕机。
command-restart =
    { $disk ->
        [lost] { SPACED($Node) }重启，磁盘丢失。
       *[kept] { SPACED($Node) }重启，磁盘保留。
    }
command-pause = { SPACED($Node) }被暂停。
command-resume = { SPACED($Node) }恢复运行。
command-behave = { SPACED($Node) }从现在起作恶：{ $strategies }。
command-honest = { SPACED($Node) }重新遵守协议。
command-twin = { SPACED($Node) }用同一把密钥运行两份：{ $sides }。
command-clientBehave =
    { $conduct ->
        [honest] { SPACED($Node) }重新遵守协议。
       *[byzantine] { SPACED($Node) }从现在起作恶：{ $strategies }。
    }
command-partition =
    { $way ->
        [ordered] 单向分区，前面的组发出的消息到不了后面的组：{ $groups }。
        [one] 单向分区：{ SPACED($from) }发出的消息到不了{ $to }。
       *[both] 网络被分区：{ $groups }。
    }
command-heal = 网络恢复：没有分区，也没有改动过的链路。
command-link = 从{ SPACED($from) }到{ SPACED($to) }的链路现在{ SPACED($changes) }。
command-link-both = { SPACED($from) }与{ SPACED($to) }之间的链路现在双向{ SPACED($changes) }。
link-change =
    { $change ->
        [cut] 被切断
        [up] 恢复通行
        [held] 暂扣消息
        [released] 放行暂扣的消息
        [constant] 需要 { $ms } 毫秒
        [range] 需要 { $min } 到 { $max } 毫秒
        [mean] 需要 { $min } 到 { $max } 毫秒，平均 { $ms } 毫秒
        [loss] 每 { $of } 条消息丢失 { $hits } 条
        [duplicate] 每 { $of } 条消息重复 { $hits } 条
       *[reorder] 每 { $of } 条消息乱序 { $hits } 条
    }
command-drop = 手动丢弃了{ $what }。
command-deliver = 手动送达了{ $what }。
command-duplicate = 手动复制了{ $what }。
command-delay = { SPACED($what) }被延迟 { $ms } 毫秒。
command-timeout = { $Node }：手动让定时器“{ $timer }”超时。
command-refused = { $command }被拒绝：{ $why }

## 集群图上方的句子

head-start =
    { $n ->
        [1] 只有一个副本，由它独自决定。它一出故障，服务就停止。
       *[other] { $n } 个副本各保存同一个小型键值库的一份拷贝。{ $f ->
            [0] 只要没有副本作恶，每次改动都能达成一致。
           *[other] 其中任意 { $f } 个可以宕机或作恶，其余副本仍能达成一致。
        }
    }
head-value-unknown = 该请求
head-request-sent =
    { $target ->
        [all] 没有及时得到回复：{ SPACED($name) }向所有副本重传请求{ $aside }。
        [one] { SPACED($Name) }签名请求{ $aside }，发给主节点，也就是戴王冠的{ $to }。
       *[primary] { SPACED($Name) }签名请求{ $aside }，发给主节点，也就是戴王冠的副本。
    }
head-submit =
    { $queued ->
        [yes] { SPACED($Name) }把“{ $operation }”排入队列：它一次只发送一个请求，前一个还没有结果。
       *[no] { SPACED($Name) }提交“{ $operation }”。
    }
head-pre-prepared =
    { $role ->
        [primary] { $lies ->
            [yes] 主节点{ SPACED($name) }把序号 { $seq } 分配给 { $value }。但它是恶意的：发给备份节点的可能是别的内容，也可能什么都不发。
           *[no] PRE-PREPARE：主节点{ SPACED($name) }把序号 { $seq } 分配给 { $value }。可是，万一它发给每个备份节点的内容都不一样呢？
        }
       *[backup] PREPARE：{ SPACED($name) }在序号 { $seq } 上接受了 { $value }，并广播这一点；其他接受它的备份节点也是如此。
    }
head-prepared =
    { $agreement ->
        [no] { SPACED($Name) }在序号 { $seq } 上收到 { $n } 个副本中 { $quorum } 个对 { $value } 的投票。有 { $byzantine } 个恶意副本时，这什么也证明不了：它们还可以投票给别的值。
       *[yes] 已准备：{ SPACED($name) }在序号 { $seq } 上收到 { $n } 个副本中 { $quorum } 个对 { $value } 的投票。在视图 { $view } 中，这里不可能再有别的值进入已准备状态。下一步：COMMIT。
    }
head-committed-local =
    { $agreement ->
        [no] { SPACED($Name) }在序号 { $seq } 上收到 { $n } 个副本中 { $quorum } 个对 { $value } 的 COMMIT。但 { $byzantine } 个恶意副本也可能投票给别的值，别的副本可能执行那个值。
       *[yes] 已提交：{ SPACED($name) }在序号 { $seq } 上收到 { $n } 个副本中 { $quorum } 个对 { $value } 的 COMMIT。以后的视图都会在这里保留它，所以按序执行是安全的。
    }
head-reply-counted =
    { SPACED($From) }{ $many ->
        [yes] 向{ SPACED($name) }回复
       *[no] 回复
    }{ $said ->
        [no] {""}
       *[yes] “{ $result }”
    }{ $need ->
        [1] 。这里不容忍故障副本，所以一条回复就够了。
       *[other] ；{ $enough ->
            [over] 匹配的回复已有 { $have } 条，而只需要 { $need } 条。
           *[upto] 匹配的回复 { $have } / { $need }。
        }{ $differs ->
            [yes] { SPACED($Other) }回复的是“{ $before }”：回复不一致，说明有副本故障。
           *[no] 最多可能有 { $f } 个副本作恶，所以一条回复证明不了什么。
        }
    }
head-result-accepted =
    { $weak ->
        [1] { SPACED($Name) }得到了回复：“{ $result }”。
       *[other] { $answers ->
            [no] { SPACED($Name) }收到 { $weak } 条匹配的回复，但它们可能全是虚假的。它无从分辨，接受“{ $result }”。
           *[yes] { SPACED($Name) }收到 { $weak } 条匹配的回复，其中至少一条来自正确的副本：它接受“{ $result }”。
        }
    }
head-broken = 违反不变式：{ $name }{ $aside }。{ $what }
head-stable = 稳定检查点：{ SPACED($name) }在序号 { $seq } 上收到 { $n } 个副本中 { $quorum } 个匹配的 CHECKPOINT{ $aside }，清除到此为止的日志。
# 表明节点有故障的事件
head-conflicting-replies = { SPACED($Name) }从{ SPACED($replica) }收到对同一请求的两条不同的回复{ $aside }，所以{ SPACED($replica) }有故障。
head-evidence-found = { SPACED($Name) }持有{ SPACED($culprit) }作恶的签名证据：{ $offence }{ $aside }。{ $count ->
        [1] 正确的节点不会签名这样的消息。
       *[other] 正确的节点不会两者都签名。
    }
head-alarm =
    { SPACED($Name) }检测到故障副本不超过 { $f } 个时不可能出现的情况：{ $alarm ->
        [conflicting-decisions] 序号 { $number } 有两个批次已提交
        [diverged] 它在序号 { $number } 处的状态，不是法定人数所证明的状态
        [conflicting-results] 请求 { $number } 有两个结果，各有 { $weak } 条回复
       *[conflicting-certificates] 序号 { $number } 在同一个视图中有两个批次已准备
    }。
head-view-change-started =
    { $why ->
        [joined] 已有 { $weak } 个其他副本（f + 1 个）转向更晚的视图，所以{ SPACED($name) }也加入：它发起到视图 { $view } 的切换。
        [new-view-timeout] { SPACED($Name) }没有及时收到 NEW-VIEW：它发起到视图 { $view } 的切换。
        [invalid-new-view] { SPACED($Name) }发现新主节点的 NEW-VIEW 无效：它发起到视图 { $view } 的切换。
       *[request-timeout] { SPACED($Name) }怀疑主节点，因为请求定时器超时。它发起到视图 { $view } 的切换。
    }
head-view-entered =
    { $role ->
        [primary] { SPACED($Name) }是视图 { $view } 的主节点。它的 NEW-VIEW 必须重新提议所有可能已提交的请求。
       *[backup] 视图 { $view } 开始了：{ SPACED($name) }进入该视图。
    }
head-crash =
    { SPACED($Name) }宕机了。{ $enough ->
        [yes] { $n } 个副本中有 { $voting } 个投票，法定人数是 { $quorum }：集群仍能推进。
        [perhaps] { $n } 个副本中有 { $mayVote } 个能投票，法定人数是 { $quorum }。但其中可能有副本作恶或被隔断，所以集群可能停滞。
       *[no] { $n } 个副本中只有 { $mayVote } 个能投票，法定人数是 { $quorum }：集群停滞。
    }
head-pause =
    { SPACED($Name) }被暂停。{ $enough ->
        [yes] { $n } 个副本中有 { $voting } 个投票，法定人数是 { $quorum }：集群仍能推进。
        [perhaps] { $n } 个副本中有 { $mayVote } 个能投票，法定人数是 { $quorum }。但其中可能有副本作恶或被隔断，所以集群可能停滞。
       *[no] { $n } 个副本中只有 { $mayVote } 个能投票，法定人数是 { $quorum }：集群停滞。
    }
head-resume = { SPACED($Name) }恢复运行，处理排队的消息。现在 { $n } 个副本中有 { $mayVote } 个能投票，法定人数是 { $quorum }。
head-guarantees =
    { $agreement ->
        [no] 有 { $byzantine } 个恶意副本时，什么都不能保证。
       *[yes] { $answers ->
            [no] 客户端可能受骗，但正确的副本不会不一致。
           *[yes] { $progress ->
                [no] 集群可能停滞，但正确的副本不会不一致。
               *[yes] 安全性和活性仍有保证。
            }
        }
    }
head-behave = { SPACED($Name) }从现在起作恶（“{ $strategies }”）。{ $guarantees }
head-message-refused =
    { $relayed ->
        [yes] { SPACED($Name) }拒绝由{ SPACED($sender) }发来、署名{ SPACED($from) }的 { $message }：{ $sentence }。被拒绝的消息不计入。
       *[no] { SPACED($Name) }拒绝{ SPACED($from) }的 { $message }：{ $sentence }。被拒绝的消息不计入。
    }
head-honest = { SPACED($Name) }重新遵守协议，但已发出的消息无法撤回。
head-clientBehave =
    { $conduct ->
        [honest] { SPACED($Name) }重新遵守协议。
       *[byzantine] { SPACED($Name) }从现在起作恶：{ $strategies }。无论有多少客户端故障，各副本都保持一致。但故障客户端仍能写入它有权访问的任何数据。
    }
head-twin = { SPACED($Name) }现在用同一把密钥运行两份。每一份都遵守协议，合起来却发出了矛盾消息。{ $guarantees }
head-restart =
    { SPACED($Name) }重启了。{ $vote ->
        [no] 它丢失了磁盘，暂时不能投票。
       *[yes] {""}
    }现在 { $n } 个副本中有 { $mayVote } 个能投票，法定人数是 { $quorum }。
stuck-votes =
    { $phase ->
        [commit] 卡在提交阶段：需要 { $need } 票，只有 { $have } 票。
        [view-change] 卡在视图切换：需要 { $need } 票，只有 { $have } 票。
       *[prepare] 卡在准备阶段：需要 { $need } 票，只有 { $have } 票。
    }
stuck-why =
    { $remedy ->
        [heal] 网络已分区：{ $n } 个副本中最多有 { $mayVote } 个能互相通信。
       *[other] { $n } 个副本中只有 { $mayVote } 个能投票（{ $missing }）。
    }停滞是安全的，票数更少则不安全。{ $remedy ->
        [heal] 恢复网络即可继续。
        [restart] 重启一个副本即可继续。
       *[none] {""}
    }
stuck-primary =
    { $fault ->
        [paused] 等待中：主节点（副本 { $primary }）被暂停。
        [no-vote] 等待中：主节点（副本 { $primary }）丢失了磁盘，暂时不能投票。
       *[down] 等待中：主节点（副本 { $primary }）已宕机。
    }
stuck-primary-why = 只有主节点能分配序号，所以在这个视图中无法提交新的请求。

## 场景的说明

captions-title = 章节
captions-where =
    { $number ->
        [0] 共 { $count } 章
       *[other] 第 { $number } 章，共 { $count } 章
    }
captions-left-of =
    { $count ->
        [0] 全部 { $all } 章均不适用于这次运行
       *[other] { $all } 章中有 { $count } 章适用于这次运行
    }
captions-ways = 章节导航
captions-previous = 上一章
captions-next = 下一章
captions-all = 全部章节
captions-all-short = 全部
captions-go = 前往第 { $number } 章
captions-back = 回到第 { $number } 章
captions-earlier = 显示前面的 { $count } 章
captions-later = 显示后面的 { $count } 章
captions-waits = 已暂停。请按“播放”继续。
captions-left =
    { $from ->
        [settings] 你改变了设置。各章讲的仍是原来的场景。
       *[command] 你在 { $time } 毫秒时改变了这次运行。之后各章讲的仍是原来的场景。
    }
captions-return = 回到场景

## 票的矩阵

## 会提问的课程

lesson-number =
    { $parts ->
        [1] 第 { $number } 课，共 { $count } 课
       *[other] 第 { $number } / { $count } 课 · 第 { $part } / { $parts } 部分
    }
lesson-all = 全部课程
lesson-question =
    { $asked ->
        [ask] 预测：
       *[explain] 解释：
    }
lesson-wrong = 不对。
lesson-retry = 再试一次
lesson-skip = 跳过这个问题
lesson-skipped = 还没有回答：
lesson-skipped-back = 回到这个问题
lesson-task = 轮到你了：
lesson-allowed = 这里可用的命令：{ $commands }。
lesson-command =
    { $command ->
        [submit] 提交请求
        [crash] 宕机
        [restart] 重启
        [pause] 暂停
        [resume] 恢复运行
        [behave] 设为恶意
        [honest] 恢复遵守协议
        [twin] 分身
        [clientBehave] 设为恶意客户端
        [partition] 分区
        [heal] 恢复网络
        [link] 更改链路
        [drop] 丢弃消息
        [deliver] 立即送达消息
        [duplicate] 复制消息
        [delay] 延迟消息
       *[timeout] 触发定时器
    }
lesson-state =
    { $state ->
        [reached] 已完成。
        [over-limit] 未完成：用了超过 { $limit } 条命令。
        [not-allowed] 未完成：用了不允许的命令（{ $command }）。
       *[open] 尚未完成。
    }
lesson-commands =
    { $limit ->
        [none] 已用命令：{ $count } 条
       *[other] 已用命令：{ $count } 条，最多 { $limit } 条
    }
lesson-hint =
    { $count ->
        [1] 提示
       *[other] 提示 { $number }（共 { $count } 条）
    }
lesson-again = 重新开始任务
lesson-proof = 复制证明
lesson-proof-about = 复制一个指向这次运行的链接，老师重新运行它即可检查。
lesson-proof-label = 这次运行的链接
lesson-next =
    { $part ->
        [1] 下一课
       *[other] 本课的下一部分
    }
lesson-end = 这是最后一课。课后测验在“全部课程”里。
find-check = 检查
find-none = 不存在
find-replicas = 副本数：n = { $count }
find-quorum = 法定人数：Q = { $count }
find-drawing = 交集最小的两组法定人数：一组的横条在副本上方，另一组在下方。叉号表示作恶节点。
find-overlap =
    两组法定人数至少有 { $shared } 个共同的副本，最多 { $faulty } 个作恶：{ $agrees ->
        [yes] 其中至少有一个是正确的。
       *[no] 它们可能全都作恶。
    }
find-silence =
    { $faulty } 个副本沉默时，有 { $answering } 个回答：{ $proceeds ->
        [yes] 达到法定人数。
       *[no] 不够 { $quorum } 个的法定人数。
    }
find-set =
    { $set ->
        [0] A
       *[1] B
    } { $have }/{ $quorum }
find-member =
    副本 { $id } 属于法定人数 { $set ->
        [0] A
       *[1] B
    }
find-lies = 作恶
find-shared =
    { $count ->
        [0] 没有共同的副本。
       *[other] 共同的副本：{ $replicas }。
    }
find-pick = 先选择序号，再点击能够作为证明的选票。同一条消息可能出现在几个日志里。
find-vote = 副本 { $id } 的 { $kind }
find-picked =
    { $count ->
        [0] 还没有选择消息。
       *[other] 已选择 { $count } 条消息。
    }
find-verdict-overlap =
    { $shared ->
        [0] 两组法定人数可能没有共同的副本。
       *[other] 两组法定人数可能只有 { $shared } 个共同的副本，而它们可能全都作恶。
    }
find-verdict-silence = 故障副本沉默时，只有 { $answering } 个回答，达不到法定人数。
find-verdict-size =
    法定人数 { $set ->
        [1] A
       *[2] B
    } 有 { $size } 个成员。
find-verdict-shared = 副本 { $replicas } 同属两组，而且是正确的。
find-verdict-unproven = 这不能证明副本 { $nodes } 作恶。证明由同一个副本的两条消息组成，正确的副本不会同时签署它们。
find-verdict-superfluous = 证明已经齐全，但 { $needed } 条消息就够了，其余的什么也证明不了。
find-verdict =
    { $code ->
        [smaller] 这个集群能容忍这么多，但更小的集群也能。
        [exists] 这样的答案存在，请再试一次。
       *[right] 正确。
    }
lesson-open =
    { $reason ->
        [question] 查看问题
       *[task] 查看任务
    }
lesson-blocked = 本课当前的任务不允许这样做。
course-title = 十二课
course-about = 每一课先请你预测，再让你在运行的集群里完成一个任务，最后请你解释。
course-lessons = 按顺序排列的课程
course-tick =
    { $tick ->
        [predicted] 已预测
        [done] 已完成
       *[explained] 已解释
    }
course-test =
    { $when ->
        [before] 课前测验
       *[after] 课后测验
    }
course-test-about = 课前和课后是同样的题目。答完后可以看到对每个选项的说明。
course-test-take =
    { $when ->
        [before] 做课前测验
       *[after] 做课后测验
    }
course-score = { $count } 题中答对 { $right } 题
course-not-taken = 尚未做
course-question = 第 { $number } 题，共 { $count } 题
course-finish = 查看说明
course-missing = 还有 { $count } 题没有回答。
course-chosen = 你的回答：
course-back = 回到课程列表
course-progress = 你的进度
course-progress-kept = 进度保存在这个浏览器里，不会发送到任何地方。
course-progress-lost = 离开此页后进度不会保留。
course-copy = 复制为文本
course-save = 保存为文件
course-open = 打开已保存的文件…
course-opened = 已加入“{ $name }”中的进度。
course-not-opened = “{ $name }”不是进度文件。
course-clear = 清除进度
course-cleared = 进度已清除。
course-line = { $number }. { $title }：{ $steps }
course-steps-none = 尚未开始
course-test-line =
    { $when ->
        [before] 课前测验：{ $score }
       *[after] 课后测验：{ $score }
    }

matrix-title = 投票矩阵
matrix-number = 序号
matrix-choose = 显示投票的序号
matrix-follow = 跟随运行
matrix-none = 还没有分配任何序号。
matrix-about = 各副本日志中对序号 { $seq } 的投票。{ $n } 票中有 { $quorum } 票就构成证书，以方框标出。
matrix-region = 对序号 { $seq } 的投票
matrix-log = 日志属于
matrix-phase =
    { $phase ->
        [commit] COMMIT 来自
       *[prepare] PRE-PREPARE 与 PREPARE 来自
    }
matrix-phase-brief =
    { $phase ->
        [commit] COMMIT
       *[prepare] PREPARE
    }
matrix-sender = 副本 { $id } 的日志中的投票者
matrix-count =
    { $enough ->
        [over] { $have }（需要 { $need }）
       *[upto] { $have } / { $need }
    }
matrix-certificate = 证书
matrix-vote =
    { $vote ->
        [missing] 缺
        [other] 投给了别的值，不计入
        [pre-prepare] PRE-PREPARE
       *[vote] 已投
    }
matrix-forgotten = 已清除：稳定检查点已涵盖它
matrix-wishes = 各发送者的 VIEW-CHANGE 及其视图。NEW-VIEW 需要 { $n } 条中的 { $quorum } 条。

## 日志与水线

log-title = 日志与高低水线
log-about = 副本只接受窗口内的序号：高于低水线，不超过高水线。检查点稳定后，窗口上移，日志变短。
log-replica = 副本 { $id }
log-phase =
    { $phase ->
        [empty] 只有票
        [pre-prepared] 已预准备
        [prepared] 已准备
        [committed-local] 已提交
       *[executed] 已执行
    }
log-label = 低水线 { $low }，高水线 { $high }，已执行到序号 { $executed }。
log-checkpoint =
    { $enough ->
        [over] 检查点 { $seq }：已有 { $have } 票（需要 { $need } 票）。
       *[upto] 检查点 { $seq }：{ $need } 票中已有 { $have } 票。
    }

## 检视

inspect-title = 节点详情
inspect-choose = 要查看的节点
inspect-changed-note = 上一步有改变
inspect-changed = 已改变
inspect-none = 无
inspect-standing = 状况
inspect-role = 角色
inspect-role-value =
    { $value ->
        [primary] 主节点
       *[backup] 备份节点
    }
inspect-view = 视图
inspect-active = 在此视图中
inspect-active-value =
    { $value ->
        [yes] 活跃
       *[no] 等待 NEW-VIEW
    }
inspect-health = 运行状况
inspect-conduct = 行为
inspect-conduct-value =
    { $value ->
        [byzantine] 拜占庭
       *[honest] 正确
    }
inspect-low = 低水线 h
inspect-high = 高水线 H
inspect-executed = 已执行到
inspect-memory = 状态
inspect-memory-value =
    { $value ->
        [amnesic] 已丢失，暂时不能投票
        [transferring] 正在进行状态传输
       *[whole] 完整
    }
inspect-digest = 状态摘要
inspect-counters = 计数器
inspect-counter =
    { $counter ->
        [sent] 发出的消息
        [received] 收到的消息
        [signed] 生成的签名
       *[verified] 验证的签名
    }
inspect-refused =
    拒绝：{ $code ->
        [malformed] 格式不正确
        [not-a-member] 签名者不是成员
        [bad-signature] 签名无效
        [wrong-view] 视图不同
        [view-change-pending] 正在切换视图
        [outside-window] 在窗口之外
        [not-from-primary] 不是主节点发的
        [prepare-from-primary] 主节点发的 PREPARE
        [digest-mismatch] 摘要不符
        [bad-batch] 批次无效
        [bad-request-in-batch] 批次中的请求无效
        [conflicting-pre-prepare] 相互矛盾的 PRE-PREPARE
        [conflicting-vote] 相互矛盾的投票
        [duplicate] 重复
        [own-message] 自己的消息
        [old-timestamp] 已执行过
        [another-pending] 另有请求在等待
        [operation-too-long] 操作太长
        [read-only] 只读请求
        [bad-checkpoint-number] 已稳定，或不设检查点
        [invalid-view-change] 无效的 VIEW-CHANGE
        [invalid-new-view] 无效的 NEW-VIEW
        [stale-view] 视图更早
        [old-counter] 计数器过旧
        [not-wanted] 没有请求过
        [bad-proof] 证明无效
        [not-for-me] 由其他类型的节点处理
        [no-such-request] 没有这个请求
        [answered-already] 请求已完成
        [rate-limited] 频率限制
       *[other] 其他原因
    }
inspect-timers = 定时器
timer-name =
    { $timer ->
        [request] 请求
        [new-view] 新视图
        [resend] 重传 VIEW-CHANGE
        [status] 进度
        [fetch-batch] 拉取批次
        [fetch-state] 拉取状态
        [heartbeat] 心跳
        [answer-quota] 频率限制
        [delay] 拖延
       *[client] 回复
    }
inspect-timer =
    { $timer ->
        [request] { $name }（切换视图）
       *[other] { $name }
    }
inspect-left = 还剩 { $ms } 毫秒
inspect-timer-stopped = 暂停期间停止计时
inspect-pending = 待处理的请求
inspect-request = { $Client }，请求 { $timestamp }
inspect-checkpoints = 检查点投票
inspect-number = 序号 { $seq }
inspect-votes =
    { $enough ->
        [over] { $have }，需要 { $need }（来自 { $from }）
       *[upto] { $have } / { $need }（来自 { $from }）
    }
inspect-view-changes = 视图切换投票
inspect-replica = 副本 { $id }
inspect-wish = → 视图 { $view }
inspect-store = 它的键值库
inspect-slots = 日志
inspect-column =
    { $column ->
        [number] 序号
        [view] 视图
        [phase] 阶段
        [prepares] PREPARE 来自
        [commits] COMMIT 来自
       *[requests] 请求
    }
inspect-null = 空请求
inspect-estimate = 推定的视图
inspect-waits = 等待结果
inspect-queued = 排队的请求
inspect-need = 所需匹配的回复
inspect-answered = 已完成的请求
inspect-replies = 目前收到的回复
inspect-reply = “{ $result }”，视图 { $view }
inspect-results = 最近的回复

## 消息、链路与分区

network-title = 网络
network-partition = 分区……
network-heal = 恢复网络
network-link-from = 链路的一端
network-link-to = 链路的另一端
network-link = 改变这条链路……
network-packets = 在途消息：{ $count }
network-none = 没有在途消息。
network-first = 列出接下来到达的 { $count } 条。
network-packet = { $message }，{ $from } → { $to }
network-due =
    { $state ->
        [held] 滞留
        [waiting] 排队
       *[flying] { $due } 毫秒时到达
    }
grip-packet = { $message }，{ $from } → { $to }
grip-packet-unknown = 一条消息
grip-packet-state =
    { $state ->
        [flying] 在途，{ $due } 毫秒时到达。你查看它期间，时间暂停。
        [held] 滞留在链路上，直到你放行。
        [waiting] 在暂停的节点处排队。
        [dropped] 已丢失。
       *[delivered] 已送达。
    }
grip-deliver = 立即送达
grip-drop = 丢弃
grip-delay = 延迟 { $ms } 毫秒
grip-duplicate = 复制
grip-signature = 签名
grip-verdict =
    { $verdict ->
        [valid] ✓ 有效，签名者：{ $signer }
        [invalid] ✗ 不是{ SPACED($signer) }的有效签名
       *[not-signed] 未签名：内容可以自证
    }
grip-digest = 整条消息的 SHA-256
grip-bytes = 字节数
grip-fields = 字段
grip-link = { $a } ↔ { $b }
grip-way =
    { $from } → { $to }{ $state ->
        [cut] （已切断）
        [held] （消息滞留）
        [changed] （已改变）
       *[usual] {""}
    }
grip-which-way = 方向
grip-both-ways = 双向
grip-cut = 切断
grip-hold = 暂扣消息
grip-slow = 降速
grip-restore = 恢复
grip-partition = 给网络分区
grip-partition-about = 不同组的节点无法通信。请至少选择两个组。
grip-group =
    { $group ->
        [0] 与所有节点连通
        [1] A 组
        [2] B 组
       *[3] C 组
    }
grip-one-way = 只阻断一个方向：从前面的组到后面的组
grip-divide = 执行分区
inspect-fire = 立即超时
inspect-fire-label = 让定时器“{ $timer }”立即超时

## 为什么，为什么还没有

why = 为什么？
why-of = 为什么？{ $what }
why-chosen = 为什么？（所选事件）
why-pauses = 阅读解释期间，运行会暂停
why-paused = 阅读期间运行已暂停，关闭解释后继续。
why-not-yet = 为什么还没有？
why-so-far = 为什么？
why-no-reply = 为什么没有回复？
why-answered = 为什么得到这个结果？
why-label = 解释
why-thinking = 正在追溯原因……
why-stop-waiting = 不再等待
why-moment = 截至第 { $step } 步，{ $time } 毫秒。
why-again = 再问一次
why-time = { $time } 毫秒
why-go = 转到这一时刻
why-slice = 有 { $count } 个更早的事件导致了它，已在时间线和集群图上突出显示。
why-slice-so-far =
    { $count ->
        [0] 它在等待尚未到来的消息，所以没有事件被突出显示。
       *[other] 目前与它有关的 { $count } 个事件已在时间线和集群图上突出显示。
    }
why-incomplete = 解释到此为止：更早的事件已不再保留，或者有拜占庭节点没有遵守协议。
why-further = 它还取决于下列事件，可以逐一追问：
why-record = 事件 { $record }
why-nobody = 无
why-question-about = 为什么会发生这件事？{ $what }
why-question-client =
    { $kind ->
        [happened] 为什么{ SPACED($node) }得到了结果？
       *[not-yet] 为什么{ SPACED($node) }还没有得到结果？
    }
why-question-prePrepared =
    { $kind ->
        [happened] 为什么{ SPACED($node) }接受了序号 { $number } 的 PRE-PREPARE？
        [never] 为什么{ SPACED($node) }从未接受序号 { $number } 的 PRE-PREPARE？
       *[not-yet] 为什么{ SPACED($node) }还没有接受序号 { $number } 的 PRE-PREPARE？
    }
why-question-prepared =
    { $kind ->
        [happened] 为什么{ SPACED($node) }在序号 { $number } 上已准备？
        [never] 为什么{ SPACED($node) }在序号 { $number } 上从未准备？
       *[not-yet] 为什么{ SPACED($node) }在序号 { $number } 上还没有准备？
    }
why-question-committedLocal =
    { $kind ->
        [happened] 为什么序号 { $number } 在{ SPACED($node) }本地提交了？
        [never] 为什么序号 { $number } 从未在{ SPACED($node) }本地提交？
       *[not-yet] 为什么序号 { $number } 还没有在{ SPACED($node) }本地提交？
    }
why-question-executed =
    { $kind ->
        [happened] 为什么{ SPACED($node) }执行了序号 { $number }？
        [never] 为什么{ SPACED($node) }从未执行序号 { $number }？
       *[not-yet] 为什么{ SPACED($node) }还没有执行序号 { $number }？
    }
why-question-stable =
    { $kind ->
        [happened] 为什么序号 { $number } 处的检查点在{ SPACED($node) }已稳定？
        [never] 为什么序号 { $number } 处的检查点在{ SPACED($node) }从未稳定？
       *[not-yet] 为什么序号 { $number } 处的检查点在{ SPACED($node) }还没有稳定？
    }
why-question-viewEntered =
    { $kind ->
        [happened] 为什么{ SPACED($node) }进入了视图 { $number }？
        [never] 为什么{ SPACED($node) }从未进入视图 { $number }？
       *[not-yet] 为什么{ SPACED($node) }还没有进入视图 { $number }？
    }
# 回答的各个部分，按引擎的代码。$votes 和 $quorum 把主节点的 PRE-PREPARE 算作它在 PREPARE 阶段的一票。
why-part-counted = 计入：{ SPACED($voters) }的 { $kind }。
why-part-discarded = 事件 { $record } 之前的事件已不再保留。
why-part-votes =
    { $kind ->
        [PREPARE] { SPACED($Name) }要在视图 { $view } 中准备序号 { $seq }，需要 { $quorum } 票，已有 { $votes } 票：{ $have ->
            [0] 只有主节点的 PRE-PREPARE。
           *[other] 主节点的 PRE-PREPARE，以及{ SPACED($voters) }的 PREPARE。
        }
        [COMMIT] { SPACED($Name) }在视图 { $view } 中对序号 { $seq } 需要 { $need } 条 COMMIT，已有 { $have } 条{ $have ->
            [0] 。
           *[other] ，来自：{ $voters }。
        }
        [CHECKPOINT] { SPACED($Name) }在序号 { $seq } 处需要 { $need } 条 CHECKPOINT，已有 { $have } 条{ $have ->
            [0] 。
           *[other] ，来自：{ $voters }。
        }
       *[VIEW-CHANGE] { SPACED($Name) }为视图 { $view } 需要 { $need } 条 VIEW-CHANGE，已有 { $have } 条{ $have ->
            [0] 。
           *[other] ，来自：{ $voters }。
        }
    }
why-part-replies =
    { SPACED($Name) }对请求 { $timestamp } 需要 { $need } 条匹配的回复，已有 { $have } 条{ $have ->
        [0] 。
       *[other] ，来自：{ $voters }。
    }
why-part-no-pre-prepare = { SPACED($Name) }在视图 { $view } 中还没有接受序号 { $seq } 的 PRE-PREPARE；只有主节点（{ $leader }）能签署它。
why-part-batch-missing = { SPACED($Name) }知道视图 { $view } 中序号 { $seq } 的摘要，但没有对应的批次。
why-part-lower-first = { SPACED($Name) }按序执行：序号 { $lower } 在序号 { $seq } 之前。
why-part-above-window = 序号 { $seq } 高于{ SPACED($name) }的高水线 { $high }。下一个检查点稳定后，窗口上移。
why-part-transferring = { SPACED($Name) }正在从其他副本拉取状态。
why-part-view-not-wanted = { SPACED($Name) }在视图 { $at }，没有发起到视图 { $view } 的切换。
why-part-no-checkpoint = 序号 { $seq } 处不设检查点：检查点间隔是 { $interval }。
why-part-request-queued = { SPACED($Name) }每次只发送一个请求，还在等待前一个请求的回复。
why-part-nothing-asked = { SPACED($Name) }没有未完成的请求。
why-part-message-in-flight = { SPACED($From) }发给{ SPACED($node) }的 { $kind } 在途，将在 { $time } 毫秒时到达。
why-part-message-held = { SPACED($From) }发给{ SPACED($node) }的 { $kind } 滞留在链路上，直到你放行。
why-part-message-waiting = { SPACED($From) }的 { $kind } 在排队，因为{ SPACED($node) }已暂停。
why-part-message-dropped =
    { SPACED($From) }发给{ SPACED($node) }的 { $kind } 丢失了：{ $why ->
        [lost] 网络随机丢包。
        [link-down] 链路已切断。
        [partitioned] 网络被分区。
        [recipient-down] 接收者已宕机。
        [sender-down] 发送者在发出之前宕机。
        [by-hand] 它被手动丢弃。
        [limit] 在途消息太多。
       *[no-recipient] 没有这个节点。
    }
why-part-message-refused = { SPACED($Node) }拒绝了{ SPACED($from) }的 { $kind }：{ $reason }。
why-part-message-conflicts = { SPACED($From) }的 { $kind } 不匹配。
why-part-message-void = { SPACED($From) }的 { $kind } 已到达，但不再算数：{ SPACED($node) }此后重启过，或者切换了视图。
why-part-node-down = { SPACED($Node) }已宕机。
why-part-node-paused = { SPACED($Node) }已暂停。
why-part-sender-silent =
    { $fault ->
        [twinned] { SPACED($Node) }运行两份，没有发送 { $kind }。
       *[lying] { SPACED($Node) }在作恶，没有发送 { $kind }。
    }
why-part-no-vote-asking = { SPACED($Node) }丢失了磁盘，不能投票。它询问其他副本的进度：需要 { $need } 条回复，已有 { $have } 条。
why-part-no-vote = { SPACED($Node) }丢失了磁盘，不能投票。它要等到序号不小于 { $above } 的稳定检查点（现在是 { $low }），并且要等到视图 { $wanted } 或更晚的视图（现在是视图 { $at }）。
why-part-sender-in-view = { SPACED($Node) }在视图 { $at }，不在视图 { $view }。
why-part-sender-changing-view = { SPACED($Node) }正在切换到视图 { $at }，不再在视图 { $view } 中投票。
why-because = { $text }{ $reason }
why-part-sender-not-pre-prepared = { SPACED($Node) }还没有接受视图 { $view } 中序号 { $seq } 的 PRE-PREPARE。
why-part-sender-not-prepared = { SPACED($Node) }自己在序号 { $seq } 上还没有准备：需要 { $quorum } 票，已有 { $votes } 票。
why-part-sender-not-executed =
    { $last ->
        [none] { SPACED($Node) }还没有执行这个请求。
       *[other] { SPACED($Node) }只执行到序号 { $last }。
    }
why-part-sender-not-yet = { SPACED($Node) }还没有向任何节点发送视图 { $view } 中序号 { $seq } 的 { $kind }。
why-part-new-view-not-built = { SPACED($Node) }是视图 { $view } 的主节点，需要 { $need } 条 VIEW-CHANGE，已有 { $have } 条，来自：{ $voters }。
why-part-not-assigned =
    { $seq ->
        [none] { SPACED($Node) }是视图 { $view } 的主节点，还没有为这个请求分配序号。
       *[other] { SPACED($Node) }是主节点，还没有把序号 { $seq } 分配给任何请求。
    }
why-part-state-taken-over = { SPACED($Name) }从其他副本安装了已包含序号 { $seq } 的状态。
why-part-passed = { SPACED($Name) }没有经过这一步就越过了序号 { $seq }，现在到了序号 { $last }。
why-part-view-passed = { SPACED($Name) }已在视图 { $at }，从未在视图 { $view } 中活跃。
why-part-first-view = 每个副本都从视图 0 开始，{ SPACED($name) }也是。
why-part-unseen = 无法查看这个节点的状态。
events-keys = 用上下方向键选择其他事件。
label-lit = { $label }。属于解释的一部分。
label-selected = { $label }。它与所选事件有关。
timeline-lit = 突出显示了解释中的 { $count } 个事件，其余的变淡。

## 两个分支并排

compare = 比较分支
compare-a = 分支 A
compare-b = 分支 B
compare-waiting = 正在比较……
compare-stopped = 比较已停止。请选择要比较的两个分支。
compare-same = 在两个分支都已知的部分，它们是同一次运行。
compare-parting = 到第 { $step } 步为止，两个分支是同一次运行。之后：
compare-idle = 没有后续事件。
compare-rows = 此后各分支的事件
compare-first = 首个差异
compare-nothing = 没有发生
compare-end = 最终状态
compare-end-time = 比较到
compare-end-view = 视图
compare-view =
    { $pending ->
        [yes] { $view }，等待 NEW-VIEW
       *[no] { $view }
    }
compare-end-primary = 主节点
compare-end-answered = 已完成的请求
compare-end-executed = 已执行到序号
compare-end-faulty = 故障节点
compare-left =
    { $count ->
        [0] {""}
       *[other] 后面还有 { $count } 个事件没有列出。
    }
compare-played-on = 分支 { $number } 已知的时间较短。为了比较，它被继续运行到同一时刻；分支本身没有改变。
## 帮助

help = 帮助
help-leaves = 帮助目录
help-promises = PBFT 的保证
help-glossary = 术语表
help-myths = 常见误解
help-keys = 键盘快捷键
help-promise-safety = 安全性：正确的副本绝不会产生分歧
help-promise-safety-about = 任何两个正确的副本都不会在同一序号上执行不同的请求。任一时刻总有副本落后，所以一个副本的历史是另一个的前缀。无论消息多晚到达，哪怕 n 个副本中有多达 f 个宕机或任意作恶，这一点始终成立。
help-promise-liveness = 活性：客户端最终都会得到回复
help-promise-liveness-about = 只要故障副本不超过 f 个，并且消息延迟不会永远比不断加倍的超时时间增长得更快，这一点就成立。超时时间只影响活性：设得不合适只会浪费时间，绝不会破坏一致性。
help-promise-client = 客户端何时可以相信结果
help-promise-client-about = 收到来自 f + 1 个不同副本、签名有效且匹配的回复时。这些副本中至少有一个是正确的，而正确的副本只回复已提交请求的结果。
help-promise-why = 为什么 n 至少是 3f + 1
help-promise-why-about = 可能有 f 个副本永不回应，所以法定人数最多只能是 n − f。但没有回应的副本可能正确而缓慢，而回应的副本中又可能有 f 个作恶。任意两组 n − f 个副本至少有 n − 2f 个共同的副本，其中至少要有一个是正确的：n − 2f ≥ f + 1，因此 n ≥ 3f + 1。
help-promise-beyond = 超过 f 个时
help-promise-beyond-about = 投票的副本不足法定人数时，集群停滞，但正确的副本绝不会产生分歧。有 f + 1 个恶意副本时，客户端可能接受虚假的结果，集群也可能停滞。有 2Q − n 个恶意副本时（Q 是法定人数），正确的副本可能执行不同的请求：n = 3f + 1 时这也是 f + 1 个，n = 5 时则是 f + 2 个。有时会留下恶意副本亲自签名的证据，但沉默和虚假的回复不会留下证据。
help-promise-never = 不保证的内容
help-promise-never-about = 保密：每个副本都持有全部数据，故障副本可能泄露。内容合理：有写权限的客户端可以写入毫无意义的内容，所有副本会对此达成一致。顺序公平：顺序由主节点选定，它还可以拖延请求，直到定时器超时。回复的期限。PBFT 还假定各副本的故障彼此独立：所有副本共有的一个程序缺陷，就相当于超过 f 个故障。
help-four = 实例：四个副本
help-four-quorum = n = 4，所以 f = 1：可容忍一个故障副本。法定人数是 3 票；一般地说，要超过 n + f 的一半。
help-four-overlap = 4 个副本中任取两组 3 个，至少有 3 + 3 − 4 = 2 个共同的副本。其中可能有一个作恶，另一个就是正确的，而正确的副本只投一票。所以在同一个视图中，同一个序号上不可能有两个请求都达到法定人数。
help-four-silent = 一个副本沉默，还剩三个，正好达到法定人数。两个副本沉默，就只有两票，而需要三票。集群停滞。假如两票就够，两对副本就可能提交不同的请求。
help-four-client = 客户端等待 f + 1 = 2 条匹配的回复：单独一条可能来自故障副本。
help-find = 查找术语：
help-found =
    { $count ->
        [0] 没有找到。
       *[other] { $all } 个术语中的 { $count } 个
    }
help-term-replication = 状态机复制
help-term-replication-about = 同一个确定性服务的几个副本从相同的状态开始，以相同的顺序执行相同的操作。每个操作只有一种可能的结果，所以各副本的状态始终相同；部分副本失效，服务依然可用。
help-term-replica = 副本
help-term-replica-about = 服务的 n 份拷贝之一，有自己的状态、日志和密钥。
help-term-client = 客户端
help-term-client-about = 它发送请求，并自行决定接受哪个结果。它也可能故障：副本只按它签名的内容执行请求。
help-term-f = f
help-term-f-about = 集群能容忍的故障副本数：满足 3f + 1 ≤ n 的最大整数。
help-term-view = 视图
help-term-view-about = 由同一个主节点负责的一段时期。视图依次编号，视图 v 的主节点是副本 v mod n。
help-term-primary = 主节点
help-term-primary-about = 在一个视图中提议请求顺序的副本。没有法定人数，什么也提交不了。
help-term-backup = 备份节点（从节点）
help-term-backup-about = 主节点以外的每个副本。它检查主节点的提议，并在有请求等待执行时运行定时器。
help-term-request = 请求
help-term-request-about = 一个操作，带有客户端的时间戳和签名。任何改动都会使签名无效。可用的操作：put KEY VALUE、get KEY、del KEY、add KEY N、append KEY TEXT、cas KEY OLD NEW（把 OLD 换成 NEW）、transfer FROM TO N。无法执行的操作返回错误，不改变任何数据。
help-term-timestamp = 时间戳
help-term-timestamp-about = 客户端自己的计数器。请求的时间戳必须大于该客户端上一个已执行的请求，副本才执行它。因此每个请求至多生效一次。
help-term-reply = 回复
help-term-reply-about = 副本直接发给客户端的签名结果。f + 1 个不同的副本发来签名有效、时间戳和结果都相同的回复，客户端才接受。
help-term-sequence-number = 序号（sequence number）
help-term-sequence-number-about = 请求在共同顺序中的位置。所有副本按序号依次执行，没有空缺。
help-term-pre-prepare = 预准备 PRE-PREPARE
help-term-pre-prepare-about = 主节点的提议：在这个视图中，这个序号分配给这个请求。它同时也是主节点的一票。
help-term-prepare = 准备 PREPARE
help-term-prepare-about = 备份节点广播自己在这个序号上接受了哪个请求。因此，发送矛盾消息的主节点无法让两个请求在同一个序号上都进入已准备状态。
help-term-commit = 提交 COMMIT
help-term-commit-about = “我已准备。”COMMIT 达到法定人数，说明至少有 f + 1 个正确的副本已准备，因此以后的每个视图都会在这个序号上保留这个请求。
help-term-batch = 批次（batch）
help-term-batch-about = 共用一个序号的多个请求，一轮投票就能处理全部。
help-term-quorum = 法定人数
help-term-quorum-about = 票数多到任意两组都有一个共同的正确副本：n = 3f + 1 时是 2f + 1 票，一般要超过 (n + f) / 2。正确的副本单独就能达到法定人数。1999 年的论文描述协议时没有使用“法定人数（quorum）”一词，2002 年的版本才使用。
help-term-weak-certificate = 弱证书 f + 1
help-term-weak-certificate-about = f + 1 个不同的副本说法相同，所以至少有一个正确的副本这样说。客户端等待的就是它。这个名称出自论文 2002 年的版本。
help-term-prepared = 准备证书
help-term-prepared-about = 一条 PRE-PREPARE 加上来自不同备份节点的匹配的 PREPARE，合起来达到法定人数：n = 3f + 1 时是 2f 条 PREPARE。它证明在这个视图中，这个序号上不可能有别的请求进入已准备状态。1999 年的论文只说副本“已准备（prepared）”，“证书”一词出自 2002 年的版本。
help-term-committed = 已提交
help-term-committed-about = 至少有 f + 1 个正确的副本已准备。此后的每个视图都会在原来的序号上保留这个请求。
help-term-committed-local = 本地提交
help-term-committed-local-about = “已提交”在单个副本上的对应：它已准备，并有达到法定人数的匹配的 COMMIT，可以包括自己的（n = 3f + 1 时是 2f + 1 条）。前面的序号一执行完，它就执行这个请求。
help-term-checkpoint = 检查点
help-term-checkpoint-about = 每 K 个序号生成一次的状态快照。各副本广播它的摘要。论文没有给这个间隔命名，K 出自 2002 年的版本。
help-term-stable-checkpoint = 稳定检查点
help-term-stable-checkpoint-about = 有证明的检查点：达到法定人数的副本签署了相同的摘要。到此为止的日志可以清除。
help-term-water-marks = 水线（water mark）h 与 H
help-term-water-marks-about = 副本接受的序号窗口：高于最近的稳定检查点 h（低水线），直到 H = h + L（高水线），也称高低水位。它限制了日志的长度，也使故障的主节点无法耗尽序号。1999 年的论文写作 H = h + k，字母 L 出自 2002 年的版本。
help-term-state-transfer = 状态传输（状态同步）
help-term-state-transfer-about = 错过太多消息的副本从另一个副本拉取状态。只有状态与带有效证明的稳定检查点相符，它才会安装。
help-term-timeout = 超时
help-term-timeout-about = 备份节点等待请求执行太久，就怀疑主节点，并发起视图切换。视图切换之后若没有新执行的请求，超时时间就加倍。
help-term-view-change = 视图切换（视图变更）VIEW-CHANGE
help-term-view-change-about = “我要转入下一个视图。”副本在定时器超时后广播它，或者因为已有 f + 1 个其他副本广播了它。它带着最近的稳定检查点的序号及其证明（达到法定人数的 CHECKPOINT），以及此后每个已准备的序号的准备证书。
help-term-new-view = 新视图 NEW-VIEW
help-term-new-view-about = 启动一个视图的消息：达到法定人数的 VIEW-CHANGE，以及由此得出的 PRE-PREPARE。每个备份节点都重新计算一遍，所以新主节点无法丢掉已提交的请求。但它仍可以选择采用哪些 VIEW-CHANGE，也可以给不同的副本发送不同的 NEW-VIEW。
help-term-null-request = 空请求
help-term-null-request-about = 如果没有一条 VIEW-CHANGE 带有某个序号的准备证书，就用它填补，使顺序没有空缺。执行它不改变任何状态。
help-term-byzantine = 拜占庭
help-term-byzantine-about = 以任何方式出故障：宕机、损坏或怀有恶意。对这样的节点不作任何假定，只假定它攻不破密码算法。对手还可以延迟消息和正确的节点，但不能无限期地延迟。所以仅仅缓慢的副本仍是正确的副本。
help-term-equivocation = 发送矛盾消息（equivocation）
help-term-equivocation-about = 向不同的副本发送互相矛盾的消息，例如同一序号的两条 PRE-PREPARE，每条都有有效的签名；俗称“双签”。两条签名的消息合在一起，就是作恶证据。
help-term-collusion = 合谋
help-term-collusion-about = 共同行动、共用密钥的故障节点。同一个对手可能控制所有这些节点。
help-term-digest = 摘要
help-term-digest-about = 消息的简短指纹。要找到两条摘要相同的消息，在计算上不可行，所以票里写的是摘要，而不是请求本身。
help-term-signature = 签名
help-term-signature-about = 只有密钥的持有者能生成，每个节点都能验证。所以签名的消息可以转发给其他节点作为证明。
help-term-mac = MAC 与签名
help-term-mac-about = MAC 是用两个节点共有的密钥算出的验证码。它比签名快得多，但不能向第三个节点证明什么：两个节点中的任何一个都可能算出它。论文第 5.2 节只对 VIEW-CHANGE 和 NEW-VIEW 使用签名，其余消息都用 MAC。本实验室依照第 4 节，一律使用签名；只有 BATCH、STATE 和 COMMIT-CERT 不签名，因为它们的内容可以自证。
help-term-synchrony = 弱同步
help-term-synchrony-about = 唯一与时间有关的假定，只有活性需要它。消息可以迟到、丢失、重复、乱序，但重传的消息从发出到送达的时间，不能永远比时间本身增长得更快。延迟可以增长：超时时间不断加倍，终会赶上。
help-explain = 什么是“{ $term }”？
# 场景解说中出现的术语：每个术语，以及指向它的写法。
terms-in-text =
    primary: 主节点, 主副本, 领导者
    backup: 备份节点, 从节点
    view: 视图
    quorum: 法定人数, 仲裁
    sequence-number: 序号, 序列号, 编号
    pre-prepare: PRE-PREPARE
    prepare: PREPARE
    commit: COMMIT
    prepared: 准备证书, 已准备
    committed: 已提交
    view-change: VIEW-CHANGE, 视图切换, 切换视图, 视图变更, 视图更换
    new-view: NEW-VIEW
    timeout: 定时器, 超时
    checkpoint: 检查点, CHECKPOINT
    stable-checkpoint: 稳定
    water-marks: 窗口, 水线, 低水线, 高水线, 水位, 低水位, 高水位, 水位线
    null-request: 空请求
    batch: 批次
    weak-certificate: f + 1
    f: f, 3f + 1
    digest: 摘要
    signature: 签名
    timestamp: 时间戳
    equivocation: 矛盾消息, 矛盾提议, 双签
    collusion: 合谋, 同伙
    synchrony: 及时到达

help-people = 误解：
help-truth = 事实：
help-myth-majority = 超过半数的票就够了。
help-truth-majority = 如果副本只会宕机，的确如此，Raft 和 Paxos 就是这样。如果副本会作恶，两个多数可能只有恶意副本是共同的，而它两边都投票。4 个中取 3 个，任意两组都有两个共同的副本，其中至少一个是正确的。
help-myth-same-number = 副本是宕机还是作恶，没有区别。
help-truth-same-number = 容忍 f 个宕机的副本，2f + 1 个副本就够了；容忍 f 个恶意副本，要 3f + 1 个。没有回应的副本可能正确而缓慢，而回应的副本中又可能有 f 个作恶。
help-myth-primary-decides = 由主节点决定。
help-truth-primary-decides = 它只提议顺序。没有法定人数，什么也提交不了；沉默或发送矛盾消息的主节点会被换掉。但请求的顺序、哪个副本先收到它的消息，确实由它决定；在定时器超时之前，它还可以拖延请求。
help-myth-committed-everywhere = 一个副本提交了请求，所有副本就都执行了它。
help-truth-committed-everywhere = 请求只是在以后的每个视图中都保留它的序号：达到法定人数的副本发送了 COMMIT，所以至少有 f + 1 个正确的副本已准备。其他副本可能宕机、缓慢，或在等待前面的请求。它们以后会执行同一个请求，或者安装已包含它的状态。
help-myth-commit-superfluous = PREPARE 之后就已成定局，COMMIT 是多余的。
help-truth-commit-superfluous = 已准备的副本知道：在这个视图中，这个序号上不会有别的请求进入已准备状态。但已准备的也许只有它一个，视图切换后，这个序号就可能分给另一个请求。达到法定人数的 COMMIT 证明至少有 f + 1 个正确的副本已准备，以后的每个视图都会从其中之一得知这个请求。
help-myth-loses-requests = 视图切换会丢失请求。
help-truth-loses-requests = 已提交的请求不会丢失：任何一组达到法定人数的 VIEW-CHANGE 中，都有一个正确的发送者报告了它的准备证书，或报告了已包含它的稳定检查点。尚未提交的请求可能保留，也可能被空请求取代；这时要由客户端或备份节点重新发送，得到的序号可能不同。
help-myth-signatures = 有了签名就无法作恶。
help-truth-signatures = 签名能防止冒用其他节点的名义发送消息。但副本仍能用自己的密钥签署两条互相矛盾的消息，能隐瞒，也能沉默。所以副本才要数票。
help-myth-one-reply = 对客户端来说，第一条回复就够了。
help-truth-one-reply = 第一条回复可能来自故障副本。f + 1 条匹配的回复中，至少有一条来自正确的副本。
help-myth-clocks = PBFT 需要同步的时钟，或者及时到达的消息。
help-truth-clocks = 达成一致不需要这两者：网络再慢也成立。推进却与时间有关：在完全异步的网络中，哪怕只有一个节点可能宕机，也没有确定性的协议能保证推进（FLP），所以 PBFT 假定延迟不会永远超过它的超时时间。时钟不必一致：各副本只用自己的时钟决定何时换一个主节点。
help-myth-more-replicas = 副本越多总是越安全。
help-truth-more-replicas = 五个或六个副本和四个一样，只能容忍一个故障副本；七个才能容忍两个。而消息数随 n 的平方增长。
help-myth-stops = 恶意副本超过 f 个时，PBFT 只会停滞。
help-truth-stops = 它可能停滞。但同伙若占满两组法定人数的交集，就能让正确的副本执行不同的请求。这需要 2Q − n 个同伙，Q 是法定人数：n = 3f + 1 时恰好是 f + 1 个，n 取其他值时也不会更少。场景库里有一个场景展示了这一点，并附上签名的证据。
help-myth-blockchain = PBFT 就是区块链，或者工作量证明。
help-truth-blockchain = 它出自 1999 年。它的成员是已知的，靠投票决定，不需要挖矿，已提交的请求立即成为最终结果。有些区块链用它的衍生协议就区块达成一致。
help-shortcuts = 启用全页快捷键
help-key = 按键
help-action = 作用
help-key-space = 空格
help-place-page = 输入框以外的任何地方
help-place-stage = 在副本或客户端上
help-place-plot = 在时间线上
help-place-scrubber = 在时间线下方的滑块上
help-action-play = 播放或暂停
help-action-step = 前进一步
help-action-back = 后退一步
help-action-later = 下一章
help-action-earlier = 上一章
help-action-faster = 加快
help-action-slower = 放慢
help-action-restart = 重新开始
help-action-replica = 转到这个编号的副本
help-action-client = 转到客户端；再按一次转到下一个客户端
help-action-request = 转到请求框；在某个客户端上时，用来发送它的请求
help-action-text = 显示运行的文字版
help-action-attacks = 寻找攻击
help-action-present = 演示模式：只显示集群图和播放控件
help-action-leave = 结束演示，或放下工具
help-action-help = 显示本帮助
help-action-stage-next = 下一个节点
help-action-stage-previous = 上一个节点
help-action-stage-menu = 打开它的菜单
help-action-stage-move = 移动它
help-action-plot-left = 较早的时间
help-action-plot-right = 较晚的时间
help-action-plot-previous = 选择上一个事件
help-action-plot-next = 选择下一个事件
help-action-plot-in = 放大
help-action-plot-out = 缩小
help-action-plot-fit = 显示整个运行
help-action-plot-follow = 跟随运行
help-action-plot-go = 转到所选的事件
help-action-plot-why = 解释所选事件
help-action-plot-flags = 进入章节旗标；左右方向键：其他旗标；Enter：转到该章节
help-action-plot-none = 取消选择
help-action-scrub-next = 前进一步
help-action-scrub-previous = 后退一步
help-action-scrub-far = 前进十步
help-action-scrub-far-back = 后退十步
help-action-scrub-first = 转到开头
help-action-scrub-last = 转到已知的最后一步

## 文字版

text-version = 文字
text-version-title = 运行的文字版
text-version-about = 到此刻为止的全部事件，可以阅读、收听或复制。此时运行会暂停。
text-version-detailed = 包括消息和定时器
text-version-count =
    { $count ->
        [0] 还没有事件。
       *[other] 共 { $count } 个事件。
    }
text-version-copy = 复制
text-version-copied = 已复制。
text-version-marked = 浏览器不允许复制。文字已选中，请用键盘复制。
text-version-begin = 开头
text-version-chapter = 第 { $number } 章，共 { $count } 章，{ $time } 毫秒：{ $text }
text-version-command = { $time } 毫秒：{ $text }
text-version-line = { $time } 毫秒：{ $text }{ $section ->
        [none] {""}
       *[other] （§ { $section }）
    }

## 故障

trouble-title = 引擎停止了
trouble-start-title = 引擎无法启动
trouble-kept = 你的运行没有丢失：场景、种子和你的全部改动都已保留。
trouble-recover = 从最后一个正常的步骤重新加载运行
coming =
    { $unit ->
        [ms] 正在把运行播放到那一时刻：已到 { $reached } 毫秒，共 { $goal } 毫秒。
        [branches] 正在播放两个分支以便比较：已播放 { $reached } 步，共 { $goal } 步。
       *[step] 正在把运行播放到那一时刻：第 { $reached } 步，共 { $goal } 步。
    }
coming-asks =
    这需要较长时间：{ $unit ->
        [ms] 已播放 { $reached } 毫秒，共 { $goal } 毫秒
       *[step] 已播放 { $reached } 步，共 { $goal } 步
    }。要继续吗？
coming-progress = 播放运行的进度
coming-go-on = 继续
coming-turn-back = 停止，保留原来的运行
coming-stop = 停止
trouble-recovering = 正在重放这次运行……
trouble-retry = 再试一次
trouble-details = 引擎的消息：{ $message }
trouble-why =
    { $why ->
        [silent] 它没有响应。
        [unreadable] 它的一条消息无法读取。
        [closed] 它已被关闭。
       *[ended] 它的工作线程意外结束。
    }

## 元素周围的页面

page-tab = pbft-lab：观看 PBFT 达成一致，再试着破坏它
page-name = pbft-lab

## 策略：作恶的方式。`strategy-NAME` 是名称，`strategy-NAME-about` 用一句话说明它做什么

strategy-silent-primary = 沉默的主节点
strategy-silent-primary-about = 它当主节点时什么也不发，直到备份节点切换视图。
strategy-slow-primary = 拖延的主节点
strategy-slow-primary-about = 它当主节点时，把每个提议都拖到定时器即将超时才发出，让客户端一直等。
strategy-censor = 审查
strategy-censor-about = 它当主节点时无视某一个客户端的请求，只为其他客户端服务。
strategy-equivocate = 同一个序号，两个提议
strategy-equivocate-about = 它当主节点时，用同一个序号向一部分备份节点提议一个请求，向其余的提议另一个。
strategy-equivocate-and-prepare = 两个提议，再加自己的 PREPARE
strategy-equivocate-and-prepare-about = 它当主节点时提出两个提议，还为两个都投票，而主节点从不发送 PREPARE。
strategy-tamper-request = 篡改请求
strategy-tamper-request-about = 它当主节点时改动客户端请求中的操作，客户端的签名因此不再有效。
strategy-fabricate-request = 捏造请求
strategy-fabricate-request-about = 它当主节点时提议一个没有客户端发起过的请求。
strategy-wrong-digest = 错误的摘要
strategy-wrong-digest-about = 它当主节点时签署的摘要，与提议中的请求不符。
strategy-stale-request = 重提已执行的请求
strategy-stale-request-about = 它当主节点时再次提议一个已执行过的请求。
strategy-jump = 序号过高
strategy-jump-about = 它当主节点时跳过一些序号，从而留下空缺，或者超出窗口。
strategy-hog-window = 用旧请求占满窗口
strategy-hog-window-about = 它当主节点时，用同一个已执行的请求占满一个又一个序号，不提议任何新请求。
strategy-contradict-new-view = 违背自己的 NEW-VIEW
strategy-contradict-new-view-about = 它当新视图的主节点时食言：在自己的 NEW-VIEW 已分配的序号上，又提议别的请求。
strategy-exclude = 只向法定人数提议
strategy-exclude-about = 它当主节点时不把提议发给 f 个备份节点，其余的副本仍够法定人数。
strategy-silent = 沉默
strategy-silent-about = 它什么也不发，就像宕机了一样。
strategy-double-prepare = 两条 PREPARE
strategy-double-prepare-about = 它投两种票：发给一部分副本的 PREPARE 支持一个请求，发给其余副本的支持另一个。
strategy-double-commit = 两条 COMMIT
strategy-double-commit-about = 它投两种票：发给一部分副本的 COMMIT 支持一个请求，发给其余副本的支持另一个。
strategy-withhold-commit = 不发 COMMIT
strategy-withhold-commit-about = 它和其他副本一样发送 PREPARE，却从不发送 COMMIT。
strategy-selective = 选择性发送
strategy-selective-about = 它只向自己挑选的副本发送消息，对其余副本保持沉默。
strategy-forge-sender = 冒名发送
strategy-forge-sender-about = 它还冒用另一个副本的名义投票，但只能用自己的密钥签名。
strategy-replay-phase = 把 PREPARE 改成 COMMIT
strategy-replay-phase-about = 它把其他副本的 PREPARE 改成 COMMIT，签名照搬，因此无效。
strategy-replay-votes = 重放旧投票
strategy-replay-votes-about = 每投一票，它还重放另一个副本的一张旧票，原样不动，或者改成新的序号。
strategy-other-cluster = 来自另一个集群的投票
strategy-other-cluster-about = 它以其他副本的名义投票，而这些票只在另一个集群里有效。
strategy-garbage = 乱码
strategy-garbage-about = 每投一票，它还发送一串不是消息的字节。
strategy-false-new-view = 虚假的 NEW-VIEW
strategy-false-new-view-about = 它当新视图的主节点时，漏掉、改动或添加请求，与各条 VIEW-CHANGE 所证明的不符。
strategy-withhold-new-view = 不发 NEW-VIEW
strategy-withhold-new-view-about = 它当新视图的主节点时，不发送 NEW-VIEW，或者只发给一部分副本。
strategy-wrong-checkpoint = 错误的 CHECKPOINT
strategy-wrong-checkpoint-about = 它的 CHECKPOINT 含有一个摘要，不属于任何副本的状态。
strategy-lying-reply = 虚假的 REPLY
strategy-lying-reply-about = 它向客户端回复虚假的结果。
strategy-fabricate-certificate = 捏造的证书
strategy-fabricate-certificate-about = 它的 VIEW-CHANGE 用捏造的证书声称某个请求已准备，而这个请求从未提议过。
strategy-hide-certificates = 隐瞒证书
strategy-hide-certificates-about = 它的 VIEW-CHANGE 隐瞒它已准备的全部请求。
strategy-old-checkpoint = 旧检查点
strategy-old-checkpoint-about = 它的 VIEW-CHANGE 从初始状态开始：陈旧，但有效。
strategy-bogus-checkpoint = 虚假的检查点
strategy-bogus-checkpoint-about = 它的 VIEW-CHANGE 声称有一个稳定检查点，却没有有效的证明。
strategy-view-change-spam = 滥发 VIEW-CHANGE
strategy-view-change-spam-about = 它不停地发送 VIEW-CHANGE。单凭至多 f 个副本，无法迫使视图切换。
strategy-view-change-storm = 合谋：VIEW-CHANGE 风暴
strategy-view-change-storm-about = 同伙不停地发送切换到下一个视图的 VIEW-CHANGE。有 f + 1 个同伙时，正确的副本必须跟随，大部分时间耗在视图切换上。
strategy-false-quorum = 依据虚假法定人数的 NEW-VIEW
strategy-false-quorum-about = 它当新视图的主节点时，所依据的 VIEW-CHANGE 数量不足、重复、属于别的视图或者无效。
strategy-two-new-views = 两条 NEW-VIEW
strategy-two-new-views-about = 它当新视图的主节点时，给一部分副本一条 NEW-VIEW，给其余副本另一条；两条都有效。
strategy-withhold-checkpoint = 不发 CHECKPOINT
strategy-withhold-checkpoint-about = 它不发送 CHECKPOINT。
strategy-far-checkpoint = 过高的 CHECKPOINT
strategy-far-checkpoint-about = 它声称的检查点远远高于所有副本的窗口，好像其他副本都落后了。
strategy-bad-state = 错误的 STATE
strategy-bad-state-about = 它用错误的、陈旧的或没有证明的状态回应 FETCH-STATE。
strategy-bad-batch = 错误的 BATCH
strategy-bad-batch-about = 它用另一个批次回应 FETCH-BATCH，或者不回应。
strategy-status-abuse = 滥用 STATUS
strategy-status-abuse-about = 它不停地声称自己什么都缺，想让其他副本把时间都花在回应上。
strategy-wrong-view = REPLY 中的错误视图
strategy-wrong-view-about = 它的回复写着一个过高的视图，想让客户端把请求发给错误的主节点。
strategy-replay-recorded = 重放录下的消息
strategy-replay-recorded-about = 网络上的攻击者没有任何密钥，却随时把录下的消息重放给任何节点。
strategy-say = 单条消息
strategy-say-about = 在指定的时刻签署并发送一条指定的消息。
strategy-script = 脚本
strategy-script-about = 由一个 JavaScript 函数决定它发送什么。只有用同一个函数，这次运行才能重现。
strategy-two-operations = 同一个时间戳，两个操作
strategy-two-operations-about = 它用同一个时间戳，向主节点发送一个操作，向备份节点发送另一个操作。最多只有一个会生效。
strategy-backups-only = 只发给备份节点
strategy-backups-only-about = 它只把请求发给备份节点，由它们转发给主节点。
strategy-bad-signature = 对一部分副本签名无效
strategy-bad-signature-about = 它发给一部分副本的请求，签名无效。
strategy-last-timestamp = 最后一个时间戳
strategy-last-timestamp-about = 它使用最大的时间戳；之后不可能再有更大的，它把自己锁在了门外。
strategy-flood = 洪泛
strategy-flood-about = 它不停地发送新请求，从不等待回复。
strategy-replay-requests = 重放请求
strategy-replay-requests-about = 它反复发送客户端签名的请求。
strategy-fork-in-view = 合谋：同一视图中的两种历史
strategy-fork-in-view-about = 主节点在同一个序号上提议两个请求，同伙给两个都投票。有 2Q − n 个同伙时，一致性就不再成立；Q 是法定人数，n = 3f + 1 时需要 f + 1 个同伙。
strategy-fork-across-views = 合谋：改写历史
strategy-fork-across-views-about = 同伙在视图切换时隐瞒一个已执行的请求，把它的序号分配给另一个请求。网络必须把知道它的副本与其他副本隔开。
strategy-fool-client = 合谋：欺骗客户端
strategy-fool-client-about = 每个同伙都立刻用同一个虚假的结果回复请求。客户端会接受 f + 1 条匹配的回复。
strategy-strike = 合谋：罢工
strategy-strike-about = 同伙只向彼此发送消息。有 n − Q + 1 个同伙时，其余副本无法提交任何新请求；Q 是法定人数，n = 3f + 1 时需要 f + 1 个同伙。
strategy-invent-state = 合谋：捏造状态
strategy-invent-state-about = 达到法定人数的同伙为一个从未存在的检查点作证，并发送捏造的状态，附带的证明却有效。

strategy-parameter-percent = 拖延时间占视图超时的百分比
strategy-parameter-client = 客户端
strategy-parameter-victims = 收到另一种内容的副本
strategy-parameter-to = 接收者
strategy-parameter-name = 冒用的发送者
strategy-parameter-signature = 捏造的请求的签名
strategy-parameter-offset = 序号高出多少
strategy-parameter-count = 占满的序号数
strategy-parameter-excluded = 收不到提议的备份节点
strategy-parameter-how = 方式
strategy-parameter-bytes = 字节的种类
strategy-parameter-every = 间隔
strategy-parameter-flaw = 证书的缺陷
strategy-parameter-proof = 证明
strategy-parameter-ahead = 超前的视图数
strategy-parameter-quorum = 法定人数的缺陷
strategy-parameter-windows = 超前的窗口数
strategy-parameter-state = 状态的缺陷
strategy-parameter-batch = 回应
strategy-parameter-views = 视图高出多少

strategy-choice-own-key = 用它自己的密钥
strategy-choice-none =
    { $parameter ->
        [signature] 没有签名
        [batch] 不回应
       *[proof] 没有证明
    }
strategy-choice-wrong =
    { $parameter ->
        [batch] 另一个批次
       *[state] 与摘要不符
    }
strategy-choice-older = 序号比证明的旧
strategy-choice-unproven = 与证明不符
strategy-choice-no-prepares = 没有 PREPARE
strategy-choice-too-few =
    { $parameter ->
        [flaw] 少一条 PREPARE
       *[quorum] 少一条 VIEW-CHANGE
    }
strategy-choice-foreign = 伪造的 PREPARE
strategy-choice-forged = 伪造的 CHECKPOINT
strategy-choice-duplicated = 重复的 VIEW-CHANGE
strategy-choice-stale = 属于较早视图的 VIEW-CHANGE
strategy-choice-invalid = 无效的 VIEW-CHANGE
strategy-choice-wrong-result = 另一个结果
strategy-choice-before-execution = 执行之前的结果
strategy-choice-exactly = 原样不动
strategy-choice-relabelled = 改成新的序号
strategy-choice-random = 随机
strategy-choice-truncated = 截短的消息
strategy-choice-trailing = 末尾有多余字节的消息
strategy-choice-oversize = 远超上限的字节
strategy-choice-unknown = 未知种类的消息
strategy-choice-omit = 漏掉一个序号
strategy-choice-null = 分配空请求
strategy-choice-other = 分配另一个批次
strategy-choice-extra = 添加一个序号

## 选择恶意行为

lie-back = 返回
lie-all = 全部 { $count } 种策略
lie-useful = 只看最常用的
lie-search = 搜索：投票、沉默、检查点……
lie-found =
    { $count ->
        [0] 没有匹配的策略。
       *[other] { $count } 种策略匹配。
    }
lie-note = 它可以用自己的密钥签名，也可以用同伙（其他恶意副本）的密钥签名，但不能用正确节点的密钥签名。
lie-note-client = 它只能用自己的密钥签名。
lie-family-primary = 作为主节点
lie-family-votes = 投票
lie-family-view-change = 视图切换
lie-family-checkpoints = 检查点与状态
lie-family-replies = 对客户端
lie-family-requests = 请求
lie-family-collusion = 合谋
lie-family-other = 其他方式
lie-now = 进行中。按一下即停止。
lie-settings = 设置
lie-percent = 概率（%）
lie-begin = 开始
lie-change = 应用
lie-any = 自动
lie-any-hint = （不选：自动）

## 安全栏

safety-label = 安全性
# The lamp of safety in the bar
safety-chip =
    { $state ->
        [violated] 违反不变式：{ $name }
        [weakened] 已削弱，缺少 { $rules }
        [unsure] 不保证安全
        [deceived] 不保证回复正确
        [stalled] 安全，但停滞
        [doubtful] 安全，不保证推进
       *[safe] 安全且活跃
    } · 故障 { $faulty } 个，f = { $allowed }
safety-lacking = 这个集群缺少协议的规则：{ $rules }，因此没有任何保证。
safety-chip-hint = 保证、不变式与证据
safety-count = 故障 { $faulty } 个，可容忍 { $allowed } 个
safety-guarantees =
    { $agreement ->
        [no] 有 { $byzantine } 个拜占庭副本，不再有任何保证：正确的副本可能产生分歧，客户端可能受骗。
       *[yes] { $answers ->
            [no] 有 { $byzantine } 个拜占庭副本，客户端可能受骗{ $progress ->
                [no] ，集群可能停滞
               *[yes] {""}
            }。正确的副本仍不会产生分歧。
           *[yes] { $progress ->
                [no] 集群可能停滞：{ $n } 个副本中只有 { $voting } 个必定投票，而法定人数是 { $quorum }。正确的副本仍不会产生分歧，客户端也不会受骗。
               *[yes] 安全性有保证；只要消息及时到达，活性也有保证。
            }
        }
    }
# 以某一种方式出故障的副本
fault-of =
    { $kind ->
        [down] 宕机：{ $names }
        [paused] 暂停：{ $names }
        [no-vote] 丢失磁盘、不能投票：{ $names }
        [lying] 作恶：{ $names }
        [twinned] 运行两份：{ $names }
       *[lied] 曾经作恶：{ $names }
    }
safety-invariants =
    { $broken ->
        [0] 本实验室的不变式：20 项中 { $held } 项至今成立，其余尚未检查
       *[other] 本实验室的不变式：{ $broken } 项被违反，20 项中 { $held } 项至今成立
    }
safety-state-held = 至今成立
safety-state-broken = 被违反
safety-state-unjudged = 尚未检查
safety-broken = 违反不变式：{ $name }
safety-foretold = 有 { $byzantine } 个拜占庭副本时，这一点没有保证，所以这不是协议的错误。
safety-weakened = 这次运行的协议缺少一条规则。拜占庭副本只有 { $byzantine } 个时，完整的协议保证这一点。
safety-bug = 拜占庭副本只有 { $byzantine } 个，这本不可能发生。请把它作为模拟器的错误报告。
safety-proof = 证据（按一下可在事件日志中找到）：
safety-behind = 证书和证据
safety-proofs = 被自己的签名证明作恶：{ $names }（{ $count } 条证据）
safety-record = 事件 { $record }
evidence-statement =
    { SPACED($signer) }签名：{ $about ->
        [state] 序号 { $number } 处的状态是
        [request] 请求 { $number } 是
       *[number] 在 { $kind } 中，序号 { $number } 是
    }
evidence-both = 正确的节点不会两者都签名。
safety-show = 在事件日志中显示
certificates-label = 相关的证书
certificate-prepared = { SPACED($holder) }在视图 { $view } 中准备了序号 { $seq }：{ $digest }
certificate-commit = { SPACED($holder) }在视图 { $view } 中提交了序号 { $seq }：{ $digest }
certificate-checkpoint = { SPACED($holder) }有序号 { $seq } 处状态的证明：{ $digest }
certificate-new-view = { SPACED($holder) }凭这些 VIEW-CHANGE 进入了视图 { $view }
certificate-replies = { SPACED($holder) }对请求 { $timestamp } 收到的回复：“{ $result }”
certificate-vote =
    { $vote ->
        [both] 两份都签了
        [one] 已签
       *[none] 未签
    }
certificate-overlap =
    { $count ->
        [0] 没有副本在两份上都签名。
       *[other] { SPACED($names) }在两份上都签了名。
    }
certificate-rule = { $n } 个副本中，任意两组 { $quorum } 票的法定人数至少有 { $least } 个共同的副本。只要拜占庭副本少于 { $least } 个，其中必有一个是正确的，而正确的副本绝不会两份都签。
certificate-proof = 作恶证据：下面每个副本都签署了两条互相矛盾的消息，而正确的副本绝不会这样做：
certificate-no-proof = 到目前为止，没有签名的消息能证明这些副本中的任何一个作恶。
violation-other-batch = 副本 { $replica } 在序号 { $seq } 执行的批次，与先前一个正确副本执行的不同。
violation-out-of-order = 副本 { $replica } 在序号 { $last } 之后执行了序号 { $seq }，顺序不对。
violation-other-results = 副本 { $replica } 在序号 { $seq } 得到的结果，与先前一个正确副本得到的不同。
violation-state-never-executed = 副本 { $replica } 安装了序号 { $seq } 的状态，但没有副本执行到那里：正确的副本最远只到序号 { $end }。
violation-wrong-result = 在序号 { $seq }，{ SPACED($client) }的请求 { $timestamp } 的结果与历史不符。
violation-never-asked = 序号 { $seq } 执行了{ SPACED($client) }的请求 { $timestamp }，但{ SPACED($client) }从未发送过它。
violation-twice = { SPACED($client) }的请求 { $timestamp } 在序号 { $seq } 生效，而它的请求 { $before } 此前已经生效。
violation-few-prepared = 副本 { $replica } 发出的准备证书有 { $have } 个不同的签名者，需要 { $need } 个。
violation-few-committed = 副本 { $replica } 发出的提交证书有 { $have } 个不同的签名者，需要 { $need } 个。
violation-few-stable = 副本 { $replica } 发出的稳定检查点有 { $have } 个不同的签名者，需要 { $need } 个。
violation-few-view-changes = 副本 { $replica } 发出的 NEW-VIEW 所依据的 VIEW-CHANGE 来自 { $have } 个不同的副本，需要 { $need } 个。
violation-few-state = 副本 { $replica } 发出的状态有 { $have } 个不同的签名者，需要 { $need } 个。
violation-never-proposed = 一份证书里有副本 { $replica } 的 PRE-PREPARE，而它从未发出过。
violation-never-prepared = 一份证书里有副本 { $replica } 的 PREPARE，而它从未发出过。
violation-never-committed = 一份证书里有副本 { $replica } 的 COMMIT，而它从未发出过。
violation-two-prepared = 在视图 { $view } 中，正确的副本在序号 { $seq } 上准备了两个不同的批次，副本 { $replica } 持有第二个。
violation-committed-unprepared = 副本 { $replica } 在视图 { $view } 中提交了序号 { $seq }，但已准备的正确副本只有 { $have } 个，需要 { $need } 个。
violation-accepted-other-batch = 序号 { $seq } 在视图 { $before } 中已经提交，副本 { $replica } 却在视图 { $view } 中为它接受了另一个批次。
violation-new-view-forgets = 序号 { $seq } 在视图 { $before } 中已经提交，副本 { $replica } 为视图 { $view } 发出的 NEW-VIEW 却没有包含它的批次。
violation-other-state = 副本 { $replica } 在检查点 { $seq } 的状态与历史不符。
violation-outside-window = 副本 { $replica } 把序号 { $seq } 记入日志，而它在窗口之外：窗口中的序号都大于 { $low }。
violation-view-not-later = 副本 { $replica } 从视图 { $from } 转到了视图 { $to }。
violation-view-back = 副本 { $replica } 从视图 { $from } 退回到视图 { $to }。
violation-low-water-mark-back = 副本 { $replica } 的低水线从 { $from } 变成了 { $to }。
violation-vote-in-left-view = 副本 { $replica } 已经发送了视图 { $wanted } 的 VIEW-CHANGE，之后又在视图 { $view } 中投票。
violation-two-pre-prepares = 副本 { $replica } 在视图 { $view } 中对序号 { $seq } 签署了两条不同的 PRE-PREPARE。
violation-two-prepares = 副本 { $replica } 在视图 { $view } 中对序号 { $seq } 签署了两条不同的 PREPARE。
violation-two-commits = 副本 { $replica } 在视图 { $view } 中对序号 { $seq } 签署了两条不同的 COMMIT。
violation-two-checkpoints = 副本 { $replica } 对序号 { $seq } 签署了两条不同的 CHECKPOINT。
violation-two-view-changes = 副本 { $replica } 对视图 { $view } 签署了两条不同的 VIEW-CHANGE。
violation-two-new-views = 副本 { $replica } 对视图 { $view } 签署了两条不同的 NEW-VIEW。
violation-voted-again = 副本 { $replica } 丢失磁盘后又对序号 { $seq } 投票，而此前它已经投票到序号 { $last }。
violation-not-primary = 副本 { $replica } 不是视图 { $view } 的主节点，却在其中发送了 PRE-PREPARE。
violation-early-prepare = 副本 { $replica } 在视图 { $view } 中对序号 { $seq } 发送了 PREPARE，却没有接受过 PRE-PREPARE。
violation-early-commit = 副本 { $replica } 在视图 { $view } 中对序号 { $seq } 发送了 COMMIT，自己却没有准备。
violation-stable-without-quorum = 副本 { $replica } 让序号 { $seq } 处的检查点变为稳定，但发送 CHECKPOINT 的副本只有 { $have } 个，需要 { $need } 个。
violation-view-change-forgets = 副本 { $replica } 在视图 { $before } 中准备了序号 { $seq }，它为视图 { $view } 发出的 VIEW-CHANGE 却遗漏了它。
violation-result-never-executed = { SPACED($client) }接受了请求 { $timestamp } 的结果，但没有正确的副本执行过它。
violation-result-not-given = { SPACED($client) }对请求 { $timestamp } 接受的结果与历史不符。
violation-answered-before-asked = 在历史中，{ SPACED($client) }的请求 { $timestamp } 排在另一个请求之前，而那个请求完成时，请求 { $timestamp } 还没有发送。
violation-unanswered = { SPACED($client) }没有在限期之内得到结果。
violation-left-behind = 副本 { $replica } 执行到序号 { $seq }，副本 { $other } 执行到序号 { $end }。
violation-states-differ = 副本 { $replica } 与副本 { $other } 的状态不同。
violation-no-active-quorum = 没有一个视图的活跃副本达到法定人数：最多的一个有 { $have } 个，另有 { $waiting } 个在等待更晚的视图。
violation-request-timer-stopped = 副本 { $replica } 有待处理的请求，请求定时器却没有运行。
violation-resend-timer-stopped = 副本 { $replica } 在等待一个视图，却没有重传它的 VIEW-CHANGE。
invariant-1 = 一致性
invariant-about-1 = 任何两个正确的副本都不会在同一序号上执行不同的请求。
invariant-2 = 顺序
invariant-about-2 = 每个副本按序号依次执行，没有空缺，结果相同。
invariant-3 = 有效性
invariant-about-3 = 只执行客户端确实签名过的请求。
invariant-4 = 至多一次
invariant-about-4 = 无论一个请求发送多少次，都不会生效两次。
invariant-5 = 有效的证书
invariant-about-5 = 正确的副本发送的证书有足够多的不同签名者，而且每个签名者都确实签过。
invariant-6 = 只准备一个请求
invariant-about-6 = 在同一个视图中，正确的副本在每个序号上最多准备一个请求。
invariant-7 = 先准备后提交
invariant-about-7 = 正确的副本提交请求时，已准备这个请求的正确副本足够多。
invariant-8 = 跨视图保持
invariant-about-8 = 已提交的请求在以后的所有视图中序号不变。
invariant-9 = 检查点一致
invariant-about-9 = 在同一个序号上，正确副本的检查点都是同一个状态，也就是历史给出的状态。
invariant-10 = 日志有界
invariant-about-10 = 副本不把水线之外的内容记入日志，所以内存不会随运行增长。高于 H 的，每个副本只保留一条 CHECKPOINT。
invariant-11 = 单调性
invariant-about-11 = 正确副本的视图、低水线和已执行的最大序号从不减小。
invariant-12 = 不发送矛盾消息
invariant-about-12 = 在同一个视图中，正确的副本从不为同一个序号签署两张不同的票。
invariant-13 = 投票顺序
invariant-about-13 = 正确的副本接受 PRE-PREPARE 之后才发送 PREPARE，已准备之后才发送 COMMIT。
invariant-14 = 安全的垃圾回收
invariant-about-14 = 副本只清除到稳定检查点为止的日志。
invariant-15 = 正确的结果
invariant-about-15 = 正确的客户端接受的结果与共同历史相符。
invariant-16 = 投票持久化
invariant-about-16 = 每一票在发出之前都已写入副本的磁盘，所以重启后的副本不会自相矛盾。这是本实现的性质，论文中没有。
invariant-17 = 活性
invariant-about-17 = 只要消息及时到达、故障副本不超过 f 个，每个客户端都会得到回复。在所有故障结束之后检查。
invariant-18 = 等待必有定时器
invariant-about-18 = 等待主节点的副本都有一个正在运行的定时器。这是本实现的性质。在所有故障结束之后检查。
invariant-19 = 没有饥饿
invariant-about-19 = 其他客户端得到服务时，没有客户端会永远等待。在所有故障结束之后检查。
invariant-20 = 确定性
invariant-about-20 = 种子相同，运行就相同。这是模拟器的性质，与 PBFT 无关。通过比较两次运行来检查。

## 拒绝的理由：代码见 docs/errors.md。多数句子前面是主语：字段，或被拒绝的整体

subject-field = “{ $field }”
subject-whole =
    { $name ->
        [ScenarioError] 场景
        [CommandError] 命令
        [GoalError] 目标
        [LinkError] 链接
        [ScriptError] 脚本
       *[ArgumentError] 参数
    }
list-or = {" 或 "}
shown-list = […]
shown-object = {"{"}…{"}"}
member-kind =
    { $kind ->
        [client] 客户端
        [node] 节点
        [branch] 分支
       *[replica] 副本
    }
refusal-too-much-text = { $subject }有 { $bytes } 字节的文本，最多允许 { $max } 字节。
refusal-too-many-characters = { $subject }有 { $characters } 个字符，最多允许 { $max } 个。
refusal-unexpected-end = { $subject }不是有效的 JSON：在第 { $line } 行第 { $column } 列中断。
refusal-invalid-json = { $subject }不是有效的 JSON：第 { $line } 行第 { $column } 列有错误（{ $detail }）。
refusal-duplicate-field = { $subject }不是有效的 JSON：字段 { $name } 重复（第 { $line } 行第 { $column } 列）。
refusal-nested-too-deep = { $subject }嵌套过深（第 { $line } 行第 { $column } 列）：最多允许 { $max } 层。
refusal-not-plain-data = { $subject }不是普通的 JSON 数据：{ $detail }。
refusal-missing = 缺少{ $subject }。
refusal-unknown-field = 未知字段{ $subject }；可用的字段有：{ $names }。
refusal-too-small = { $subject }为 { $value }，应为不小于 { $min } 的整数。
refusal-out-of-range = { $subject }为 { $value }，应为 { $min } 到 { $max } 之间的整数。
refusal-time-too-small = { $subject }为 { $value }，应为不小于 { $min } 的毫秒数。
refusal-time-out-of-range = { $subject }为 { $value }，应为 { $min } 到 { $max } 之间的毫秒数。
refusal-not-a-boolean = { $subject }为 { $value }，应为 true 或 false。
refusal-not-a-string = { $subject }为 { $value }，应为字符串。
refusal-not-an-array = { $subject }为 { $value }，应为数组。
refusal-not-an-object = { $subject }为 { $value }，应为对象。
refusal-wrong-form = { $subject }为 { $value }，应写成这样的形式：{ $example }。
refusal-not-a-pair = { $subject }为 { $value }，应为两个数的数组。
refusal-not-exactly-one-field = { $subject }为 { $value }，应为恰好含有下列字段之一的对象：{ $names }。
refusal-not-one-of = { $subject }为 { $value }，应为 { $choices }。
refusal-unknown-name = { $subject }为 { $value }，应为下列之一：{ $names }。
refusal-too-long = { $subject }有 { $bytes } 字节，最多允许 { $max } 字节。
refusal-too-many-entries = { $subject }有 { $count } 项，最多允许 { $max } 项。
refusal-not-a-language-tag = { $subject }应为语言标签，例如 en、zh 或 pt-BR。
refusal-not-hexadecimal = { $subject }为 { $value }，应为十六进制数字，每个字节两位。
refusal-wrong-digit-count = { $subject }为 { $value }，应恰好有 { $digits } 位十六进制数字。
refusal-freed = { $subject }已经用 free() 释放，不能再使用：请新建一个。
refusal-wrong-receiver = { $subject }为 { $value }，这个方法必须在 { $class } 上调用。
refusal-not-exactly-one-question = { $subject }必须恰好询问下列之一：{ $names }。
refusal-wrong-version = { $subject }为 { $value }，应为 { $version }：本引擎只读取这个版本。
refusal-out-of-bounds = { $subject }为 { $value }，应在 { $min } 到 { $max } 之间。
refusal-not-a-multiple = { $subject }为 { $value }，应为检查点间隔的倍数。
refusal-seed-not-a-string = { $subject }为 { $value }，应为引号中的整数，例如 "7"。
refusal-invalid-seed = { $subject }为 { $value }，应为引号中 0 到 { $max } 之间的整数。
refusal-no-random-seed = 缺少{ $subject }，而浏览器没有提供随机种子（{ $detail }）：请指定一个种子。
refusal-latency-too-long = { $subject }最大达到 { $max } 毫秒，最多允许 { $limit } 毫秒。
refusal-min-above-max = { $subject }从 { $min } 毫秒降到 { $max } 毫秒，请把较小的写在前面。
refusal-wrong-mean = { $subject }的均值为 { $mean } 毫秒，应大于 0 且不超过 { $limit } 毫秒。
refusal-not-a-ratio = { $subject }为 [{ $hits }, { $of }]；它表示消息数和总数，所以第二个数至少为 1，且不小于第一个数。
refusal-delay-too-long = { $subject }为 { $value }，最多为 { $max }。
refusal-too-many-parts = { $subject }有 { $count } 个部分，最多允许 { $max } 个。
refusal-unknown-invariant = { $subject }为 { $value }，应为 { $wildcard } 或下列之一：{ $names }。
refusal-too-few-choices = { $subject }有 { $count } 项，至少需要 { $min } 项。
refusal-not-one-right-choice = { $subject }有 { $count } 项标有 "right": true，应恰有一项。
refusal-find-with-choices = { $subject }有 { $count } 项；带有 "find" 的问题不能有选项。
refusal-find-without-why = { $subject }应同时有 "find" 和 "why"，或两者都没有。
refusal-too-many-tasks = { $subject }有 { $count } 个任务，最多允许 { $max } 个。
refusal-explain-without-task = { $subject }要求同一处有任务（task）：这个问题在任务之后提出。
refusal-cannot-be-set-up = { $subject }无法建立：{ $detail }。
refusal-cannot-be-scheduled = { $subject }无法安排：{ $detail }。
refusal-missing-in-scene = 场景 { $scene } 缺少{ $subject }。
refusal-not-found = { $subject }为 { $value }，但没有这个{ $kind }（共 { $count } 个，从 0 开始编号）。
refusal-not-node-numbers = { $subject }为 { $value }，应为节点编号的数组，每个都小于 { $count }。
refusal-proof-not-found = { $subject }为 { $value }，但目前找到 { $count } 份证明，从 0 开始编号。
refusal-packet-not-found = { $subject }为 { $value }，但在途消息和轨迹里都没有这个编号的消息。
refusal-record-not-found = { $subject }为 { $value }，但只有 { $count } 条记录，从 0 开始编号。
refusal-no-strategies = { $subject }是空的；要让副本重新遵守协议，请用命令 "honest"。
refusal-strategy-missing = 缺少{ $subject }：请给出一个策略，或用 strategies 给出几个。
refusal-strategy-twice = { $subject }不能与 strategy 同时使用，请只用其中一个。
refusal-unknown-strategy = { $subject }为 { $value }；{ $kind }的策略有：{ $names }。
refusal-unknown-parameter = 未知参数{ $subject }；{ $strategy } 的参数有：{ $names }。
refusal-no-parameters = 未知参数{ $subject }；{ $strategy } 没有参数。
refusal-invalid-parameter-value = { $subject }为 { $value }，应为不小于 0 的数、字符串、true 或 false，或由不小于 0 的整数组成的数组。
refusal-not-a-condition = { $subject }为 { $value }，应为 "always"、"never" 或对象。
refusal-not-two-sides = { $subject }有 { $count } 个数组，应为两个节点编号的数组。
refusal-not-a-link = { $subject }应以版本号和一个点开头，例如 "1."。
refusal-newer-version = { $subject }是版本 { $version } 的，而本引擎只读取版本 { $known }：请用更新的发行版打开。
refusal-link-too-large = { $subject }有 { $bytes } 字节，最多允许 { $max } 字节。
refusal-link-altered = { $subject }已损坏：被截断，或有字符被添加或改动；请复制完整的链接。
refusal-link-damaged = { $subject }已损坏：缺少一部分，或有改动；请复制完整的链接。
refusal-does-not-unpack = { $subject }解压后不是至多 { $max } 字节的文本。
refusal-unpacks-to-invalid-text = { $subject }解压后不是文本。
refusal-run-too-short = { $subject }指向第 { $step } 步，但它的运行到第 { $end } 步就结束了。
refusal-run-mismatch = { $subject }由另一版本的引擎生成，这次运行在那里的经过不同。
refusal-script-mismatch = { $subject }用其他脚本或由另一版本的引擎生成，它的运行经过不同。
refusal-too-many-steps = { $subject }指向第 { $step } 步，最多重放 { $max } 步。
refusal-link-too-long = { $subject }会有 { $characters } 个字符，最多允许 { $max } 个。
refusal-script-missing = { $subject }为 "{ $strategy }"，但副本 { $replica } 没有函数：请在这条命令之前用 simulation.script({ $replica }, fn) 设置；含有这条命令的场景或链接在打开时就需要它，例如 new Simulation(scenario, {"{"}{ $replica }: fn{"}"})。
refusal-not-a-script-map = { $subject }必须是从副本编号到函数的对象，例如 {"{"}2: fn{"}"}。
refusal-not-a-function = { $subject }必须是函数。
refusal-too-many-signatures = { $subject }在一步中签名超过 { $max } 条消息。
refusal-too-many-sends = { $subject }在一步中发送超过 { $max } 条消息。
refusal-too-many-sent-bytes = { $subject }在一步中发送的自造内容超过 { $max } 字节。
refusal-unsigned-kind = { $subject }没有签名：直接发送即可。
refusal-to-itself = { $subject }要发给节点 { $number }，也就是副本自己。
refusal-replica-signs-request = { $subject }为 { $value }，是一个副本；REQUEST 只能由客户端签名。
refusal-key-not-held = { $subject }需要 { $author } 的密钥；可用的密钥只属于：{ $names }。
refusal-invalid-message = { $subject }不能在这个集群中发送：{ $detail }。
refusal-outside-window = { $subject }为 { $value }，应大于 { $low } 且不超过 { $high }。
refusal-invalid-snapshot = { $subject }不是状态：{ $detail }。
refusal-reentrant-call = { $subject }不得调用自己所在的模拟：有一步正在执行。
refusal-returned-promise = { $subject }返回了 promise：脚本是同步调用的，不会等待结果。
refusal-returned-list = { $subject }返回了数组：要发送的消息必须放进 outbox，或交给 send()。
refusal-returned-object = { $subject }返回了对象：脚本不应返回值。
refusal-called-late = { $subject }在自己的一步之外调用了 sign 或 send：脚本返回之后就不能再调用它们。
refusal-node-not-found = 没有节点 { $number }；共有 { $nodes } 个节点。
refusal-node-down = { SPACED($Node) }已宕机：请先让它重启。
refusal-node-not-down = { SPACED($Node) }没有宕机，所以不能重启。
refusal-node-paused = { SPACED($Node) }已暂停：请先让它恢复运行。
refusal-node-not-paused = { SPACED($Node) }没有暂停，所以不能恢复运行。
refusal-packet-not-in-flight = 消息 { $packet } 不在途：它已送达、已丢失或从未发出。
refusal-timer-not-running = { SPACED($Node) }没有正在运行的定时器“{ $timer }”。
refusal-too-few-groups = 分区至少需要两组节点，而这里有 { $groups } 组。
refusal-empty-group = 分区中有一组是空的：请至少写上一个节点。
refusal-node-in-two-groups = { SPACED($Node) }出现了两次：一个节点只属于一组。
refusal-in-the-past = 它要在 { $at } 毫秒执行，但现在已是 { $now } 毫秒。
refusal-too-many-commands = 一次运行最多接受 { $limit } 条命令，已达到上限。
refusal-too-many-packets = 在途消息已有 { $limit } 条，达到上限。
refusal-too-many-branches = { $subject }会产生一个新分支，而一次运行最多有 { $limit } 个：请重新打开它的场景。
refusal-record-lost = { $subject }已执行，但轨迹太短，没有保留它的记录。

# 页面自己发现的：属性 `scenario`

refusal-no-such-scene = 没有名为“{ $value }”的场景。可以给出场景的名称、场景文件的地址或链接。
refusal-other-origin = 场景文件 { $address } 不在本服务器（{ $origin }）上。只读取与页面同源的文件：请在那里放一份拷贝。
refusal-not-fetched = 无法取得场景文件 { $address }：{ $detail }。
refusal-server-answered = 无法取得场景文件 { $address }：服务器返回状态 { $status }。
refusal-file-too-large = 场景文件 { $address } 超过 { $megabytes } MB 的上限。

## 分享

share = 分享
share-leaves = 分享方式
share-leaf =
    { $leaf ->
        [link] 链接
        [embed] 嵌入
        [figure] 插图
       *[file] 文件
    }
share-title = 标题
share-about = 说明
share-link = 指向此刻的链接
share-link-about = 打开这次运行的这一时刻：第 { $step } 步，{ $time } 毫秒。服务器上不保存任何数据：链接本身就包含这次运行。
share-scene = 指向此场景的链接
share-scene-about = 短链接：从头打开这个场景，不含你的改动。
share-copy = 复制
share-copied = 已复制。
share-copy-yourself = 浏览器不允许本页写入剪贴板。文字已经选中，请用键盘或菜单复制。
share-file = 场景文件
share-file-about = 一个文本文件，包含这次运行和你的全部改动。把文件拖放到页面上也可以打开。
share-file-save = 保存场景
share-file-open = 打开文件……
share-figure = 插图
share-figure-save =
    { $of ->
        [stage] 将集群图存为 { $format }
       *[timeline] 将时间线存为 { $format }
    }
share-stage-title = PBFT 集群
share-figure-failed =
    { $why ->
        [hidden] 无法生成插图：那一部分没有显示。
        [empty] 无法生成插图：那一部分还没有内容。
        [no-canvas] 无法生成插图：这个浏览器不提供画布。
        [not-written] 无法生成插图：这个浏览器没能写出图片。
       *[other] 无法生成插图：{ $message }
    }
timeline-axis =
    { $width ->
        [narrow] t
       *[wide] 虚拟时间
    }
figure-caption =
    { $of ->
        [stage] { $title }：第 { $step } 步时的集群，虚拟时间 { $time } 毫秒；n = { $n }，f = { $f }，种子 { $seed }。
       *[timeline] { $title }：本次运行的消息，停在第 { $step } 步，虚拟时间 { $time } 毫秒；n = { $n }，f = { $f }，种子 { $seed }。
    }
figure-of =
    { $of ->
        [stage] 集群图
       *[timeline] 时间线
    }
figure-alt =
    { $of ->
        [stage] 集群图的插图
       *[timeline] 时间线的插图
    }
figure-caption-label = 图注
figure-caption-again = 恢复图注
figure-size =
    { $name ->
        [page] 整页：{ $width } 厘米
        [column] 单栏：{ $width } 厘米
       *[slide] 幻灯片：{ $width } 像素
    }
figure-unit = 宽度单位
figure-unit-of =
    { $unit ->
        [cm] 厘米
       *[px] 像素
    }
figure-letters =
    { $low ->
        [yes] 最小的字约高 { $points } 磅：印刷出来太小，请选更大的宽度。
       *[no] 最小的字约高 { $points } 磅。
    }
share-colours = 配色
share-colours-of =
    { $colours ->
        [light] 浅色，用于纸张
       *[dark] 深色，用于幻灯片
    }
share-trace = 轨迹
share-trace-name =
    { $format ->
        [json] JSON
        [shiviz] ShiViz
        [mermaid] Mermaid
       *[tikz] TikZ
    }
share-trace-about =
    { $format ->
        [json] 全部事件及其原因，供你自己的程序使用。
        [shiviz] 带向量时钟的日志，可在 ShiViz 中查看。
        [mermaid] 顺序图，用于 Markdown 页面、维基和幻灯片。
       *[tikz] 一份 LaTeX 文档，其中的插图沿用论文的画法。
    }
share-scorm = 课程系统
share-scorm-about = 适用于 Moodle 等系统的 SCORM 课件包，包含这个场景、它的任务和整个实验室，并会上报成绩。
share-scorm-save = 保存为 SCORM 课件包
share-scorm-failed = 没有生成课件包：无法读取实验室的文件（{ $message }）。
share-embed-from =
    { $from ->
        [beginning] 从头开始
       *[moment] 从此刻开始
    }
embed-this-run = 这次运行
embed-content = 运行内容
embed-reader = 跟随读者
embed-plays = 立即播放
embed-readonly = 只能观看
embed-kind = 代码形式
embed-size = 尺寸
embed-size-automatic = 自动
embed-size-of = { $width } × { $height }
embed-size-own = 自定
embed-width = 宽
embed-height = 高
embed-automatic = 自动
embed-frame-height = 框架无法随内容伸缩：自动即 { $height } 像素，足以显示全部内容。
embed-shown = 显示
embed-shows =
    { $what ->
        [everything] 全部
        [lesson] 课程：集群图、叙述、章节、故障
        [film] 集群图、叙述和播放
        [timeline] 时间线和播放
        [picture] 仅集群图
       *[own] 按下面的选择
    }
embed-parts = 组成部分
embed-controls = 读者可用的操作
embed-name-parts =
    { $name ->
        [narration] 叙述
        [safety] 安全性
        [stage] 集群图
        [legend] 图例
        [steps] 阶段
        [timeline] 时间线
        [captions] 章节
        [events] 事件
        [matrix] 投票
        [log] 日志
        [network] 消息
       *[inspector] 副本
    }
embed-name-controls =
    { $name ->
        [scene] 场景
        [settings] 设置
        [request] 请求
        [play] 播放
        [step] 单步
        [reset] 重新开始
        [speed] 速度
        [until] 运行到
        [moments] 历史
        [faults] 故障
        [network] 网络
        [share] 分享
        [help] 帮助
       *[look] 外观
    }
embed-preview = 预览
embed-preview-size = 预览：{ $width } × { $height } 像素，缩放至 { $percent }%
embed-try = 在新标签页中试用
embed-blocked = 本页的安全策略不允许预览框架，但代码有效。
embed-code = 放入网页的代码
embed-copy = 复制代码
share-embed-as =
    { $kind ->
        [element] 作为页面中的元素
       *[frame] 放在独立的框架中
    }
share-saved = 已保存为“{ $name }”。
share-drop = 松开即可打开场景文件
share-own = 分享的运行
share-opening = 正在打开链接：把运行播放到那一刻……
share-linked = 这就是链接所指的那一刻，第 { $step } 步。按“播放”继续。
share-restored = 已恢复到你上次的位置。
share-afresh = 开始新的运行
share-problem =
    { $at ->
        [link] 链接没有打开：{ $message }
        [kept] 无法恢复你上次的运行：{ $message }
       *[file] { $why ->
            [too-large] “{ $name }”没有打开：它超过 8 MB，这是场景文件的上限。你的运行保持原样。
            [unreadable] “{ $name }”没有打开：无法读取。你的运行保持原样。
           *[refused] “{ $name }”没有打开：{ $message }你的运行保持原样。
        }
    }
# 运行直到

until-or-go = 运行直到 · 转到
until = 运行直到
until-stop = 停止
until-what = 运行到什么为止
until-next =
    { $milestone ->
        [reply] 客户端接受下一个结果
        [commit] 下一次提交
        [view-change] 下一个新视图
        [checkpoint] 下一个稳定检查点
       *[violation] 下一次违反不变式
    }
until-searching = 搜索的进度
until-progress = 虚拟时间 { $searched } 秒，最多 { $limit } 秒
until-outcome =
    { $end ->
        [found] { $milestone ->
            [reply] 找到了：{ $time }之后，客户端接受了一个结果。
            [commit] 找到了：{ $time }之后，一个副本提交了一个序号。
            [view-change] 找到了：{ $time }之后，一个副本进入了新视图。
            [checkpoint] 找到了：{ $time }之后，一个检查点已稳定。
           *[violation] 找到了：{ $time }之后，一项不变式被违反。
        }
        [broken] 途中有一项不变式被违反，见安全栏。
        [idle] { $milestone ->
            [reply] 没有结果：没有后续事件。
            [commit] 没有提交：没有后续事件。
            [view-change] 没有新视图：没有后续事件。
            [checkpoint] 没有稳定检查点：没有后续事件。
           *[violation] 没有违反不变式：没有后续事件。
        }
        [lesson] 还没有：请先看课程的提问或任务。
        [stopped] 已停止，还没有找到。
       *[limit] { $milestone ->
            [reply] 虚拟时间 { $time }内没有结果。
            [commit] 虚拟时间 { $time }内没有提交。
            [view-change] 虚拟时间 { $time }内没有新视图。
            [checkpoint] 虚拟时间 { $time }内没有稳定检查点。
           *[violation] 虚拟时间 { $time }内没有违反不变式。
        }
    }

# 运行设置

set-title = 运行设置
set-about = 按这些设置开始一次新的运行。空着的字段使用默认值。
set-cluster = 集群
set-network = 网络
set-timeouts = 超时
set-log = 检查点与批次
set-crypto = 签名
set-field =
    { $field ->
        [replicas] 副本数
        [clients] 客户端数
        [viewTimeoutMs] 视图超时
        [clientTimeoutMs] 客户端超时
        [statusIntervalMs] STATUS 间隔
        [resendIntervalMs] VIEW-CHANGE 重传间隔
        [fetchIntervalMs] 拉取间隔
        [checkpointInterval] 检查点间隔 K
        [logSize] 窗口大小 L
       *[batchMax] 批次大小
    }
set-unit =
    { $field ->
        [replicas] 个副本
        [clients] 个客户端
        [checkpointInterval] 个序号
        [logSize] 个序号
        [batchMax] 个请求
       *[time] 毫秒
    }
set-hint =
    { $field ->
        [clients] 可以发送请求的客户端数。
        [viewTimeoutMs] 备份节点等待请求执行的时间；超时后它怀疑主节点，并发起视图切换。
        [clientTimeoutMs] 客户端等待 f + 1 条匹配的回复的时间；超时后它向所有副本重传请求。
        [statusIntervalMs] 有未完成的工作而没有进展时，副本按这个间隔广播 STATUS。
        [resendIntervalMs] 副本等待 NEW-VIEW 时，按这个间隔重传 VIEW-CHANGE。
        [fetchIntervalMs] 副本等待缺少的批次或状态这么久之后，再次拉取。
        [checkpointInterval] 每个副本每 K 个序号生成一个检查点。
        [logSize] 副本在最近的稳定检查点之上接受的序号数：是 K 的倍数，至少是 2K。
       *[batchMax] 一个序号最多容纳的请求数。
    }
set-latency = 延迟
set-latency-kind =
    { $kind ->
        [constant] 固定
        [uniform] 在一个范围内均匀分布
       *[exponential] 多数很短，偶尔很长
    }
set-latency-field =
    { $field ->
        [latencyMs] 恰好
        [latencyMin] 从
        [latencyMean] 平均
       *[latencyMax] 到
    }
set-latency-about =
    { $kind ->
        [constant] 每条消息用时相同，所以消息不会互相超越。
        [uniform] 每条消息的用时在这个范围内随机取值，所以后发的可能先到。
       *[exponential] 多数消息的用时接近最小值，少数很长。
    }
set-ratio =
    { $ratio ->
        [loss] 丢包
        [duplicate] 重复
       *[reorder] 乱序
    }
set-ratio-hits =
    { $ratio ->
        [loss] 丢包：丢失的消息数
        [duplicate] 重复：重复的消息数
       *[reorder] 乱序：乱序的消息数
    }
set-ratio-of =
    { $ratio ->
        [loss] 丢包：消息总数
        [duplicate] 重复：消息总数
       *[reorder] 乱序：消息总数
    }
set-ratio-between = /
set-ratio-unit = 条消息
set-ratio-about =
    { $ratio ->
        [loss] 丢失的消息永远不会到达。
        [duplicate] 重复的消息到达两次。
       *[reorder] 乱序的消息用时更长，后发的消息可能先到。
    }
set-crypto-name =
    { $kind ->
        [once] 验证一次。
        [every] 每次都验证。
       *[symbolic] 符号签名。
    }
set-crypto-about =
    { $kind ->
        [once] 签名是真实的，每个签名替所有副本只验证一次，因为它们会得出相同的结论。
        [every] 每个副本亲自验证每个签名，与真实的集群一样。这样较慢，但运行不变。
       *[symbolic] 用带密钥的标记代替签名。这样很快，在模拟中同样难以伪造，运行不变。
    }
set-keep = 保留场景的命令、章节和目标
set-no-number = 不是数字。
set-start = 开始运行
set-scene = 恢复场景的设置

# 在集群图上画线与拖动

stage-tools = 集群图
stage-partition = 网络分区…
stage-draw = 画线分区
stage-draw-hint = 在图上画一条线，把网络分区
stage-groups = 选择分组……
stage-heal = 恢复
stage-put-back = 还原布局
stage-put-back-hint = 把所有节点移回原位
stage-tip = 拖动节点，或按 Shift 加方向键，可移动它。画一条线可把网络分区。
stage-tip-touch = 拖动节点可移动它。
stage-drawing = 画一条线。两边的节点将无法通信。
stage-side = { $letter }：{ $nodes }
stage-nothing = 这条线没有隔开节点：所有节点都在同一边。

# 时间的长短

grip-unit = 毫秒
grip-delay-field = 延迟（毫秒）
grip-slow-from = 这条链路的最小延迟（毫秒）
grip-slow-to = 到
grip-slow-until = 这条链路的最大延迟（毫秒）

## Attacks on a protocol with a missing rule

attacks = 寻找攻击
attacks-about = PBFT 的每条规则都防止某种问题。去掉一条，看看会出什么错。
attacks-rules = 全部规则
attacks-search = 搜索
attacks-class = 类别
attacks-class-all = 全部类别
attacks-count = { $count } / { $all } 条规则
attack-class =
    { $class ->
        [safety] 安全性
        [liveness] 活性
        [accountability] 可追责性
       *[no-effect] 无影响
    }
attack-score = 搜索：{ $executions } 次执行中找到 { $hits } 次攻击
attack-remove = 去掉这条规则
attack-title =
    { $holds ->
        [true] { $code }：规则生效
       *[false] 去掉 { $code }
    }
attack-holds = 规则生效
attack-wrong = 去掉后会出什么错：
attack-hopeless =
    { $class ->
        [no-effect] 单独去掉这条规则没有影响：{ $executions } 次执行都没有找到攻击。人工编写的定向调度展示了这一点。
       *[safety] 随机搜索在这里没有希望：{ $executions } 次执行都没有找到攻击。请看人工编写的定向调度。
    }
attack-directed = 观看定向调度
attack-no-schedule = 这条规则没有定向调度。
attack-attackers = 攻击者
attack-liars = { SPACED($names) }是拜占庭节点
attack-failing = { SPACED($names) }宕机或暂停
attack-network = 网络延迟并丢失消息
attack-nobody = 所有节点都正确，网络正常。
attack-stages = 攻击的步骤
attack-links =
    { $change ->
        [down] { $count } 条链路中断。
        [up] { $count } 条链路恢复。
       *[other] { $count } 条链路改变。
    }
attack-goal-violation = 目标：违反“{ $name }”。
attack-goal-other =
    { $class ->
        [liveness] 目标：有请求永远得不到结果。
       *[other] 目标：虽然缺少规则，却没有任何不变式被违反。
    }
attack-strip = 攻击
attack-state =
    { $state ->
        [removed-violated] 去掉 { $code }：“{ $name }”在 { $time } 毫秒被违反。
        [removed-early] 去掉 { $code }：“{ $name }”在 { $time } 毫秒被违反。目标是“{ $goal }”。
        [removed-waiting] 去掉 { $code }：到 { $time } 毫秒仍有请求没有结果。
        [removed-harmless] 去掉 { $code }：没有不变式被违反。
        [removed-answered] 去掉 { $code }：到 { $time } 毫秒，每个请求都有了结果。
        [removed-pending] 去掉 { $code }：{ $rule }
        [holds-violated] 即使有 { $code }，“{ $name }”仍在 { $time } 毫秒被违反。
        [holds-waiting] 即使有 { $code }，到 { $time } 毫秒仍有请求没有结果。
        [holds-harmless] 有了 { $code }，同样的调度不再有害：直到 { $time } 毫秒，没有不变式被违反。
        [holds-answered] 有了 { $code }，同样的调度不再有害：到 { $time } 毫秒，每个请求都有了结果。
        [holds-pending] 有了 { $code }：同样的调度再来一次。目前没有不变式被违反。
        [whole-violated] 拜占庭副本多于 f 个：“{ $name }”在 { $time } 毫秒被违反。
        [whole-early] 拜占庭副本多于 f 个：“{ $name }”在 { $time } 毫秒被违反。目标是“{ $goal }”。
       *[whole-pending] { $rule }
    }
attack-put-back = 放回规则
attack-go =
    { $goal ->
        [violation] 跳到违反的时刻
       *[time] 跳到 { $time } 毫秒
    }
attack-leave = 结束攻击
attack-evidence = 证据
attacks-whole = 完整的协议
attacks-whole-about = 没有缺少任何规则。除非拜占庭副本多于 f 个，否则搜索应当什么也找不到。
attacks-whole-open = 搜索完整的协议

hunt-label = 搜索攻击
hunt-begin =
    { $again ->
        [anyway] 仍然搜索
       *[no] 寻找攻击
    }
hunt-stop = 停止
hunt-progress = 执行次数
hunt-counts = { $executions } / { $all } 次执行 · 每秒 { $rate } 次 · { $workers } 个工作线程 · 种子 { $seed }
hunt-status =
    { $status ->
        [starting] 正在启动工作线程…
        [running] 正在搜索…
        [shrinking] 已找到：“{ $name }”被违反。正在缩短这次攻击…
        [found] 已找到：“{ $name }”被违反{ $beyond ->
            [yes] ，但拜占庭副本多于 f 个，PBFT 本来就不保证这一点
           *[no] {""}
        }。执行的种子是 { $seed }，调度方式 { $scheduler }。
        [none] { $executions } 次执行中没有违反任何不变式。在 95% 的置信度下，这种搜索的一次执行出现违反的概率至多为 { $bound }。
        [stopped] 已停止。{ $executions } 次执行中没有违反任何不变式。
       *[failed] 搜索失败：{ $problem }
    }
hunt-sizes = { $sizes } 条命令
hunt-touched = 这些执行触及了什么：{ $reached } / { $judged } 个不变式
hunt-touch = { $name }：{ $count }
hunt-views = 最后的视图
hunt-view =
    { $last ->
        [yes] 视图 { $view } 或更后
       *[no] 视图 { $view }
    }
hunt-phases = 阶段与事件
hunt-phase =
    { $phase ->
        [pre-prepared] 预准备
        [prepared] 已准备
        [committed-local] 本地提交
        [executed] 已执行
        [answered] 结果被接受
        [checkpoint] 检查点
        [stable] 稳定检查点
        [view-change] 视图切换
        [state-transferred] 状态传输
       *[restarted] 重启
    }
hunt-invariants = 检查过的不变式
hunt-actions = 故障与恶意行为
hunt-action =
    { $action ->
        [submit] 请求
        [behave] 拜占庭副本
        [twin] 一个副本运行两份
        [cut] 消息丢失
        [delay] 消息延迟
        [crash] 宕机
        [pause] 暂停
       *[timeout] 按命令触发定时器
    }
hunt-settings = 搜索设置
hunt-budget = 至多
hunt-executions = { $count } 次执行
hunt-faulty = 拜占庭副本至多
hunt-liars =
    { $limit ->
        [beyond] { $count } 个（多于 f）
        [f] { $count } 个（f）
       *[less] { $count } 个
    }
hunt-property = 不变式
hunt-any = 任何
hunt-watch = 观看攻击
hunt-stay = 留在这里
hunt-opens = 攻击马上会打开。
hunt-none-directed = 这并不证明不会出错：请看定向调度。
attacks-leaves = 规则与问题
attacks-questions = 常见问题
questions-about = 每个问题都有同一调度的两次运行：原样的 PBFT，以及恰好去掉所问规则的 PBFT。
question-run =
    { $holds ->
        [true] 原样
       *[false] 去掉规则（{ $code }）
    }

## Notices where the page cannot start. They are put into its HTML when it is built, in all languages; `…` is code.

missing-server = 本页面是以文件方式打开的，而浏览器不会从文件加载模块。请用 Web 服务器（例如 `python3 -m http.server`）提供此文件夹，再打开它给出的网址。
missing-origin = 此框架的源不透明（opaque origin），页面无法加载模块：框架的 `sandbox` 需要 `allow-scripts allow-same-origin`。
missing-files = 本页面的部分文件无法加载。请重新加载；如果仍然不行，说明服务器上缺少文件。
missing-scripts = 此处禁用了 JavaScript，或者框架不允许运行它：框架的 `sandbox` 需要 `allow-scripts allow-same-origin`。

## 值

value-name =
    { $sort ->
        [null] 空请求
        [state] 状态 { $text }
        [unknown] 未知 { $text }
        [result] “{ $text }”
       *[operation] { $text }{ $more ->
            [0] {""}
           *[other] {" "}+{ $more }
        }
    }
# 接在副本的状态之后。
label-accepted = 。已接受：{ $value }
label-also-sent = 。还收到：{ $values }
# 接在序号之后，或在句末。
value-aside = （{ $value }）
value-identity =
    { $value }：{ $look ->
        [value-1] 紫色实心
        [value-2] 橙色斜线
        [value-3] 青色圆点
        [value-4] 深红竖条
        [value-5] 蓝色方格
        [value-6] 橄榄色双圈
        [value-null] 灰色空心
       *[value-unknown] 灰色虚线
    }
value-legend = 相互竞争的值
value-legend-more = 另有 { $count } 个值
value-legend-title = 值：
