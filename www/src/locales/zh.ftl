# 简体中文。章节号指 Castro 与 Liskov《Practical Byzantine Fault Tolerance》，OSDI 1999。
# 变量：$Node 用于句首，$node 用于句中。

## 框架

element-label = PBFT 实验室
scene = 场景
replicas = 副本数
seed = 种子
seed-hint = 同一个种子总是得到同一次运行，直到最后一条消息
quorums =
    { $f ->
        [0] { $n ->
            [1] 不容许任何故障副本 · 唯一的副本独自决定
           *[other] 不容许任何故障副本 · { $n } 票中的 { $quorum } 票构成法定人数
        }
       *[other] 可容许 { $f } 个故障副本 · { $n } 票中的 { $quorum } 票构成法定人数
    }
language = 语言
language-name = 简体中文
theme = 配色
theme-auto = 跟随系统
theme-light = 浅色
theme-dark = 深色
close = 关闭
section = § { $number }
section-title = 论文第 { $number } 节
starting = 正在启动引擎……
clock = 虚拟时间 { $time } 毫秒

## 控制

transport-label = 运行
play = 播放
pause = 暂停
step = 单步
step-hint = 前进一个事件
reset = 重来
reset-hint = 从头开始同一次运行
speed = 速度
speed-value =
    { $pace ->
        [real] 实时
        [faster] 实时的 { $speed } 倍
       *[slower] 实时的 { $speed }
    }
request-label = 客户端请求：
send = 发送请求
try-it =
    { $fault ->
        [yes] 试一试：点击一个副本，让它重新启动。
       *[no] 试一试：点击一个副本，让它崩溃。
    }

## 舞台

stage-label = 集群。选择一个副本，可使它崩溃、重启或暂停。
replica-label =
    副本 { $id }，视图 { $view } 的{ $role ->
        [primary] 主节点
       *[backup] 备份节点
    }，{ $health ->
        [down] 已宕机
        [paused] 已暂停
       *[up] 运行中
    }。{ $state }{ $timer }
replica-phase =
    { $phase ->
        [empty] { $have ->
            [0] 尚未收到编号
           *[other] { $need } 票中已有 { $have } 票，尚未收到编号
        }
        [pre-prepared] 准备票：{ $have } / { $need }
        [prepared] 已准备好；提交票：{ $have } / { $need }
        [committed-local] 已提交
        [executed] 已执行
        [changing] 等待视图 { $view } 开始
       *[none] 尚无动静
    }
replica-phase-brief =
    { $phase ->
        [empty] { $have ->
            [0] 尚无编号
           *[other] { $have } / { $need } 票
        }
        [pre-prepared] 准备 { $have } / { $need }
        [prepared] 提交 { $have } / { $need }
        [committed-local] 已提交
        [executed] 已执行
        [changing] 要求视图 { $view }
       *[none] 尚无动静
    }
caption-replica =
    { $role ->
        [primary] 副本 { $id } · 主节点
        [next] 副本 { $id } · 下一主节点
       *[backup] 副本 { $id }
    }
label-timer =
    { $timer ->
        [request] 。它对主节点的信任还剩 { $left } 毫秒。
        [new-view] 。它等待新视图，还剩 { $left } 毫秒。
       *[client] 再等 { $left } 毫秒，它就询问所有副本。
    }
caption-timer =
    { $timer ->
        [request] { $left } 毫秒后放弃
        [new-view] { $left } 毫秒后再换视图
       *[client] { $left } 毫秒后问所有副本
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
client-label = { $name }。{ $state }{ $timer }
client-idle = 尚未请求
client-waits =
    等待“{ $operation }”的答复：{ $need } 个相同答复中已有 { $have } 个{ $queued ->
        [0] 。
       *[other] ；还有 { $queued } 个请求在排队。
    }
client-answered = “{ $operation }”得到 { $need } 个相同的答复：“{ $result }”。
caption-client-waits = { $operation }：{ $have } / { $need }
caption-client-answered = { $operation } → { $result }
caption-replies = 相同答复 { $have } / { $need }
caption-replies-brief = 答复 { $have } / { $need }
caption-queued = 还有 { $queued } 个排队
caption-result = → { $result }
caption-equal = 相同答复 { $need } / { $need }

## 步骤

steps-label = 一个请求的五个步骤
step-name =
    { $number }. { $kind ->
        [request] 请求
        [pre-prepare] 预准备
        [prepare] 准备
        [commit] 提交
       *[reply] 答复
    }
step-about =
    { $kind ->
        [request] 客户端向主节点提出请求。
        [pre-prepare] 主节点给请求一个编号。
        [prepare] 所有副本互相告知自己收到的编号。
        [commit] 所有副本互相告知：法定人数已一致。
       *[reply] 每个副本执行请求并答复客户端。
    }
step-count =
    { $kind ->
        [request] { $have ->
            [0] 尚未提出
           *[other] 已提出
        }
        [pre-prepare] { $of } 个中 { $have } 个知道编号
        [prepare] { $of } 个中 { $have } 个已准备好
        [commit] { $of } 个中 { $have } 个已执行
       *[reply] 相同答复 { $have } / { $of }
    }

## 图例

legend-label = 途中的消息，按种类
legend-title = 途中：
legend-toggle = 显示或隐藏这种消息
legend-filtered = 隐藏的种类只是不画出来，消息照样送达。
kind-name =
    { $kind ->
        [request] 请求
        [pre-prepare] 预准备
        [prepare] 准备
        [commit] 提交
        [reply] 答复
        [checkpoint] 检查点
        [view-change] 视图更换
        [new-view] 新视图
        [state] 状态
        [fetch-state] 索取状态
        [status] 进度
       *[other] 其他
    }

## 节点菜单

menu-replica =
    { $role ->
        [primary] 副本 { $id }，主节点
       *[backup] 副本 { $id }
    }
menu-state =
    { $health ->
        [down] 已宕机：听不见，也不说话。
        [paused] 已暂停：收到的消息都在等待。
       *[up] 视图 { $view }，已执行到编号 { $executed }。现在：{ $state }。
    }
menu-crash = 崩溃
menu-crash-about = 它停止运行，发给它的消息会丢失。
menu-pause = 暂停
menu-pause-about = 它只是变慢：发给它的消息会等待。
menu-resume = 继续
menu-resume-about = 它开始处理所有等待的消息。
menu-restart-kept = 重启，保留磁盘
menu-restart-kept-about = 它带着写下的一切回来。
menu-restart-lost = 重启，磁盘丢失
menu-restart-lost-about = 它只剩下密钥，不能马上投票。
menu-store = 它的数据库副本
menu-store-empty = 空
menu-results = 最近的答复
menu-results-none = 还没有

## 事件

events-title = 发生了什么
events-detailed = 也显示消息和定时器
events-none = 还没有发生任何事情。
events-earlier = 显示更早的 { $count } 条
events-dropped = 更早的 { $count } 条事件不再列出。
everybody = 所有副本
nobody = 无名节点
list-comma = 、
list-groups = {" | "}
list-more = 等，另有 { $more } 个
# 句中以数字开头的名字前留一个空格。
node-replica = {" "}{ $id } 号副本
node-client = 客户端
node-client-of-many = {" "}{ $id } 号客户端
event-sent =
    { $Node }向{ $to }发送{ $seq ->
        [none] {""}
       *[other] 编号 { $seq } 的
    } { $message }。
event-delivered =
    { $Node }收到{ $from }发来的{ $seq ->
        [none] {""}
       *[other] 编号 { $seq } 的
    } { $message }。
event-duplicated = 网络把{ $from }发给{ $node }的 { $message } 复制了一份。
event-dropped =
    { $from }发给{ $to }的 { $message } 丢失了：{ $why ->
        [lost] 网络随机丢包
        [link-down] 链路已切断
        [partitioned] 网络被分区
        [recipient-down] 接收者已宕机
        [sender-down] 发送者在发出之前崩溃
        [by-hand] 你丢弃了它
        [limit] 途中的消息太多
       *[other] 没有这个节点
    }。
event-timer = { $Node }：定时器“{ $timer }”到时。
event-taken-up = { $Node }开始处理暂停期间收到的要求。
event-crashed = { $Node }在一步的中途崩溃。
fact-request-sent =
    { $target ->
        [all] { $Node }等得太久，把请求 { $number } 再次发送，这次发给所有副本。
       *[primary] { $Node }签名请求 { $number }，发给主节点。
    }
fact-reply-counted = { $Node }计入{ $from }的答复：相同答复 { $have } / { $need }。
fact-result-accepted = { $Node }接受结果“{ $result }”。
fact-submit-refused = { $Node }无法接受更多请求：已有 { $limit } 个在等待。
fact-request-accepted = { $Node }接下{ $client }的请求 { $number }。
fact-reply-resent = { $Node }早已执行{ $client }的请求 { $number }，再次发送保存的答复。
fact-pre-prepared =
    { $role ->
        [primary] { $Node }是主节点，在视图 { $view } 中给请求编号 { $seq }。
       *[backup] { $Node }接受主节点给的编号 { $seq }。
    }
fact-prepared = { $Node }已准备好：法定人数同意视图 { $view } 中的编号 { $seq }。
fact-committed-local = { $Node }知道法定人数已准备好：编号 { $seq } 已提交。
fact-executed =
    { $Node }执行编号 { $seq }{ $count ->
        [0] ，内容为空。
       *[other] ：{ $what }。
    }
executed-one = “{ $operation }”得到“{ $result }”
executed-before = “{ $operation }”以前执行过，跳过
fact-checkpoint-taken = { $Node }在编号 { $seq } 处保存自己的状态。
fact-stable = { $Node }：编号 { $seq } 处的检查点已稳定，更早的消息可以忘掉。
fact-view-change-started =
    { $Node }要求视图 { $view }：{ $why ->
        [request-timeout] 有请求等得太久
        [new-view-timeout] 新的主节点没有及时开始
        [joined] 足够多的副本要求更晚的视图
       *[invalid-new-view] 新主节点的 NEW-VIEW 不成立
    }。
fact-view-entered =
    { $role ->
        [primary] { $Node }作为主节点开始视图 { $view }。
       *[backup] { $Node }进入视图 { $view }。
    }
fact-state-transfer-started = { $Node }落后了，请求编号 { $seq } 或更晚的状态。
fact-state-transferred = { $Node }接收编号 { $seq } 处经过证明的状态。
fact-restarted =
    { $disk ->
        [lost] { $Node }重新启动，但失去了记忆：目前只听不说。
       *[kept] { $Node }重新启动；它曾执行到编号 { $executed }。
    }
fact-reintegrated = { $Node }重新投票：只对编号 { $seq } 以后、视图 { $view } 及以后。
fact-message-refused = { $Node }拒绝{ $from }的 { $message }：{ $sentence }
fact-evidence-found = { $Node }能证明{ $culprit }说了谎（{ $offence }）。
fact-alarm = { $Node }看到了在至多 f 个故障副本时不可能出现的事（{ $alarm }，{ $number }）。
command-submit = 要求{ $node }执行“{ $operation }”。
command-crash = { $Node }崩溃。
command-restart =
    { $disk ->
        [lost] { $Node }重启，磁盘丢失。
       *[kept] { $Node }带着磁盘重启。
    }
command-pause = { $Node }被暂停。
command-resume = { $Node }继续运行。
command-behave = { $Node }从现在起不守规矩：{ $strategies }。
command-honest = { $Node }重新遵守协议。
command-twin = { $Node }以同一把密钥运行两份拷贝：{ $sides }。
command-clientBehave =
    { $conduct ->
        [honest] { $Node }重新遵守协议。
       *[byzantine] { $Node }从现在起不守规矩：{ $strategies }。
    }
command-partition =
    { $way ->
        [one] 网络不再让消息从左边通往右边：{ $groups }。
       *[both] 网络被分区：{ $groups }。
    }
command-heal = 网络恢复完整。
command-link = 从{ $from }到{ $to }的链路被改变。
command-drop = 手动丢弃消息 { $packet }。
command-deliver = 手动送达消息 { $packet }。
command-duplicate = 手动复制消息 { $packet }。
command-delay = 消息 { $packet } 被延迟 { $ms } 毫秒。
command-timeout = { $Node }：让定时器“{ $timer }”到时。
command-refused = { $command }被拒绝：{ $why }

## 舞台上方的句子

head-start =
    { $n ->
        [1] 只有一个副本：它独自决定，它一出错，一切就停下。
       *[other] { $n } 个副本保存同一个小数据库。{ $f ->
            [0] 每次改动都要一致同意，但任何一个都不能出错。
           *[other] 其中 { $f } 个可能出错或说谎，其余的仍能达成一致。
        }
    }
head-request-sent =
    { $target ->
        [all] 迟迟没有答复：客户端再次发送请求，这次发给所有副本。
       *[primary] 客户端签名请求，发给主节点，也就是戴王冠的副本。
    }
head-pre-prepared =
    { $role ->
        [primary] 主节点给请求编号 { $seq }，并告诉其他副本：PRE-PREPARE。可是，万一它对每个副本说的不一样呢？
       *[backup] 所以每个备份节点都告诉其他副本：自己收到的是哪个请求的哪个编号。这就是 PREPARE。
    }
head-prepared = { $n } 个副本中有 { $quorum } 个同意编号 { $seq }：在这个视图里，别的请求不可能再得到它。知道这一点的副本就说出来：COMMIT。
head-committed-local = { $n } 个副本中有 { $quorum } 个知道编号已定。现在可以放心执行请求并答复客户端。
head-reply-counted =
    { $need ->
        [1] 客户端收到一个答复。不必担心有故障副本，一个就够了。
       *[other] 客户端收到 { $have } 个答复，但可能有同样多的副本在说谎，所以要等 { $need } 个相同的答复。
    }
head-result-accepted =
    { $weak ->
        [1] 客户端得到了答复：“{ $result }”。
       *[other] { $weak } 个相同的答复，其中至少一个来自正确的副本：客户端接受“{ $result }”。
    }
head-stable = 法定人数在编号 { $seq } 之后状态相同：之前的都可以忘掉。
head-view-change-started = { $Name }等得太久，不再信任主节点：它要求视图 { $view }。
head-view-entered =
    { $role ->
        [primary] { $Name }是视图 { $view } 的主节点，接手一切可能已经决定的事。
       *[backup] 视图 { $view } 开始了。
    }
head-crash =
    { $Name }宕机了。{ $enough ->
        [yes] { $n } 个副本中有 { $up } 个在运行，法定人数是 { $quorum }：请求仍会得到答复。
       *[no] { $n } 个副本中只有 { $up } 个在运行，法定人数是 { $quorum }：什么新的决定都做不了。
    }
head-pause =
    { $Name }被暂停。{ $enough ->
        [yes] { $n } 个副本中有 { $up } 个在运行，法定人数是 { $quorum }：请求仍会得到答复。
       *[no] { $n } 个副本中只有 { $up } 个在运行，法定人数是 { $quorum }：什么新的决定都做不了。
    }
head-resume = { $Name }继续运行，处理等待的消息。现在 { $n } 个副本中有 { $up } 个在运行。
head-restart = { $Name }重新启动。现在 { $n } 个副本中有 { $up } 个在运行，法定人数是 { $quorum }。
stuck-votes =
    { $phase ->
        [commit] 卡在提交阶段：需要 { $need } 票，只有 { $have } 票。
        [view-change] 卡在视图更换：需要 { $need } 票，只有 { $have } 票。
       *[prepare] 卡在准备阶段：需要 { $need } 票，只有 { $have } 票。
    }
stuck-why = { $n } 个副本中只有 { $up } 个在运行。这是对的：如果票数更少就能决定，集群的两半可能做出不同的决定。PBFT 宁可等待，也不出错。重启一个副本，它就会继续。
stuck-primary =
    { $health ->
        [paused] 等待中：主节点（副本 { $primary }）被暂停。
       *[down] 等待中：主节点（副本 { $primary }）已宕机。
    }
stuck-primary-why = 只有主节点给请求编号，所以在这个视图里什么也决定不了。
violated = 不变量 { $id } 被破坏：{ $sentence }
violated-beyond = 故障副本超过 { $f } 个，PBFT 不再保证任何事。{ $id }：{ $sentence }

## 场景的说明

captions-title = 章节
captions-where =
    { $number ->
        [0] 共 { $count } 节
       *[other] 第 { $number } 节，共 { $count } 节
    }
captions-go = 前往第 { $number } 节
captions-waits = 场景在此等待：请按“播放”。

## 票的矩阵

matrix-title = 票
matrix-number = 编号
matrix-choose = 显示哪个编号的票
matrix-follow = 所关注请求的编号
matrix-none = 还没有副本知道任何编号。
matrix-about = 编号 { $seq }：各副本的日志里谁投了票。{ $n } 票中有 { $quorum } 票就构成证书，以方框标出。
matrix-region = 编号 { $seq } 的票
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
matrix-count = { $have } / { $need }
matrix-certificate = 证书
matrix-vote =
    { $vote ->
        [missing] 缺
        [pre-prepare] PRE-PREPARE
       *[vote] 有票
    }
matrix-forgotten = 已忘掉：稳定的检查点已涵盖它
matrix-wishes = 各发送者的 VIEW-CHANGE 及其要求的视图；{ $n } 个中有 { $quorum } 个就能开始新视图。

## 日志与水位线

log-title = 日志与水位线
log-about = 每个副本只参与自己窗口内的编号：高于低水位线，直到高水位线。稳定的检查点使窗口前移、日志变短。
log-replica = 副本 { $id }
log-phase =
    { $phase ->
        [empty] 只有票
        [pre-prepared] 已预准备
        [prepared] 已准备好
        [committed-local] 已提交
       *[executed] 已执行
    }
log-label = 低水位线 { $low }，高水位线 { $high }，已执行到编号 { $executed }。
log-checkpoint = 检查点 { $seq }：{ $need } 票中已有 { $have } 票。

## 检视

inspect-title = 检视
inspect-choose = 要检视的节点
inspect-changed-note = 上一步改变了
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
        [yes] 参与
       *[no] 等待 NEW-VIEW
    }
inspect-health = 健康
inspect-conduct = 行为
inspect-conduct-value =
    { $value ->
        [byzantine] 拜占庭
       *[honest] 诚实
    }
inspect-low = 低水位线 h
inspect-high = 高水位线 H
inspect-executed = 已执行到
inspect-memory = 状态
inspect-memory-value =
    { $value ->
        [amnesic] 已丢失，只听不说
        [transferring] 正向其他副本索取
       *[whole] 自己的
    }
inspect-digest = 状态摘要
inspect-counters = 计数
inspect-counter =
    { $counter ->
        [sent] 发出的数据包
        [received] 收到的消息
        [signed] 作出的签名
       *[verified] 检验的签名
    }
inspect-refused =
    拒绝：{ $code ->
        [malformed] 格式错误
        [not-a-member] 签名者不是成员
        [bad-signature] 签名不对
        [wrong-view] 视图不同
        [view-change-pending] 正在等待新视图
        [outside-window] 在窗口之外
        [not-from-primary] 不是主节点发的
        [prepare-from-primary] 主节点发的 PREPARE
        [digest-mismatch] 摘要不符
        [bad-batch] 批次有误
        [bad-request-in-batch] 批次中的请求有误
        [conflicting-pre-prepare] PRE-PREPARE 相互矛盾
        [conflicting-vote] 票相互矛盾
        [duplicate] 早已知道
        [own-message] 自己的消息
        [old-timestamp] 以前执行过
        [another-pending] 另有请求在等待
        [operation-too-long] 操作太长
        [read-only] 只读
        [bad-checkpoint-number] 检查点编号已过或不对
        [invalid-view-change] VIEW-CHANGE 不成立
        [invalid-new-view] NEW-VIEW 不成立
        [stale-view] 视图已过
        [old-counter] 计数器已旧
        [not-wanted] 没有索取过
        [bad-proof] 证明不成立
        [not-for-me] 是给别人的
        [no-such-request] 没有这个请求
        [answered-already] 已经答复
        [rate-limited] 问得太频繁
       *[other] 其他原因
    }
inspect-timers = 定时器
timer-name =
    { $timer ->
        [request] 请求
        [new-view] 新视图
        [resend] 重发 VIEW-CHANGE
        [status] 进度
        [fetch-batch] 索取批次
        [fetch-state] 索取状态
        [answer-quota] 可再次回答
       *[client] 答复
    }
inspect-left = 还剩 { $ms } 毫秒
inspect-timer-stopped = 暂停期间不走
inspect-pending = 等待中的请求
inspect-request = 客户端 { $client }，第 { $timestamp } 个
inspect-checkpoints = 检查点票
inspect-number = 编号 { $seq }
inspect-votes = { $have } / { $need }（来自 { $from }）
inspect-view-changes = 视图更换票
inspect-replica = 副本 { $id }
inspect-wish = 要求视图 { $view }
inspect-store = 它的数据库副本
inspect-slots = 日志
inspect-column =
    { $column ->
        [number] 编号
        [view] 视图
        [phase] 阶段
        [prepares] PREPARE 来自
        [commits] COMMIT 来自
       *[requests] 请求
    }
inspect-null = 没有请求
inspect-estimate = 以为的视图
inspect-waits = 等待答复
inspect-queued = 排队
inspect-need = 所需相同答复
inspect-answered = 已得到答复
inspect-replies = 至今的答复
inspect-reply = “{ $result }”，视图 { $view }
inspect-results = 最近的答复

## 消息、链路与分区

network-title = 网络
network-partition = 分区……
network-heal = 恢复网络
network-link-from = 链路的一端
network-link-to = 链路的另一端
network-link = 改变这条链路……
network-packets = 途中的消息：{ $count }
network-none = 没有消息在途中。
network-first = 只列出最先到达的 { $count } 条。
network-packet =
    { $message }，{ $from } → { $to }{ $seq ->
        [none] {""}
       *[other] ，编号 { $seq }
    }
network-due =
    { $state ->
        [held] 被扣住
        [waiting] 等待中
       *[flying] { $due } 毫秒时到达
    }
grip-packet = { $message }，{ $from } → { $to }
grip-packet-unknown = 一条消息
grip-packet-state =
    { $state ->
        [flying] 在途中，{ $due } 毫秒时到达。你拿着它时，时间静止。
        [held] 被扣在链路上：等多久也不会到。
        [waiting] 在暂停的节点那里等待。
        [dropped] 已丢失。
       *[delivered] 已到达。
    }
grip-deliver = 立即送达
grip-drop = 丢弃
grip-delay = 延迟 { $ms } 毫秒
grip-duplicate = 复制
grip-signature = 签名
grip-verdict =
    { $verdict ->
        [valid] ✓ 有效，签名者：{ $signer }
        [invalid] ✗ 不是{ $signer }的有效签名
       *[not-signed] 没有签名：它自带证明
    }
grip-digest = 摘要
grip-bytes = 字节数
grip-fields = 字段
grip-link = { $a } ↔ { $b }
grip-way =
    { $from } → { $to }{ $state ->
        [cut] （已切断）
        [held] （消息被扣住）
        [changed] （已改变）
       *[usual] {""}
    }
grip-which-way = 哪个方向
grip-both-ways = 双向
grip-cut = 切断
grip-hold = 扣住消息
grip-slow = 变慢
grip-restore = 恢复
grip-partition = 给网络分区
grip-partition-about = 不同组的节点互相听不见。请至少选择两个组。
grip-group =
    { $group ->
        [0] 听得见所有节点
        [1] A 组
        [2] B 组
       *[3] C 组
    }
grip-one-way = 只阻断从前面的组到后面的组
grip-divide = 分区
inspect-fire = 到时
inspect-fire-label = 让定时器“{ $timer }”立即到时

## 故障

trouble-title = 引擎停止了
trouble-start-title = 引擎无法启动
trouble-kept = 你的运行没有丢失：场景、种子和你做过的一切都保留着。
trouble-recover = 从最后一个正常的步骤重新载入
trouble-recovering = 正在重放这次运行……
trouble-retry = 再试一次
trouble-details = 引擎的消息：{ $message }
refused = { $message }

## 元素周围的页面

page-tab = pbft-lab：观看 PBFT 达成一致，并破坏它
page-title = 有副本可能说谎，如何仍能达成一致
page-lead = 即使有些机器崩溃、变慢或说谎，PBFT 也能让同一个数据库的各个副本保持相同。下面运行着一个真实的集群：真实的消息，真实的签名，慢到看得清。
page-what = 看什么
page-what-1 = 看一个请求走完五个步骤。没有谁相信单独一条消息，大家都在数票。
page-what-2 = 点击一个副本，让它崩溃。其余的继续工作：四票中的三票就是法定人数。
page-what-3 = 再让一个崩溃。现在什么也决定不了，这是有意的：错误的答案比没有答案更糟。

## 策略：不守规矩的方式。`strategy-NAME` 是名称，`strategy-NAME-about` 用一句话说明它做什么

strategy-silent-primary = 沉默的主节点
strategy-silent-primary-about = 它当主节点时什么也不发，备份节点只能等到失去耐心，更换视图。
strategy-slow-primary = 拖延的主节点
strategy-slow-primary-about = 每个提案都拖到备份节点快要怀疑它时才发出：视图看起来正常，客户端却一直在等。
strategy-censor = 审查
strategy-censor-about = 它当主节点时无视某一个客户端，只为其他客户端服务。
strategy-equivocate = 同一个编号，两个提案
strategy-equivocate-about = 它当主节点时，对同一个编号，给一部分备份节点一批请求，给其余的另一批。
strategy-equivocate-and-prepare = 两个提案，再加自己的 PREPARE
strategy-equivocate-and-prepare-about = 它发出两个互相矛盾的提案，还用自己的 PREPARE 为每个提案作证，而主节点是不能发 PREPARE 的。
strategy-tamper-request = 篡改请求
strategy-tamper-request-about = 它当主节点时改动所提议请求的操作，客户端的签名因此对不上。
strategy-fabricate-request = 捏造请求
strategy-fabricate-request-about = 它当主节点时提议一个没有任何客户端发出过的请求。
strategy-wrong-digest = 摘要对不上
strategy-wrong-digest-about = 它当主节点时签署的摘要，不是旁边那批请求的摘要。
strategy-stale-request = 旧请求重提
strategy-stale-request-about = 它当主节点时在批次里加进一个早已执行过的请求。
strategy-jump = 编号过高
strategy-jump-about = 它当主节点时分配过高的编号，从而留下空缺，或者超出窗口。
strategy-hog-window = 用旧请求占满窗口
strategy-hog-window-about = 它当主节点时，用同一个已执行的请求占满一个又一个编号，不提议任何新请求。
strategy-contradict-new-view = 违背自己的 NEW-VIEW
strategy-contradict-new-view-about = 刚开始一个视图，它就对自己的 NEW-VIEW 已经分配的编号提议别的批次。
strategy-exclude = 只向法定人数提议
strategy-exclude-about = 它当主节点时不把提案发给 f 个备份节点，其余的仍够法定人数。
strategy-silent = 沉默
strategy-silent-about = 它什么也不发，就像崩溃了一样。
strategy-double-prepare = 两个 PREPARE
strategy-double-prepare-about = 它对一部分副本为一个摘要发送 PREPARE，对其余副本为另一个摘要发送 PREPARE。
strategy-double-commit = 两个 COMMIT
strategy-double-commit-about = 它对一部分副本为一个摘要发送 COMMIT，对其余副本为另一个摘要发送 COMMIT。
strategy-withhold-commit = 扣住 COMMIT
strategy-withhold-commit-about = 它和大家一样准备，却从不提交。
strategy-selective = 选择性发送
strategy-selective-about = 只有它挑选的副本能收到它的消息。
strategy-forge-sender = 冒名发送
strategy-forge-sender-about = 每投一票，它还以别的副本的名义再发一票，却只能用自己的密钥签名，因为它没有别人的密钥。
strategy-replay-phase = 把 PREPARE 变成 COMMIT
strategy-replay-phase-about = 它把别人的 PREPARE 改成 COMMIT，签名照搬，因此对不上。
strategy-replay-votes = 重放旧投票
strategy-replay-votes-about = 每投一票，它还重发别的副本的一张旧票，原样不动，或者改成新的编号。
strategy-other-cluster = 来自另一个集群的投票
strategy-other-cluster-about = 它以其他副本的名义投票，而这些票只在另一个集群里有效。
strategy-garbage = 乱码
strategy-garbage-about = 每投一票，它还发出一串根本不是消息的字节。
strategy-false-new-view = 虚假的 NEW-VIEW
strategy-false-new-view-about = 它当新视图的主节点时，违背 VIEW-CHANGE 的内容，漏掉、改动或添加一个编号的分配。
strategy-withhold-new-view = 扣住 NEW-VIEW
strategy-withhold-new-view-about = 它当新视图的主节点时，不向任何人发送 NEW-VIEW，或者只发给一部分。
strategy-wrong-checkpoint = 错误的 CHECKPOINT
strategy-wrong-checkpoint-about = 它的 CHECKPOINT 写的是谁也没有的状态。
strategy-lying-reply = 撒谎的 REPLY
strategy-lying-reply-about = 它告诉客户端一个假的结果，或者在执行之前就作答。

strategy-parameter-percent = 它等待视图超时时间的百分之多少
strategy-parameter-client = 客户端
strategy-parameter-victims = 谁听到另一种说法
strategy-parameter-to = 谁能收到它的消息
strategy-parameter-name = 冒用谁的名义
strategy-parameter-signature = 捏造的请求如何签名
strategy-parameter-offset = 编号高出多少
strategy-parameter-count = 占满多少个编号
strategy-parameter-excluded = 谁收不到提案
strategy-parameter-how = 用哪种方式
strategy-parameter-bytes = 这些字节是什么样子
