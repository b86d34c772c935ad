# English. Section numbers are those of Castro and Liskov, "Practical Byzantine Fault Tolerance", OSDI 1999.
# Variables: $Node begins a sentence, $node stands inside one.

## The frame

element-label = PBFT laboratory
scene = Scene
shelf-course = Course: twelve lessons that ask
shelf-lessons = Lessons
shelf-attacks = Attacks PBFT tolerates (at most f faulty)
shelf-collusion = Beyond the limit (more than f faulty)
shelf-questions = Questions: with a rule and without it
shelf-own = Your scenarios
about = What to watch for:
about-changed = This run uses other settings than the scene. What to watch for in the original:
title-changed = { $title } (changed settings)
replicas = Replicas
seed = Seed
seed-hint = The same seed replays the same run, message for message
quorums =
    { $f ->
        [0] { $n ->
            [one] tolerates no Byzantine replica · the only replica decides alone
           *[other] tolerates no Byzantine replica · quorum = { $quorum } of { $n }
        }
        [one] tolerates f = { $f } · quorum = { $quorum } of { $n }
       *[other] tolerates f = { $f } · quorum = { $quorum } of { $n }
    }
language = Language
language-name = English
language-direction = ltr
theme = Colours
theme-auto = system
theme-light = light
theme-dark = dark
cluster = n = { $n } · f = { $f } · quorum { $quorum }
cluster-label = Cluster and seed
cluster-hint = Number of replicas, seed, network and timeouts
cluster-all = All settings…
cluster-why = Why n ≥ 3f + 1?
look-label = Language, colours and text
present = Presentation
text-size = Text size
text-size-value = { $percent } %
tabs-label = Panel
tab-timeline = Timeline
tab-lesson = Lesson
tab-events = Events
tab-votes = Votes
tab-replica = Replica
tab-messages = Messages
transport-more = Speed, run until, go to request
position-count = step { $step } of { $last }
close = Close
section = § { $number }
section-title = Section { $number } of the paper
starting = Starting the engine…
clock = { $time } ms

## Controls

transport-label = Playback
play = Play
pause = Pause
step = Step
step-hint = One step forward
back = Back
back-hint = One step back
moment = Position
moment-hint = All steps so far: drag the slider or use the arrow keys
moment-value = step { $step } of { $last }, { $time } ms
request-go = Go to request
request-go-hint = Go to the step where a request begins
request-count = of { $count }
request-go-there = Go
request-numbered = request { $number }
futures-label = Branches of this run
futures-short = Branch { $number } of { $count }
futures-first = This run has { $count } branches. You are on the original; the others are kept.
futures-other = Your change after step { $step } started a new branch. You are on branch { $number } of { $count }; the others are kept.
futures-restarted = You started over. You are on branch { $number } of { $count }; the others are kept.
future-first = Branch { $number }: original
future-other =
    Branch { $number }: { $step ->
        [0] from the start
       *[other] after step { $step }
    }, { $command }
future-restarted = Branch { $number }: from the start, without your changes
reset = Start over
reset-hint = Replay this run from the start without your changes. The current branch is kept.
speed = Speed
speed-value =
    { $pace ->
        [real] real time
        [faster] { $speed } × real time
       *[slower] { $speed } of real time
    }
request-client = Client that sends the request
request-of = Request of client { $id }
request-label = Client request:
send = Send request
send-short = Send
why-short = Why?
menu-panel = More in the panel
paused =
    { $reason ->
        [rest] At rest
       *[other] Paused
    }
paused-why =
    { $reason ->
        [answer] · an answer is open
        [look] · you hold a message or a link
        [violation] · an invariant is violated
        [chapter] · this chapter waits for you
        [question] · a question waits for your answer
        [task] · your turn
        [goal] · the event has happened
        [end] · nothing more is scheduled
        [rest] · nothing more is scheduled
        [request] · send a request to go on
       *[reader] · by you
    }
continue = Continue
palette-label = Faults
palette-tool =
    { $tool ->
        [crash] crash
        [pause] pause
        [lie] lie
        [slow] slow
        [cut] cut
        [drop] drop
       *[split] split
    }
palette-hint =
    { $tool ->
        [crash] Crash: then click a replica. It stops, and messages to it are lost.
        [pause] Pause: then click a replica. Its messages queue.
        [lie] Lie: then click a replica or a client to make it Byzantine.
        [slow] Slow: then choose a link, or the two nodes at its ends. Its packets take 200 to 300 ms.
        [cut] Cut: then choose a link, or the two nodes at its ends. It carries nothing.
        [drop] Drop: then choose a message on the stage, or in the tab Messages. It is lost.
       *[split] Split: then draw a line. The nodes on its two sides cannot communicate.
    } Escape puts the tool away.
palette-use =
    { $tool ->
        [crash] Click the replica that crashes.
        [pause] Click the replica to pause.
        [lie] Click the replica or client that lies.
        [slow] Click a link, or its two ends.
        [cut] Click a link, or its two ends.
       *[drop] Click a message in flight.
    } Escape puts the tool away.
present-end = End presentation

## Stage

matrix-from = from
matrix-to = to
stage-label = Cluster. Select a replica to crash, restart or pause it, or to make it lie. Press Shift and an arrow key to move it.
replica-label =
    Replica { $id }, { $role ->
        [primary] primary
       *[backup] backup
    } of view { $view }, { $health ->
        [down] down
        [paused] paused
       *[up] up
    }. { $state }{ $lies }{ $timer }
replica-phase =
    { $phase ->
        [empty] { $have ->
            [0] no PRE-PREPARE yet
           *[other] { $have } of { $need }, no PRE-PREPARE
        }
        [pre-prepared] pre-prepared: { $have } of { $need } votes
        [prepared] prepared: { $have } of { $need } COMMITs
        [committed-local] committed
        [executed] executed
        [changing] waiting for view { $view }
       *[none] idle
    }
replica-phase-brief =
    { $phase ->
        [empty] { $have ->
            [0] no PRE-PREPARE yet
           *[other] { $have } of { $need } votes
        }
        [pre-prepared] { $have } of { $need } votes
        [prepared] { $have } of { $need } COMMITs
        [committed-local] committed
        [executed] executed
        [changing] → view { $view }
       *[none] idle
    }
caption-replica =
    { $role ->
        [primary] Replica { $id } · primary
        [next] Replica { $id } · next primary
        [next-brief] Replica { $id } · next
       *[backup] Replica { $id }
    }
label-timer =
    { $timer ->
        [request] {". "}It suspects the primary in { $left } ms.
        [new-view] {". "}It moves to the next view in { $left } ms.
       *[client] {" "}It retransmits the request to all replicas in { $left } ms.
    }
caption-timer =
    { $timer ->
        [request] view change in { $left } ms
        [new-view] next view in { $left } ms
       *[client] retries in { $left } ms
    }
stage-latency =
    { $spread ->
        [none] { $min } ms
       *[range] { $min }–{ $max } ms
    }
badge-view = view { $view }
badge-view-wanted = → view { $view }
caption-health =
    { $health ->
        [down] down
        [paused] paused
       *[up] up
    }
client-name = Client
client-name-of-many = Client { $id }
client-label = { $name }. { $state }{ $lies }{ $timer }
label-lies =
    { $node ->
        [client] {" "}Byzantine: { $strategies }.
       *[replica] {". "}Byzantine: { $strategies }
    }
caption-liar-brief = Byzantine { $id }
caption-liar = { $name } · Byzantine
client-idle = no request yet
client-waits =
    Waiting for the reply to “{ $operation }”: { $have } of { $need } matching replies{ $queued ->
        [0] .
        [one] ; { $queued } more request queued.
       *[other] ; { $queued } more requests queued.
    }
client-answered = “{ $operation }” returned “{ $result }” ({ $need ->
        [one] { $need } reply).
       *[other] { $need } matching replies).
    }
caption-client-waits = { $operation }: { $have } of { $need }
caption-client-answered = { $operation } → { $result }
caption-replies-brief = { $have } of { $need } replies
caption-dot = {" · "}
caption-queued = { $queued } more queued
caption-result = → { $result }

## Values

value-name =
    { $sort ->
        [null] null
        [state] state { $text }
        [unknown] unknown { $text }
        [result] “{ $text }”
       *[operation] { $text }{ $more ->
            [0] {""}
           *[other] {" "}+{ $more }
        }
    }
# After the state of a replica.
label-accepted = {". "}Accepted: { $value }
label-also-sent = {". "}Also sent: { $values }
# After a sequence number or at the end of a sentence.
value-aside = {" "}({ $value })
value-identity =
    { $value }: { $look ->
        [value-1] solid violet
        [value-2] hatched orange
        [value-3] dotted teal
        [value-4] barred crimson
        [value-5] checked blue
        [value-6] ringed olive
        [value-null] hollow grey
       *[value-unknown] dashed grey
    }
value-legend = Competing values
value-legend-more =
    { $count ->
        [one] One more value
       *[other] { $count } more values
    }
value-legend-title = Values:

## Steps

steps-label = The five phases of a request
step-name =
    { $number }. { $kind ->
        [request] Request
        [pre-prepare] Pre-prepare
        [prepare] Prepare
        [commit] Commit
       *[reply] Reply
    }
step-about =
    { $kind ->
        [request] The client sends its request to the primary.
        [pre-prepare] The primary assigns a sequence number.
        [prepare] Each backup multicasts which request it accepted.
        [commit] Each prepared replica multicasts COMMIT.
       *[reply] Each replica executes the request in order and replies.
    }
step-count =
    { $kind ->
        [request] { $have ->
            [0] not sent yet
           *[other] sent
        }
        [pre-prepare] { $have } of { $of } pre-prepared
        [prepare] { $have } of { $of } prepared
        [commit] { $have } of { $of } committed
       *[reply] { $have } of { $of } matching replies
    }

## Legend

legend-label = Messages in flight, by kind
legend-toggle = Show or hide this kind of message
legend-filtered = Hidden messages are still delivered.
kind-name =
    { $kind ->
        [request] request
        [pre-prepare] pre-prepare
        [prepare] prepare
        [commit] commit
        [reply] reply
        [checkpoint] checkpoint
        [view-change] view-change
        [new-view] new-view
        [state] state
        [fetch-state] fetch-state
        [status] status
       *[other] other
    }

## Faults from the start

palette-set-up = set up
palette-set-up-hint =
    { $count ->
        [0] Set up first: faults that hold from the start of the run.
        [one] Set up first: one fault holds from the start of the run.
       *[other] Set up first: { $count } faults hold from the start of the run.
    }
set-up-title = Set up first
set-up-open = Set up first…
set-up-about = These faults hold from the start of the run, before the first request. They are part of a link and of a saved scenario.
set-up-list = From the start
set-up-none = No faults: all nodes are correct, and all links work.
set-up-new = Add a fault
set-up-change = Change the fault
set-up-kind = Fault
set-up-kind-name =
    { $kind ->
        [crash] Crash
        [pause] Pause
        [lie] Lie (Byzantine)
        [slow] Slow link
        [cut] Cut link
       *[partition] Partition
    }
set-up-node = Node
set-up-strategy = Strategy
set-up-useful = Most useful
set-up-from = One end
set-up-to = The other end
set-up-both = both ways
set-up-add = Add
set-up-save = Change
set-up-cancel = Cancel
set-up-edit = Edit
set-up-edit-one = Edit: { $text }
set-up-remove = Remove
set-up-remove-one = Remove: { $text }
set-up-start =
    { $count ->
        [0] Start run without faults
        [one] Start run with this fault
       *[other] Start run with these faults
    }
set-up-crash = { $Node } is down.
set-up-pause = { $Node } is paused.
set-up-lie = { $Node } lies: { $strategy }.
set-up-slow =
    { $way ->
        [one] Messages from { $from } to { $to } take { $min } to { $max } ms.
       *[both] Messages between { $from } and { $to } take { $min } to { $max } ms.
    }
set-up-cut =
    { $way ->
        [one] The link from { $from } to { $to } is cut.
       *[both] The link between { $from } and { $to } is cut.
    }
set-up-partition =
    { $way ->
        [one] One-way partition, from an earlier group to a later one: { $sides }.
       *[both] The network is partitioned: { $sides }.
    }

## Menu of a node

menu-replica =
    { $role ->
        [primary] Replica { $id }, the primary
       *[backup] Replica { $id }
    }
menu-state =
    { $health ->
        [down] Down: it sends and receives nothing.
        [paused] Paused: incoming messages are queued.
       *[up] View { $view }, executed up to sequence number { $executed }. Status: { $state }.
    }
menu-crash = Crash
menu-crash-about = It stops. Messages to it are lost.
menu-pause = Pause
menu-pause-about = It is slow, not down: incoming messages are queued.
menu-resume = Resume
menu-resume-about = It processes the queued messages.
menu-restart-kept = Restart, disk kept
menu-restart-kept-about = It recovers with the state on its disk.
menu-restart-lost = Restart, disk lost
menu-restart-lost-about = It recovers with only its keys, and cannot vote at first.
menu-lie = Make it lie (Byzantine)…
menu-lie-more = Add another lie…
menu-lie-about = It keeps running but no longer follows the protocol.
menu-lies = Byzantine: { $strategies }.
menu-honest = Make it correct again
menu-honest-about = It follows the protocol again. Messages it already sent stay sent.
menu-send = Send a request
menu-send-about = Enter the operation in the request field.

## Timeline

timeline-title = Timeline
timeline-label = Timeline: messages and events, by node and time
timeline-scrubber = Time scrubber
timeline-keys = Left and right arrow: move through time. Plus and minus: zoom. Up and down arrow: select the previous or next event. W: explain the selected event. G: flags of the chapters. Home: whole run. End: now. Enter: go to the selected event. Escape: clear the selection.
timeline-now = step { $step }, { $time } ms
timeline-buttons = What the timeline shows
timeline-zoom-in = Zoom in
timeline-zoom-out = Zoom out
timeline-fit = Whole run
timeline-larger = Enlarge the timeline
timeline-smaller = Shrink the timeline
timeline-fork = branch { $branch }
timeline-flags = Chapters on the timeline
timeline-flag = Chapter { $number }, { $time } ms
timeline-fit-hint = Show the run from its start until now
timeline-follow = Now
timeline-follow-hint = Follow the run at this zoom level
timeline-hint-touch = Drag to move, and zoom with the buttons. Tap an arrow or a mark to select it.
timeline-hint = Drag to move. Hold Ctrl and turn the wheel to zoom. Click an arrow or a mark to select it.
timeline-key = Timeline legend
timeline-text = Timeline as text
timeline-text-count =
    { $count ->
        [0] No major events in this interval.
        [one] One event in this interval.
       *[other] { $count } events in this interval{ $left ->
            [0] .
           *[other] , the last { $shown } shown here.
        }
    }
timeline-lane =
    { $role ->
        [client] { $width ->
            [narrow] C
           *[wide] client
        }
        [client-of-many] { $width ->
            [narrow] C{ $id }
           *[wide] client { $id }
        }
       *[replica] { $width ->
            [narrow] R{ $id }
           *[wide] replica { $id }
        }
    }
timeline-view = view { $view }
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
       *[wide] seq { $first }–{ $last }
    }
timeline-time =
    { $unit ->
        [s] { $time } s
       *[ms] { $time } ms
    }
timeline-message =
    { $kind }{ $number ->
        [0] {""}
       *[other] {" "}{ $number }
    }{ $aside } from { $from } to { $to }: sent at { $sent } ms{ $fate ->
        [sent] {""}
        [lost] , lost at { $time } ms
        [refused] , rejected at { $time } ms
        [forged] , rejected as forged at { $time } ms
       *[arrived] , arrived at { $time } ms
    }.
timeline-line = { $time } ms: { $text }
timeline-moment-of = { $Node }: { $mark }, { $time } ms.
timeline-mark =
    { $mark ->
        [submit] submits an operation
        [request-accepted] accepts request { $number }
        [pre-prepared] pre-prepared, seq { $number } in view { $view }
        [prepared] prepared, seq { $number } in view { $view }
        [committed-local] committed, seq { $number } in view { $view }
        [executed] executed, seq { $number }
        [result-accepted] result of request { $number } accepted
        [checkpoint-taken] checkpoint at seq { $number }
        [stable] stable checkpoint at seq { $number }
        [timeout] timer expires
        [view-change-started] starts view change to view { $view }
        [view-entered] enters view { $view }
        [state-transferred] installs the state at seq { $number }
        [crash] crashes
        [restart] restarts
        [pause] paused
        [resume] resumes
        [partition] network partitioned
        [heal] partition heals
        [conflicting-replies] received two different replies from one replica
        [evidence-found] has signed evidence that a node is faulty
        [script-failed] its script failed, so it sends nothing
        [script-refused] an action of its script was rejected
       *[alarm] detects a violation
    }
timeline-mark-name =
    { $mark ->
        [submit] request submitted
        [request-accepted] request accepted
        [pre-prepared] pre-prepared
        [prepared] prepared
        [committed-local] committed
        [executed] executed
        [result-accepted] result accepted
        [checkpoint-taken] checkpoint
        [stable] stable checkpoint
        [timeout] timeout
        [view-change-started] view change
        [view-entered] new view
        [state-transferred] state installed
        [crash] crash
        [restart] restart
        [pause] pause
        [script-failed] script failed
        [script-refused] script action rejected
        [conflicting-replies] two different replies
       *[evidence-found] evidence
    }

## Events

events-title = Event log
events-detailed = include messages and timers
events-none = No events yet.
events-earlier = Show { $count } earlier
events-dropped = { $count } earlier events are no longer kept.
everybody = all replicas
nobody = an unknown sender
list-comma = {", "}
list-and = {" and "}
list-semicolon = {"; "}
list-groups = {" | "}
list-sides = {" · "}
list-more = {" "}and { $more } more
nodes-of-both =
    { $count ->
        [one] { $replicas } and { $clients }
       *[other] { $replicas }, and { $clients }
    }
node-short = { $id }
node-replica = replica { $id }
node-replicas = replicas { $ids }
node-client = the client
node-client-of-many = client { $id }
node-clients = clients { $ids }
event-sent = { $Node } sends { $message } to { $to }.
event-delivered = { $Node } receives { $message } from { $from }.
# A message with what it is about: its sequence number, or the value of a request or reply.
message-named =
    { $about ->
        [both] { $message } (seq { $seq }, { $value })
        [seq] { $message } (seq { $seq })
        [value] { $message } “{ $value }”
       *[none] { $message }
    }
packet-named = { $message } from { $from } to { $to }
packet-numbered = Message { $packet }
event-duplicated = The network duplicates { $message } from { $from } to { $node }.
event-dropped =
    { $message } from { $from } to { $to } was dropped: { $why ->
        [lost] the network lost it at random
        [link-down] the link was cut
        [partitioned] the network is partitioned
        [recipient-down] the recipient is down
        [sender-down] the sender crashed before sending it
        [by-hand] you dropped it
        [limit] too many messages are in flight
       *[other] there is no such node
    }.
event-timer =
    { $Node }: the { $timer } timer expires.
event-taken-up = { $Node } processes a command that was queued while it was paused.
event-crashed = { $Node } crashes in the middle of a step.
fact-request-sent =
    { $target ->
        [all] { $Node } gets no reply in time and retransmits request { $number }{ $aside } to all replicas.
       *[primary] { $Node } signs request { $number }{ $aside } and sends it to the primary.
    }
fact-reply-counted =
    { $From } replied{ $said ->
        [no] {""}
       *[yes] {" "}“{ $result }”
    }{ $many ->
        [yes] {" "}to { $node }
       *[no] {""}
    }; { $enough ->
        [over] { $have } matching replies, and { $need } were needed.
       *[upto] { $have } of { $need } matching replies.
    }
fact-result-accepted = { $Node } accepts the result “{ $result }”.
fact-submit-refused = { $Node } cannot queue another request: { $limit } are queued already.
fact-request-accepted = { $Node } accepts request { $number } from { $client }.
fact-reply-resent = { $Node } has already executed request { $number } from { $client } and resends its stored reply.
fact-pre-prepared =
    { $role ->
        [primary] { $Node }, the primary, assigns sequence number { $seq } in view { $view }{ $aside }.
       *[backup] { $Node } accepts the PRE-PREPARE for sequence number { $seq }{ $aside }.
    }
fact-prepared = { $Node } is prepared: it has a prepared certificate for sequence number { $seq } in view { $view }{ $aside }.
fact-committed-local = { $Node } has a quorum of matching COMMITs: sequence number { $seq }{ $aside } is committed locally.
fact-executed =
    { $Node } executes sequence number { $seq }{ $count ->
        [0] , a null request.
       *[other] : { $what }.
    }
executed-one = “{ $operation }” returns “{ $result }”
executed-before = “{ $operation }” was already executed and is skipped
executed-more = {", "}and more
fact-checkpoint-taken = { $Node } takes a checkpoint at sequence number { $seq }{ $aside }.
fact-stable = { $Node } has a stable checkpoint at sequence number { $seq }{ $aside } and discards the log up to it.
fact-view-change-started =
    { $Node } starts a view change to view { $view }: { $why ->
        [request-timeout] its request timer expired
        [new-view-timeout] its new-view timer expired
        [joined] f + 1 other replicas have moved to a later view
       *[invalid-new-view] the NEW-VIEW of the new primary is invalid
    }.
fact-view-entered =
    { $role ->
        [primary] { $Node } starts view { $view } as its primary.
       *[backup] { $Node } enters view { $view }.
    }
fact-state-transfer-started = { $Node } starts a state transfer to sequence number { $seq } or later.
fact-state-transferred = { $Node } installs the certified state at sequence number { $seq }.
fact-restarted =
    { $disk ->
        [lost] { $Node } is up again without its disk. It listens, but has no vote yet.
       *[kept] { $Node } is up again; its disk has { $executed ->
            [0] the initial state.
           *[other] the state at sequence number { $executed }.
        }
    }
fact-reintegrated = { $Node } votes again: above sequence number { $seq }, in view { $view } and later views.
# The signer of a message may be another node than its sender, which forged or relayed it.
fact-message-refused =
    { $relayed ->
        [yes] { $Node } rejects { $message } from { $from }, sent by { $sender }: { $sentence }.
       *[no] { $Node } rejects { $message } from { $from }: { $sentence }.
    }
refused-malformed = it is not a well-formed message
refused-not-a-member = its signer is not a member of the cluster
refused-bad-signature = its signature is not valid for the named sender
refused-wrong-view = it is for view { $got }, but the replica is in view { $at }
refused-view-change-pending = the replica is waiting for the NEW-VIEW of view { $view }
refused-outside-window = sequence number { $seq } is outside the window: it must be above { $low } and at most { $high }
refused-not-from-primary = replica { $signer } signed it, but the primary is replica { $primary }
refused-prepare-from-primary = the primary’s vote is its PRE-PREPARE; it never sends a PREPARE
refused-digest-mismatch = the digest does not match the batch
refused-bad-batch = the batch is invalid
refused-bad-request-in-batch = a request in the batch has no valid signature of its client
refused-conflicting-pre-prepare = this sequence number already has another batch in this view
refused-conflicting-vote = it conflicts with an earlier vote of its sender
refused-duplicate = it was received before
refused-own-message = it is the replica’s own message, echoed back
refused-old-timestamp = request { $got } is not later than request { $last }, which is already executed
refused-another-pending = another request of this client is already pending
refused-operation-too-long = the operation has { $bytes } bytes; at most { $limit } are allowed
refused-read-only = the read-only optimisation is not implemented
refused-bad-checkpoint-number = checkpoint { $seq } is already stable, or no checkpoint is due there
refused-invalid-view-change = the VIEW-CHANGE is invalid
refused-invalid-new-view = the NEW-VIEW does not follow from its VIEW-CHANGEs
refused-stale-view = view { $got } is not later than view { $at }
refused-old-counter = it is old: its counter has not increased
refused-not-wanted = it was not requested
refused-bad-proof = its proof is invalid
refused-not-for-me = this kind of node does not process such messages
refused-no-such-request = no such request is outstanding
refused-answered-already = its request already has a result
refused-rate-limited = rate limit: the sender was answered recently
offence-conflicting-pre-prepares = two PRE-PREPAREs for one sequence number
offence-conflicting-prepares = two PREPAREs for one sequence number
offence-conflicting-commits = two COMMITs for one sequence number
offence-conflicting-checkpoints = two state digests for one checkpoint
offence-conflicting-new-views = two NEW-VIEWs for one view
offence-prepare-by-primary = a PREPARE, which a primary never sends
offence-hidden-certificate = a VIEW-CHANGE that hides a prepared certificate
offence-invalid-view-change = an invalid VIEW-CHANGE
offence-invalid-new-view = an invalid NEW-VIEW
offence-conflicting-requests = two requests with one timestamp
fact-conflicting-replies = { $Node } received two different replies to one request from { $replica }{ $aside }.
fact-evidence-found = { $Node } has signed evidence that { $culprit } is faulty: { $offence }{ $aside }.
fact-alarm =
    { $Node } detects something that is impossible with at most f faulty replicas: { $alarm ->
        [conflicting-decisions] two batches have committed at sequence number { $number }
        [diverged] its own state at sequence number { $number } is not the one that a quorum certified
        [conflicting-results] two results for request { $number }, each in f + 1 replies
       *[conflicting-certificates] two batches have prepared at sequence number { $number } in one view
    }.
fact-script-failed = The script of { $node } failed, so it sends nothing in this step: “{ $error }”.
fact-script-refused = An action of the script of { $node } was rejected: “{ $error }”.
command-submit = { $Node } submits “{ $operation }”.
command-crash = { $Node } crashes.
command-restart =
    { $disk ->
        [lost] { $Node } restarts without its disk.
       *[kept] { $Node } restarts with its disk.
    }
command-pause = { $Node } is paused.
command-resume = { $Node } resumes.
command-behave = { $Node } becomes Byzantine: { $strategies }.
command-honest = { $Node } follows the protocol again.
command-twin = { $Node } runs as two copies with one key: { $sides }.
command-clientBehave =
    { $conduct ->
        [honest] { $Node } follows the protocol again.
       *[byzantine] { $Node } becomes Byzantine: { $strategies }.
    }
command-partition =
    { $way ->
        [ordered] One-way partition: messages from an earlier group do not reach a later one: { $groups }.
        [one] One-way partition: messages from { $from } do not reach { $to }.
       *[both] The network is partitioned: { $groups }.
    }
command-heal = The network heals: no partition, no changed link.
command-link = The link { $from } → { $to } now { $changes }.
command-link-both = The link { $from } ↔ { $to } now { $changes }.
link-change =
    { $change ->
        [cut] is cut
        [up] delivers messages
        [held] holds its messages
        [released] releases its messages
        [constant] takes { $ms } ms
        [range] takes { $min } to { $max } ms
        [mean] takes { $min } to { $max } ms, { $ms } ms on average
        [loss] loses { $hits } of { $of } messages
        [duplicate] duplicates { $hits } of { $of } messages
       *[reorder] reorders { $hits } of { $of } messages
    }
command-drop = { $what } was dropped by hand.
command-deliver = { $what } was delivered by hand.
command-duplicate = { $what } was duplicated by hand.
command-delay = { $what } is delayed by { $ms } ms.
command-timeout = { $Node }: the { $timer } timer is made to expire.
command-refused = { $command } It was rejected: { $why }

## The sentence above the stage

head-start =
    { $n ->
        [one] A single replica decides alone. If it fails, the service stops.
       *[other] { $n } replicas hold copies of one small key-value store. { $f ->
            [0] They agree on every change as long as none of them lies.
            [one] Any one of them may crash or lie; the others still agree.
           *[other] Any { $f } of them may crash or lie; the others still agree.
        }
    }
head-value-unknown = the request
head-request-sent =
    { $target ->
        [all] No reply in time: { $name } retransmits its request{ $aside } to all replicas.
        [one] { $Name } signs its request{ $aside } and sends it to the primary, { $to }, which wears the crown.
       *[primary] { $Name } signs its request{ $aside } and sends it to the primary, which wears the crown.
    }
head-submit =
    { $queued ->
        [yes] { $Name } queues “{ $operation }”: it sends one request at a time, and an earlier one has no result yet.
       *[no] { $Name } submits “{ $operation }”.
    }
head-pre-prepared =
    { $role ->
        [primary] { $lies ->
            [yes] { $Name }, the primary, assigns sequence number { $seq } to { $value }. But it is Byzantine: it may send the backups something else, or nothing.
           *[no] PRE-PREPARE: the primary, { $name }, assigns sequence number { $seq } to { $value }. But what if it told each backup something different?
        }
       *[backup] PREPARE: { $name } accepted { $value } at sequence number { $seq } and multicasts that, as does every other backup that accepts it.
    }
head-prepared =
    { $agreement ->
        [no] { $Name } has votes from { $quorum } of { $n } replicas for { $value } at sequence number { $seq }. With { $byzantine } Byzantine replicas that proves nothing: they can vote for another value too.
       *[yes] Prepared: { $name } has votes from { $quorum } of { $n } replicas for { $value } at sequence number { $seq }. Nothing else can prepare there in view { $view }. Next: COMMIT.
    }
head-committed-local =
    { $agreement ->
        [no] { $Name } has COMMITs from { $quorum } of { $n } replicas for { $value } at sequence number { $seq }. But { $byzantine } Byzantine replicas may vote for another value too, and others may execute that.
       *[yes] Committed: { $name } has COMMITs from { $quorum } of { $n } replicas for { $value } at sequence number { $seq }. Every later view keeps it there, so it is safe to execute in order.
    }
head-reply-counted =
    { $From } replied{ $said ->
        [no] {""}
       *[yes] {" "}“{ $result }”
    }{ $many ->
        [yes] {" "}to { $name }
       *[no] {""}
    }{ $need ->
        [one] . No faulty replica is tolerated here, so one reply is enough.
       *[other] ; { $enough ->
            [over] { $have } matching replies, and { $need } were needed.
           *[upto] { $have } of { $need } matching replies.
        } { $differs ->
            [yes] { $Other } replied “{ $before }”: the replies differ, so a replica is faulty.
           *[no] Up to { $f ->
                [one] one replica
               *[other] { $f } replicas
            } may lie, so one reply proves nothing.
        }
    }
head-result-accepted =
    { $weak ->
        [1] { $Name } has its reply: “{ $result }”.
       *[other] { $answers ->
            [no] { $Name } has { $weak } matching replies, but all of them may be false. It cannot tell, and accepts “{ $result }”.
           *[yes] { $Name } has { $weak } matching replies, at least one from a correct replica: it accepts “{ $result }”.
        }
    }
head-broken = Violated: { $name }{ $aside }. { $what }
head-stable = Stable checkpoint: { $name } has matching CHECKPOINTs from { $quorum } of { $n } replicas for sequence number { $seq }{ $aside }. It discards the log up to there.
# What shows that a node is faulty
head-conflicting-replies = { $Name } received two different replies to one request from { $replica }{ $aside }, so { $replica } is faulty.
head-evidence-found = { $Name } has signed evidence that { $culprit } is faulty: { $offence }{ $aside }. { $count ->
        [one] No correct node signs that.
       *[other] No correct node signs both.
    }
head-alarm =
    { $Name } detects what is impossible with at most { $f } faulty: { $alarm ->
        [conflicting-decisions] two batches have committed at sequence number { $number }
        [diverged] its state at sequence number { $number } is not the one that a quorum certified
        [conflicting-results] two results for request { $number }, each in { $weak } replies
       *[conflicting-certificates] two batches have prepared at sequence number { $number } in one view
    }.
head-view-change-started =
    { $why ->
        [joined] f + 1 other replicas ({ $weak }) have moved to a later view, so { $name } joins them: it starts a view change to view { $view }.
        [new-view-timeout] { $Name } received no NEW-VIEW in time: it starts a view change to view { $view }.
        [invalid-new-view] { $Name } finds the NEW-VIEW of the new primary invalid: it starts a view change to view { $view }.
       *[request-timeout] { $Name } suspects the primary, because its request timer expired. It starts a view change to view { $view }.
    }
head-view-entered =
    { $role ->
        [primary] { $Name } is the primary of view { $view }. Its NEW-VIEW must propose again each request that may have committed.
       *[backup] View { $view } has started: { $name } enters it.
    }
head-crash =
    { $Name } is down. { $enough ->
        [yes] { $voting } of { $n } replicas vote, and a quorum is { $quorum }: the cluster still makes progress.
        [perhaps] { $mayVote } of { $n } replicas can vote, and a quorum is { $quorum }. But some of them may lie or be cut off, so progress may stop.
       *[no] Only { $mayVote } of { $n } replicas can vote, and a quorum is { $quorum }: the cluster stalls.
    }
head-pause =
    { $Name } is paused. { $enough ->
        [yes] { $voting } of { $n } replicas vote, and a quorum is { $quorum }: the cluster still makes progress.
        [perhaps] { $mayVote } of { $n } replicas can vote, and a quorum is { $quorum }. But some of them may lie or be cut off, so progress may stop.
       *[no] Only { $mayVote } of { $n } replicas can vote, and a quorum is { $quorum }: the cluster stalls.
    }
head-resume = { $Name } resumes and processes the queued messages. { $mayVote } of { $n } replicas can vote now, and a quorum is { $quorum }.
head-guarantees =
    { $agreement ->
        [no] With { $byzantine ->
            [one] a Byzantine replica
           *[other] { $byzantine } Byzantine replicas
        } nothing is guaranteed.
       *[yes] { $answers ->
            [no] Clients may be deceived, but correct replicas cannot disagree.
           *[yes] { $progress ->
                [no] Progress may stop, but correct replicas cannot disagree.
               *[yes] Safety and liveness are still guaranteed.
            }
        }
    }
head-behave = { $Name } is now Byzantine (“{ $strategies }”). { $guarantees }
head-message-refused =
    { $relayed ->
        [yes] { $Name } rejects { $message } from { $from }, sent by { $sender }: { $sentence }. A rejected message is not counted.
       *[no] { $Name } rejects { $message } from { $from }: { $sentence }. A rejected message is not counted.
    }
head-honest = { $Name } follows the protocol again. Messages it already sent stay sent.
head-clientBehave =
    { $conduct ->
        [honest] { $Name } follows the protocol again.
       *[byzantine] { $Name } is now Byzantine: { $strategies }. However many clients are faulty, the replicas stay consistent. But it can write any data that it has access to.
    }
head-twin = { $Name } now runs as two copies with one key. Each copy follows the protocol, but together they equivocate. { $guarantees }
head-restart =
    { $Name } is up again.{ $vote ->
        [no] {" "}It lost its disk, so it has no vote yet.
       *[yes] {""}
    } { $mayVote } of { $n } replicas can vote now, and a quorum is { $quorum }.
stuck-votes =
    { $phase ->
        [commit] Stalled at Commit: { $have } of the { $need } votes needed.
        [view-change] Stalled in the view change: { $have } of the { $need } votes needed.
       *[prepare] Stalled at Prepare: { $have } of the { $need } votes needed.
    }
stuck-why =
    { $remedy ->
        [heal] The network is partitioned: at most { $mayVote } of { $n } replicas can reach each other.
       *[other] Only { $mayVote } of { $n } replicas can vote ({ $missing }).
    } Stalling is safe; fewer votes are not.{ $remedy ->
        [heal] {" "}Heal the partition to continue.
        [restart] {" "}Restart one to continue.
       *[none] {""}
    }
stuck-primary =
    { $fault ->
        [paused] Waiting: the primary, replica { $primary }, is paused.
        [no-vote] Waiting: the primary, replica { $primary }, lost its disk and has no vote yet.
       *[down] Waiting: the primary, replica { $primary }, is down.
    }
stuck-primary-why = Only the primary can assign sequence numbers, so no new request can commit in this view.

## The captions of a scene

captions-title = Chapters
captions-where =
    { $number ->
        [0] { $count } chapters
       *[other] { $number } of { $count }
    }
captions-left-of =
    { $count ->
        [0] none of { $all } chapters describes this run
        [one] { $count } of { $all } chapters describes this run
       *[other] { $count } of { $all } chapters describe this run
    }
captions-ways = Chapters to go to
captions-previous = Previous chapter
captions-next = Next chapter
captions-all = All chapters
captions-all-short = All
captions-go = Continue to chapter { $number }
captions-back = Go back to chapter { $number }
captions-earlier = Show { $count } earlier chapters
captions-later = Show { $count } later chapters
captions-waits = Paused. Press Play to continue.
captions-left =
    { $from ->
        [settings] You changed the settings. The chapters still describe the original scene.
       *[command] You changed this run at { $time } ms. The later chapters still describe the original scene.
    }
captions-return = Return to the scene

## Lessons that ask, and the course

lesson-number =
    { $parts ->
        [1] Lesson { $number } of { $count }
       *[other] Lesson { $number } of { $count }, part { $part } of { $parts }
    }
lesson-all = All lessons
lesson-question =
    { $asked ->
        [ask] Predict.
       *[explain] Explain.
    }
lesson-wrong = Not quite.
lesson-retry = Try again
lesson-skip = Skip this question
lesson-skipped = Not answered yet.
lesson-skipped-back = Go back to the question
lesson-task = Your turn.
lesson-allowed = Allowed here: { $commands }.
lesson-command =
    { $command ->
        [submit] request
        [crash] crash
        [restart] restart
        [pause] pause
        [resume] resume
        [behave] lie
        [honest] stop lying
        [twin] twin
        [clientBehave] lie as a client
        [partition] partition
        [heal] heal
        [link] change a link
        [drop] drop a message
        [deliver] deliver a message now
        [duplicate] duplicate a message
        [delay] delay a message
       *[timeout] fire a timer
    }
lesson-state =
    { $state ->
        [reached] Done.
        [over-limit] Not done: more than { $limit ->
            [one] one command
           *[other] { $limit } commands
        }.
        [not-allowed] Not done: not allowed here ({ $command }).
       *[open] Not done yet.
    }
lesson-commands =
    { $limit ->
        [none] Commands: { $count }
       *[other] Commands: { $count } of { $limit }
    }
lesson-hint =
    { $count ->
        [one] Hint
       *[other] Hint { $number } of { $count }
    }
lesson-again = Start the task again
lesson-proof = Copy proof
lesson-proof-about = Copies a link to your run. Your teacher checks it by running it again.
lesson-proof-label = Link to your run
lesson-next =
    { $part ->
        [1] Next lesson
       *[other] Next part of this lesson
    }
lesson-end = This was the last lesson. The test after the course is in the list of all lessons.
find-check = Check
find-none = There are none
find-replicas = Replicas: n = { $count }
find-quorum = Quorum: Q = { $count }
find-drawing = Two quorums that overlap as little as possible: one bar above the replicas, one below. A cross marks a liar.
find-overlap =
    Two quorums share at least { $shared ->
        [one] 1 replica
       *[other] { $shared } replicas
    }, and { $faulty } may lie: { $agrees ->
        [yes] at least one of them is correct.
       *[no] all of them may lie.
    }
find-silence =
    If { $faulty ->
        [one] 1 replica is
       *[other] { $faulty } replicas are
    } silent, { $answering } answer: { $proceeds ->
        [yes] a quorum.
       *[no] no quorum of { $quorum }.
    }
find-set =
    { $set ->
        [0] A
       *[1] B
    } { $have }/{ $quorum }
find-member =
    Replica { $id } in quorum { $set ->
        [0] A
       *[1] B
    }
find-lies = lies
find-shared =
    { $count ->
        [0] No replica is in both.
       *[other] In both: { $replicas }.
    }
find-pick = Choose the sequence number, then click the votes that prove it. The same message may be in several logs.
find-vote = { $kind } of replica { $id }
find-picked =
    { $count ->
        [0] No message is chosen.
        [one] 1 message is chosen.
       *[other] { $count } messages are chosen.
    }
find-verdict-overlap =
    { $shared ->
        [0] Two quorums may share no replica at all.
        [one] Two quorums may share only 1 replica, and it may lie.
       *[other] Two quorums may share only { $shared } replicas, and all of them may lie.
    }
find-verdict-silence = While the faulty replicas are silent, only { $answering } answer, which is no quorum.
find-verdict-size =
    Quorum { $set ->
        [1] A
       *[2] B
    } has { $size ->
        [one] 1 member
       *[other] { $size } members
    }.
find-verdict-shared =
    { $count ->
        [one] Replica { $replicas } is in both quorums, and it is correct.
       *[other] Replicas { $replicas } are in both quorums, and they are correct.
    }
find-verdict-unproven =
    { $count ->
        [one] This does not prove that replica { $nodes } lied.
       *[other] This does not prove that replicas { $nodes } lied.
    } A proof is two messages of one replica that no correct replica signs both.
find-verdict-superfluous = The proof is there, but { $needed } messages are enough. The others prove nothing.
find-verdict =
    { $code ->
        [smaller] This cluster tolerates as many, but a smaller one does too.
        [exists] There is one. Try again.
       *[right] Right.
    }
lesson-open =
    { $reason ->
        [question] Show the question
       *[task] Show the task
    }
lesson-blocked = The open task of this lesson does not allow this.
course-title = Twelve lessons
course-about = Each lesson asks for a prediction, gives you a task in the running cluster, and asks for the explanation.
course-lessons = Lessons in order
course-tick =
    { $tick ->
        [predicted] predicted
        [done] done
       *[explained] explained
    }
course-test =
    { $when ->
        [before] Test before the course
       *[after] Test after the course
    }
course-test-about = The same questions, before and after the course. You see the replies at the end.
course-test-take =
    { $when ->
        [before] Take the test before the course
       *[after] Take the test after the course
    }
course-score = { $right } of { $count } right
course-not-taken = not taken
course-question = Question { $number } of { $count }
course-finish = Show the replies
course-missing =
    { $count ->
        [one] One question has no answer yet.
       *[other] { $count } questions have no answer yet.
    }
course-chosen = Your answer:
course-back = Back to the lessons
course-progress = Your progress
course-progress-kept = This browser keeps your progress. Nothing is sent.
course-progress-lost = Your progress lasts until you leave this page.
course-copy = Copy as text
course-save = Save as a file
course-open = Open a saved file…
course-opened = The progress in “{ $name }” was added.
course-not-opened = “{ $name }” is not a progress file.
course-clear = Clear the progress
course-cleared = The progress is cleared.
course-line = { $number }. { $title }: { $steps }
course-steps-none = nothing yet
course-test-line =
    { $when ->
        [before] Test before the course: { $score }
       *[after] Test after the course: { $score }
    }

## The matrix of votes

matrix-title = Votes
matrix-number = Sequence number
matrix-choose = Sequence number whose votes are shown
matrix-follow = follow the run
matrix-none = No sequence number has been assigned yet.
matrix-about = Votes for sequence number { $seq }, as each replica’s log has them. { $quorum } of { $n } votes make a certificate (outlined).
matrix-region = Votes for sequence number { $seq }
matrix-log = Log of
matrix-phase =
    { $phase ->
        [commit] COMMIT from
       *[prepare] PRE-PREPARE and PREPARE from
    }
matrix-phase-brief =
    { $phase ->
        [commit] COMMIT
       *[prepare] PREPARE
    }
matrix-sender = Sender of the vote in the log of replica { $id }
matrix-count =
    { $enough ->
        [over] { $have } ({ $need } needed)
       *[upto] { $have } of { $need }
    }
matrix-certificate = certificate
matrix-vote =
    { $vote ->
        [missing] missing
        [other] vote for another value, not counted
        [pre-prepare] PRE-PREPARE
       *[vote] vote
    }
matrix-forgotten = discarded: covered by a stable checkpoint
matrix-wishes = VIEW-CHANGEs by sender, with the view of each. A NEW-VIEW needs { $quorum } of { $n }.

## Logs and water marks

log-title = Logs and water marks
log-about = A replica accepts only the sequence numbers in its window: above the low water mark, up to the high water mark. A stable checkpoint moves the window up and shortens the log.
log-replica = Replica { $id }
log-phase =
    { $phase ->
        [empty] votes only
        [pre-prepared] pre-prepared
        [prepared] prepared
        [committed-local] committed
       *[executed] executed
    }
log-label = Low water mark { $low }, high water mark { $high }, executed up to { $executed }.
log-checkpoint =
    { $enough ->
        [over] Checkpoint { $seq }: { $have } votes ({ $need } needed).
       *[upto] Checkpoint { $seq }: { $have } of { $need } votes.
    }

## The inspector

inspect-title = Inspector
inspect-choose = The node to inspect
inspect-changed-note = changed in the last step
inspect-changed = changed
inspect-none = none
inspect-standing = Status
inspect-role = Role
inspect-role-value =
    { $value ->
        [primary] primary
       *[backup] backup
    }
inspect-view = View
inspect-active = Active in this view
inspect-active-value =
    { $value ->
        [yes] yes
       *[no] no, waiting for NEW-VIEW
    }
inspect-health = Health
inspect-conduct = Behaviour
inspect-conduct-value =
    { $value ->
        [byzantine] Byzantine
       *[honest] correct
    }
inspect-low = Low water mark h
inspect-high = High water mark H
inspect-executed = Last executed
inspect-memory = State
inspect-memory-value =
    { $value ->
        [amnesic] lost, no vote yet
        [transferring] state transfer in progress
       *[whole] complete
    }
inspect-digest = State digest
inspect-counters = Counters
inspect-counter =
    { $counter ->
        [sent] Messages sent
        [received] Messages received
        [signed] Signatures made
       *[verified] Signatures verified
    }
inspect-refused =
    Rejected: { $code ->
        [malformed] malformed
        [not-a-member] signer not a member
        [bad-signature] bad signature
        [wrong-view] another view
        [view-change-pending] view change pending
        [outside-window] outside the window
        [not-from-primary] not from the primary
        [prepare-from-primary] PREPARE of the primary
        [digest-mismatch] digest does not match
        [bad-batch] invalid batch
        [bad-request-in-batch] invalid request in a batch
        [conflicting-pre-prepare] conflicting PRE-PREPARE
        [conflicting-vote] conflicting vote
        [duplicate] duplicate
        [own-message] its own message
        [old-timestamp] already executed
        [another-pending] another request is pending
        [operation-too-long] operation too long
        [read-only] read-only request
        [bad-checkpoint-number] already stable, or no checkpoint due
        [invalid-view-change] invalid VIEW-CHANGE
        [invalid-new-view] invalid NEW-VIEW
        [stale-view] earlier view
        [old-counter] old counter
        [not-wanted] not requested
        [bad-proof] invalid proof
        [not-for-me] for another kind of node
        [no-such-request] no such request
        [answered-already] request already completed
        [rate-limited] rate limit
       *[other] other reasons
    }
inspect-timers = Timers
timer-name =
    { $timer ->
        [request] request
        [new-view] new-view
        [resend] VIEW-CHANGE retransmission
        [status] STATUS
        [fetch-batch] batch fetch
        [fetch-state] state fetch
        [heartbeat] heartbeat
        [answer-quota] rate limit
        [delay] delay
       *[client] reply
    }
inspect-timer =
    { $timer ->
        [request] { $name } (view change)
       *[other] { $name }
    }
inspect-left = { $ms } ms left
inspect-timer-stopped = stopped while paused
inspect-pending = Pending requests
inspect-request = { $Client }, request { $timestamp }
inspect-checkpoints = Checkpoint votes
inspect-number = seq { $seq }
inspect-votes =
    { $enough ->
        [over] { $have }, { $need } needed (from { $from })
       *[upto] { $have } of { $need } (from { $from })
    }
inspect-view-changes = View-change votes
inspect-replica = replica { $id }
inspect-wish = → view { $view }
inspect-store = Its key-value store
inspect-slots = Log
inspect-column =
    { $column ->
        [number] Seq
        [view] View
        [phase] Phase
        [prepares] PREPAREs from
        [commits] COMMITs from
       *[requests] Requests
    }
inspect-null = null request
inspect-estimate = Assumed view
inspect-waits = Waiting for
inspect-queued = Queued requests
inspect-need = Matching replies needed
inspect-answered = Requests completed
inspect-replies = Replies so far
inspect-reply = “{ $result }”, view { $view }
inspect-results = Latest replies

## Messages, links and partitions

network-title = Network
network-partition = Partition…
network-heal = Heal the partition
network-link-from = One end of the link
network-link-to = The other end of the link
network-link = Change this link…
network-packets = Messages in flight: { $count }
network-none = No messages in flight.
network-first = Showing the next { $count } to arrive.
network-packet = { $message }, { $from } → { $to }
network-due =
    { $state ->
        [held] held
        [waiting] queued
       *[flying] arrives at { $due } ms
    }
grip-packet = { $message }, { $from } → { $to }
grip-packet-unknown = A message
grip-packet-state =
    { $state ->
        [flying] In flight; arrives at { $due } ms. Time is paused while you hold it.
        [held] Held on its link until you release it.
        [waiting] Queued at a paused node.
        [dropped] Lost.
       *[delivered] Delivered.
    }
grip-deliver = Deliver now
grip-drop = Drop
grip-delay = Delay by { $ms } ms
grip-duplicate = Duplicate
grip-signature = Signature
grip-verdict =
    { $verdict ->
        [valid] ✓ valid, from { $signer }
        [invalid] ✗ not valid for { $signer }
       *[not-signed] unsigned: its content proves it
    }
grip-digest = SHA-256 of the message
grip-bytes = Bytes
grip-fields = Fields
grip-link = { $a } ↔ { $b }
grip-way =
    { $from } → { $to }{ $state ->
        [cut] {" (cut)"}
        [held] {" (messages held)"}
        [changed] {" (changed)"}
       *[usual] {""}
    }
grip-which-way = Direction
grip-both-ways = both ways
grip-cut = Cut
grip-hold = Hold messages
grip-slow = Slow down
grip-restore = Restore
grip-partition = Partition the network
grip-partition-about = Nodes in different groups cannot exchange messages. Choose at least two groups.
grip-group =
    { $group ->
        [0] connected to all
        [1] group A
        [2] group B
       *[3] group C
    }
grip-one-way = Block one direction only: from an earlier group to a later one
grip-divide = Apply partition
inspect-fire = expire now
inspect-fire-label = Make the { $timer } timer expire now

## Why, and why not yet

why = why?
why-of = Why? { $what }
why-chosen = Why? (selected event)
why-pauses = Pauses the run while you read the explanation
why-paused = The run is paused while you read. It continues when you close the explanation.
why-not-yet = Why not yet?
why-so-far = Why?
why-no-reply = Why no reply?
why-answered = Why this result?
why-label = Explanation
why-thinking = Tracing the causes…
why-stop-waiting = Stop waiting
why-moment = As of step { $step }, { $time } ms.
why-again = Ask again
why-time = { $time } ms
why-go = Go to this position
why-slice =
    { $count ->
        [one] One earlier event caused this. It is highlighted in the timeline and on the stage.
       *[other] { $count } earlier events caused this. They are highlighted in the timeline and on the stage.
    }
why-slice-so-far =
    { $count ->
        [0] It waits for messages that have not come. So no event is highlighted.
        [one] The one event that concerns it is highlighted in the timeline and on the stage.
       *[other] The { $count } events so far that concern it are highlighted in the timeline and on the stage.
    }
why-incomplete = The explanation ends here: earlier events are no longer kept, or a Byzantine node did not follow the protocol.
why-further = It also depends on these events. Ask about each:
why-record = event { $record }
why-nobody = no replica
why-question-about = Why did this happen? { $what }
why-question-client =
    { $kind ->
        [happened] Why does { $node } have a result?
       *[not-yet] Why does { $node } have no result yet?
    }
why-question-prePrepared =
    { $kind ->
        [happened] Why has { $node } accepted a PRE-PREPARE for sequence number { $number }?
        [never] Why did { $node } never accept a PRE-PREPARE for sequence number { $number }?
       *[not-yet] Why has { $node } not accepted a PRE-PREPARE for sequence number { $number } yet?
    }
why-question-prepared =
    { $kind ->
        [happened] Why is { $node } prepared at sequence number { $number }?
        [never] Why was { $node } never prepared at sequence number { $number }?
       *[not-yet] Why is { $node } not prepared at sequence number { $number } yet?
    }
why-question-committedLocal =
    { $kind ->
        [happened] Why has { $node } committed sequence number { $number }?
        [never] Why did { $node } never commit sequence number { $number }?
       *[not-yet] Why has { $node } not committed sequence number { $number } yet?
    }
why-question-executed =
    { $kind ->
        [happened] Why has { $node } executed sequence number { $number }?
        [never] Why did { $node } never execute sequence number { $number }?
       *[not-yet] Why has { $node } not executed sequence number { $number } yet?
    }
why-question-stable =
    { $kind ->
        [happened] Why is checkpoint { $number } stable at { $node }?
        [never] Why was checkpoint { $number } never stable at { $node }?
       *[not-yet] Why is checkpoint { $number } not stable at { $node } yet?
    }
why-question-viewEntered =
    { $kind ->
        [happened] Why did { $node } enter view { $number }?
        [never] Why did { $node } never enter view { $number }?
       *[not-yet] Why has { $node } not entered view { $number } yet?
    }
# The parts of an answer, by the engine's codes. $votes and $quorum count the primary’s PRE-PREPARE as its vote to prepare.
why-part-counted =
    { $have ->
        [one] Counted: the { $kind } from { $voters }.
       *[other] Counted: the { $kind }s from { $voters }.
    }
why-part-discarded = Events before event { $record } are no longer kept.
why-part-votes =
    { $kind ->
        [PREPARE] { $Name } has { $votes } of the { $quorum } votes to prepare sequence number { $seq } in view { $view }: { $have ->
            [0] only the primary’s PRE-PREPARE.
            [one] the primary’s PRE-PREPARE and the PREPARE from { $voters }.
           *[other] the primary’s PRE-PREPARE and the PREPAREs from { $voters }.
        }
        [COMMIT] { $Name } has { $have } of the { $need } COMMITs for sequence number { $seq } in view { $view }{ $have ->
            [0] .
           *[other] , from { $voters }.
        }
        [CHECKPOINT] { $Name } has { $have } of the { $need } CHECKPOINTs for sequence number { $seq }{ $have ->
            [0] .
           *[other] , from { $voters }.
        }
       *[VIEW-CHANGE] { $Name } has { $have } of the { $need } VIEW-CHANGEs for view { $view }{ $have ->
            [0] .
           *[other] , from { $voters }.
        }
    }
why-part-replies =
    { $Name } has { $have } of the { $need } matching replies to request { $timestamp }{ $have ->
        [0] .
       *[other] , from { $voters }.
    }
why-part-no-pre-prepare = { $Name } has accepted no PRE-PREPARE for sequence number { $seq } in view { $view }. Only the primary, { $leader }, can sign it.
why-part-batch-missing = { $Name } knows the digest for sequence number { $seq } in view { $view }, but does not have the batch.
why-part-lower-first = { $Name } executes in order: sequence number { $lower } comes before { $seq }.
why-part-above-window = Sequence number { $seq } is above { $high }, the high water mark of { $name }. The window moves up when the next checkpoint is stable.
why-part-transferring = { $Name } is fetching the state from another replica.
why-part-view-not-wanted = { $Name } is in view { $at } and has not started a view change to view { $view }.
why-part-no-checkpoint = No checkpoint is due at sequence number { $seq }: the checkpoint interval is { $interval }.
why-part-request-queued = { $Name } sends one request at a time and is still waiting for the reply to an earlier one.
why-part-nothing-asked = { $Name } has no outstanding request.
why-part-message-in-flight = The { $kind } from { $from } to { $node } is in flight; it arrives at { $time } ms.
why-part-message-held = The { $kind } from { $from } to { $node } is held on its link until you release it.
why-part-message-waiting = The { $kind } from { $from } is queued, because { $node } is paused.
why-part-message-dropped =
    The { $kind } from { $from } to { $node } { $why ->
        [lost] was lost by the network.
        [link-down] was lost: the link was cut.
        [partitioned] was lost in the partition.
        [recipient-down] was lost: its recipient was down.
        [sender-down] was lost: its sender crashed before sending it.
        [by-hand] was dropped by hand.
        [limit] was lost: too many messages were in flight.
       *[no-recipient] was lost: there is no such node.
    }
why-part-message-refused = { $Node } rejected the { $kind } from { $from }: { $reason }.
why-part-message-conflicts = The { $kind } from { $from } does not match.
why-part-message-void = The { $kind } from { $from } arrived but no longer counts: { $node } has since restarted or changed its view.
why-part-node-down = { $Node } is down.
why-part-node-paused = { $Node } is paused.
why-part-sender-silent =
    { $fault ->
        [twinned] { $Node } runs as two copies and has sent no { $kind }.
       *[lying] { $Node } is Byzantine and has sent no { $kind }.
    }
why-part-no-vote-asking = { $Node } lost its disk and has no vote. It has asked the other replicas for their status: { $have } of { $need } have replied.
why-part-no-vote = { $Node } lost its disk and has no vote. It waits for a stable checkpoint at sequence number { $above } or later (it has { $low }), and for view { $wanted } or later (it is in view { $at }).
why-part-sender-in-view = { $Node } is in view { $at }, not in view { $view }.
why-part-sender-changing-view = { $Node } is changing to view { $at } and no longer votes in view { $view }.
why-because = { $text } { $reason }
why-part-sender-not-pre-prepared = { $Node } has not accepted the PRE-PREPARE for sequence number { $seq } in view { $view }.
why-part-sender-not-prepared = { $Node } is not prepared at sequence number { $seq } itself: it has { $votes } of the { $quorum } votes.
why-part-sender-not-executed =
    { $last ->
        [none] { $Node } has not executed the request.
       *[other] { $Node } has executed only up to sequence number { $last }.
    }
why-part-sender-not-yet = { $Node } has not sent its { $kind } for sequence number { $seq } in view { $view } to any node.
why-part-new-view-not-built = { $Node }, the primary of view { $view }, needs { $need } VIEW-CHANGEs and has { $have }, from { $voters }.
why-part-not-assigned =
    { $seq ->
        [none] { $Node }, the primary of view { $view }, has not assigned a sequence number to the request.
       *[other] { $Node }, the primary, has not assigned sequence number { $seq } to any request.
    }
why-part-state-taken-over = { $Name } installed a state from another replica that already includes sequence number { $seq }.
why-part-passed = { $Name } passed sequence number { $seq } without this step and is now at { $last }.
why-part-view-passed = { $Name } is already in view { $at } and was never active in view { $view }.
why-part-first-view = Every replica starts in view 0, and so did { $name }.
why-part-unseen = The state of this node is not visible.
events-keys = Use the up and down arrow keys to select another event.
label-lit = { $label }. Part of the explanation.
label-selected = { $label }. The selected event concerns it.
timeline-lit =
    { $count ->
        [one] One event of the explanation is highlighted; all others are dimmed.
       *[other] { $count } events of the explanation are highlighted; all others are dimmed.
    }

## Two futures side by side

compare = Compare branches
compare-a = Branch A
compare-b = Branch B
compare-waiting = Comparing…
compare-stopped = The comparison was stopped. Choose two branches to compare.
compare-same = The two branches are the same run, as far as both are known.
compare-parting = Up to step { $step } both branches are the same run. Then:
compare-idle = Nothing more is scheduled.
compare-rows = Events of each branch from there
compare-first = First difference
compare-nothing = did not happen
compare-end = Outcome
compare-end-time = Compared until
compare-end-view = View
compare-view =
    { $pending ->
        [yes] { $view }, waiting for NEW-VIEW
       *[no] { $view }
    }
compare-end-primary = Primary
compare-end-answered = Requests completed
compare-end-executed = Executed up to seq
compare-end-faulty = Faulty nodes
compare-left =
    { $count ->
        [0] {""}
        [one] One later event is not listed.
       *[other] { $count } later events are not listed.
    }
compare-played-on = Branch { $number } was known for a shorter time. For this comparison it was played on to the same time; the branch itself did not change.
## Help

help = Help
help-leaves = Help pages
help-promises = Guarantees of PBFT
help-glossary = Glossary
help-myths = Common misconceptions
help-keys = Keyboard shortcuts
help-promise-safety = Safety: correct replicas never disagree
help-promise-safety-about = No two correct replicas execute different requests at the same sequence number. At any moment some replicas lag, so the history of one is a prefix of the history of the other. This holds however late messages are, and even if up to f of the n replicas crash or behave arbitrarily.
help-promise-liveness = Liveness: clients eventually get their replies
help-promise-liveness-about = This holds while at most f replicas are faulty and message delays do not outgrow the doubling timeouts indefinitely. Timeouts matter only here: a bad timeout costs time, never agreement.
help-promise-client = When a client may trust a result
help-promise-client-about = When it has f + 1 matching replies from different replicas, validly signed. At least one of these replicas is correct, and a correct replica replies only with the result of a committed request.
help-promise-why = Why n is at least 3f + 1
help-promise-why-about = Up to f replicas may never reply, so a quorum can be at most n − f. But the missing ones may be correct and slow, and f of those that replied may lie. Any two quorums of n − f share at least n − 2f replicas, and at least one of these must be correct: n − 2f ≥ f + 1, so n ≥ 3f + 1.
help-promise-beyond = Beyond f
help-promise-beyond-about = If fewer replicas than a quorum vote, the cluster stalls, but correct replicas never disagree. If f + 1 replicas are Byzantine, clients may accept false results, and progress may stop. If 2Q − n replicas are Byzantine, where Q is the size of a quorum, correct replicas may execute different requests: that is f + 1 as well if n = 3f + 1, but f + 2 if n = 5. Evidence may remain, signed by the faulty replicas themselves, but silence and false replies leave none.
help-promise-never = Not guaranteed
help-promise-never-about = Confidentiality: each replica holds all the data, and a faulty one may leak it. Correct input: a client with write access may write nonsense, and all replicas will agree on it. A fair order: the primary chooses the order, and can delay a request until the timers expire. Deadlines. And PBFT assumes independent failures: one bug shared by all replicas is more than f faults.
help-four = Worked example: four replicas
help-four-quorum = n = 4, so f = 1: one replica may be faulty. A quorum is 3 votes, in general more than half of n + f.
help-four-overlap = Two quorums of 3 out of 4 share at least 3 + 3 − 4 = 2 replicas. One of these may lie, so the other is correct, and a correct replica votes only once. So no two requests can both gather a quorum at the same sequence number in one view.
help-four-silent = If one replica is silent, three are left: exactly a quorum. If two are silent, there are two votes and three are needed. The cluster stalls. If two votes were enough, two pairs could commit different requests.
help-four-client = A client waits for f + 1 = 2 matching replies: a single reply could come from the faulty replica.
help-find = Find a word:
help-found =
    { $count ->
        [0] Nothing found.
        [one] 1 of { $all } words
       *[other] { $count } of { $all } words
    }
help-term-replication = State machine replication
help-term-replication-about = Several replicas of a deterministic service start in the same state and execute the same operations in the same order. Because each operation has only one possible result, their states stay identical, and the service survives the failure of some replicas.
help-term-replica = Replica
help-term-replica-about = One of the n copies of the service. It has its own state, its own log and its own key.
help-term-client = Client
help-term-client-about = It sends requests and decides for itself which result to accept. It may be faulty too: replicas execute its requests only as it signed them.
help-term-f = f
help-term-f-about = The number of faulty replicas that the cluster tolerates: the largest whole number with 3f + 1 ≤ n.
help-term-view = View
help-term-view-about = A period with one primary. Views are numbered; the primary of view v is replica v mod n.
help-term-primary = Primary
help-term-primary-about = The replica that proposes the order of requests in a view. Nothing commits without a quorum.
help-term-backup = Backup
help-term-backup-about = Every replica that is not the primary. It checks the primary’s proposals and runs a timer while a request waits to be executed.
help-term-request = Request
help-term-request-about = An operation with the client’s timestamp and signature. Any change to it makes the signature invalid. Operations here: put KEY VALUE, get KEY, del KEY, add KEY N, append KEY TEXT, cas KEY OLD NEW (changes OLD to NEW), transfer FROM TO N. An operation that is not possible returns an error and changes nothing.
help-term-timestamp = Timestamp
help-term-timestamp-about = The client’s own counter. A replica executes a request only if its timestamp is later than that of the client’s last executed request. So each request takes effect at most once.
help-term-reply = Reply
help-term-reply-about = A replica’s signed result, sent directly to the client. The client accepts a result when f + 1 different replicas have sent it with valid signatures and the same timestamp.
help-term-sequence-number = Sequence number
help-term-sequence-number-about = The position of a request in the common order. Every replica executes sequence numbers in order, without gaps.
help-term-pre-prepare = PRE-PREPARE
help-term-pre-prepare-about = The primary’s proposal: in this view, this request gets this sequence number. It also counts as the primary’s vote.
help-term-prepare = PREPARE
help-term-prepare-about = A backup multicasts which request it accepted at this sequence number. So an equivocating primary cannot get two requests prepared at one sequence number.
help-term-commit = COMMIT
help-term-commit-about = “I am prepared.” A quorum of COMMITs means that at least f + 1 correct replicas are prepared, so every later view keeps the request at this sequence number.
help-term-batch = Batch
help-term-batch-about = Several requests with one sequence number, so that one round of votes serves them all.
help-term-quorum = Quorum
help-term-quorum-about = Enough votes that any two quorums share a correct replica: 2f + 1 if n = 3f + 1, in general more than (n + f) / 2. The correct replicas alone form a quorum. The 1999 paper describes the protocol without this word; its later version (2002) uses it.
help-term-weak-certificate = Weak certificate, f + 1
help-term-weak-certificate-about = f + 1 different replicas state the same, so at least one correct replica does. A client waits for this. The name comes from the paper’s later version (2002).
help-term-prepared = Prepared certificate
help-term-prepared-about = A PRE-PREPARE and matching PREPAREs from different backups, together a quorum: 2f PREPAREs if n = 3f + 1. It proves that no other request can prepare at this sequence number in this view. The 1999 paper says that a replica is prepared; it does not use the word certificate, which comes from its later version (2002).
help-term-committed = Committed
help-term-committed-about = At least f + 1 correct replicas are prepared. Every later view then keeps the request at its sequence number.
help-term-committed-local = Committed-local
help-term-committed-local-about = The local counterpart of committed: the replica is prepared and has a quorum of matching COMMITs, possibly including its own (2f + 1 if n = 3f + 1). It executes the request as soon as all earlier sequence numbers are executed.
help-term-checkpoint = Checkpoint
help-term-checkpoint-about = A snapshot of the state after every K-th sequence number. Replicas multicast its digest. The paper has no letter for this interval; K is from its later version (2002).
help-term-stable-checkpoint = Stable checkpoint
help-term-stable-checkpoint-about = A checkpoint with a proof: a quorum has signed the same digest. The log up to it can be discarded.
help-term-water-marks = Water marks h and H
help-term-water-marks-about = The window of sequence numbers that a replica accepts: above h, the last stable checkpoint, and up to H = h + L. It bounds the log and keeps a faulty primary from exhausting the sequence numbers. The 1999 paper writes H = h + k; the letter L is from its later version (2002).
help-term-state-transfer = State transfer
help-term-state-transfer-about = A replica that has missed too much fetches the state from another replica. It installs the state only if it matches a stable checkpoint with a valid proof.
help-term-timeout = Timeout
help-term-timeout-about = A backup that waits too long for a request to execute suspects the primary and starts a view change. Each view change without a newly executed request doubles the timeout.
help-term-view-change = VIEW-CHANGE
help-term-view-change-about = “I am moving to the next view.” A replica multicasts it when its timer expires, or because f + 1 others already did. It carries the sequence number of the last stable checkpoint with its proof, a quorum of CHECKPOINTs, and a prepared certificate for each later sequence number that has prepared.
help-term-new-view = NEW-VIEW
help-term-new-view-about = The message that starts a view: a quorum of VIEW-CHANGEs, and the PRE-PREPAREs that follow from them. Each backup recomputes these, so the new primary cannot drop a committed request. It can still choose which VIEW-CHANGEs to use, and send different NEW-VIEWs to different replicas.
help-term-null-request = Null request
help-term-null-request-about = It fills a sequence number for which no VIEW-CHANGE has a prepared certificate, so that the order has no gap. Executing it changes nothing.
help-term-byzantine = Byzantine
help-term-byzantine-about = Faulty in any way: crashed, broken or malicious. Nothing is assumed about such a node, except that it cannot break the cryptography. The adversary may also delay messages and correct nodes, but not indefinitely. So a replica that is only slow is correct.
help-term-equivocation = Equivocation
help-term-equivocation-about = Sending different replicas conflicting messages, for example two PRE-PREPAREs for one sequence number, each with a valid signature. The two signed messages together are evidence that the sender is faulty.
help-term-collusion = Collusion
help-term-collusion-about = Faulty nodes that act together and share their keys. One adversary may control all of them.
help-term-digest = Digest
help-term-digest-about = A short fingerprint of a message. It is infeasible to find two messages with the same digest, so votes contain the digest instead of the request.
help-term-signature = Signature
help-term-signature-about = Only the owner of the key can make it, and every node can verify it. So a signed message can be forwarded as proof.
help-term-mac = MAC vs. signature
help-term-mac-about = A MAC is a code made with a key that two nodes share. It is much faster than a signature, but proves nothing to a third node: either of the two could have made it. Section 5.2 of the paper uses signatures only for VIEW-CHANGE and NEW-VIEW, and MACs for all other messages. This laboratory follows section 4 and uses signatures throughout; only BATCH, STATE and COMMIT-CERT are unsigned, because their content proves itself.
help-term-synchrony = Weak synchrony
help-term-synchrony-about = The only timing assumption, needed for liveness. Messages may be delayed, lost, duplicated and reordered. But the time until a retransmitted message arrives must not grow faster than time itself indefinitely. Delays may grow: the timeouts double and catch up.
help-explain = What is “{ $term }”?
# The words of the glossary in the sentences of scenes: each term with the forms that lead to it.
terms-in-text =
    primary: primary, Primary
    backup: backup, backups, Backups
    view: view, views
    quorum: quorum, quorums
    sequence-number: sequence number, Sequence number, sequence numbers, Sequence numbers
    pre-prepare: PRE-PREPARE, PRE-PREPAREs
    prepare: PREPARE, PREPAREs
    commit: COMMIT, COMMITs
    prepared: prepared, prepared certificate, prepared certificates
    committed: committed
    view-change: VIEW-CHANGE, VIEW-CHANGEs, View change, view change, view changes
    new-view: NEW-VIEW, NEW-VIEWs
    timeout: timer, timers, timeout, timeouts
    checkpoint: checkpoint, checkpoints, CHECKPOINT, CHECKPOINTs
    stable-checkpoint: stable, stable checkpoint
    water-marks: window, water mark, water marks
    null-request: null request, null requests
    batch: batch, batches
    weak-certificate: f + 1
    f: f, 3f + 1
    digest: digest, digests
    signature: signature, signatures, signed
    timestamp: timestamp, timestamps
    equivocation: equivocation, equivocates, equivocate
    collusion: colluders, accomplice, accomplices, collude
    synchrony: in time

help-people = Misconception:
help-truth = In fact:
help-myth-majority = A simple majority of votes is enough.
help-truth-majority = True if replicas only crash, as in Raft and Paxos. If they can lie, two majorities may share nothing but the liar, and it votes for both. With 3 of 4, any two quorums share two replicas, and at least one of these is correct.
help-myth-same-number = It makes no difference whether a replica crashes or lies.
help-truth-same-number = To tolerate f crashes, 2f + 1 replicas are enough; to tolerate f Byzantine replicas, it takes 3f + 1. The replicas that do not reply may be correct and slow, and f of those that do may lie.
help-myth-primary-decides = The primary decides.
help-truth-primary-decides = It only proposes an order. Nothing commits without a quorum, and a primary that is silent or equivocates is replaced. But it does choose the order, decides which replica gets its messages first, and can delay a request until the timers expire.
help-myth-committed-everywhere = Once one replica has committed a request, all replicas have executed it.
help-truth-committed-everywhere = The request keeps its sequence number in every later view: a quorum has sent COMMIT, so at least f + 1 correct replicas are prepared. Other replicas may be down, slow or waiting for an earlier request. They execute the same request later, or install a state that includes it.
help-myth-commit-superfluous = After PREPARE everything is settled, so COMMIT is superfluous.
help-truth-commit-superfluous = A prepared replica knows that no other request can prepare at this sequence number in this view. But it may be the only replica that is prepared, and a view change could then give the sequence number to another request. A quorum of COMMITs proves that at least f + 1 correct replicas are prepared, and every later view hears from one of them.
help-myth-loses-requests = A view change loses requests.
help-truth-loses-requests = A committed request survives: every quorum of VIEW-CHANGEs has a correct sender that reports its prepared certificate, or a stable checkpoint that covers it. A request that has not committed may be kept, or replaced by a null request. Then the client or a backup must send it again, and it may get another sequence number.
help-myth-signatures = Signatures make lying impossible.
help-truth-signatures = They prevent a node from sending messages in another node’s name. But a replica can still sign two conflicting statements with its own key, omit something, or send nothing. That is why replicas count votes.
help-myth-one-reply = The first reply is enough for the client.
help-truth-one-reply = The first reply may come from a faulty replica. Of f + 1 matching replies, at least one comes from a correct replica.
help-myth-clocks = PBFT needs synchronized clocks, or messages that arrive in time.
help-truth-clocks = Agreement needs neither: it holds however slow the network is. Progress does depend on timing: no deterministic protocol can guarantee it in a fully asynchronous network if even one node may crash (FLP), so PBFT assumes that delays do not outgrow its timeouts indefinitely. Clocks need not agree: each replica uses its own, only to decide when to try another primary.
help-myth-more-replicas = More replicas are always safer.
help-truth-more-replicas = Five or six replicas tolerate one faulty replica, just as four do; only seven tolerate two. And the number of messages grows with the square of n.
help-myth-stops = With more than f Byzantine replicas, PBFT just stops.
help-truth-stops = It may stall. But colluders that fill the overlap of two quorums can make correct replicas execute different requests. That takes 2Q − n colluders, where Q is the size of a quorum: exactly f + 1 if n = 3f + 1, and never fewer. A scene of the library shows it, with the signed evidence.
help-myth-blockchain = PBFT is a blockchain, or a form of proof of work.
help-truth-blockchain = It dates from 1999. Its members are known and vote, there is no mining, and a committed request is final at once. Some blockchains use its descendants to agree on their blocks.
help-shortcuts = Enable page-wide shortcuts
help-key = Key
help-action = Action
help-key-space = Space
help-place-page = Anywhere except in text fields
help-place-stage = On a replica or client
help-place-plot = On the timeline
help-place-scrubber = On the scrubber below the timeline
help-action-play = Play or pause
help-action-step = One step forward
help-action-back = One step back
help-action-later = Next chapter
help-action-earlier = Previous chapter
help-action-faster = Faster
help-action-slower = Slower
help-action-restart = Start over
help-action-replica = Go to the replica with this number
help-action-client = Go to the client; press again for the next client
help-action-request = Go to the request field; on a client, to send its request
help-action-text = Show the run as text
help-action-attacks = Find an attack
help-action-present = Show the stage and the playback alone, for a room
help-action-leave = End the presentation, or put the tool away
help-action-help = Show this help
help-action-stage-next = Next node
help-action-stage-previous = Previous node
help-action-stage-menu = Open its menu
help-action-stage-move = Move it
help-action-plot-left = Earlier time
help-action-plot-right = Later time
help-action-plot-previous = Select the previous event
help-action-plot-next = Select the next event
help-action-plot-in = Zoom in
help-action-plot-out = Zoom out
help-action-plot-fit = Show the whole run
help-action-plot-follow = Follow the run
help-action-plot-go = Go to the selected event
help-action-plot-why = Explain the selected event
help-action-plot-flags = Go to the flags of the chapters; left and right arrow: the others; Enter: to that chapter
help-action-plot-none = Clear the selection
help-action-scrub-next = One step forward
help-action-scrub-previous = One step back
help-action-scrub-far = Ten steps forward
help-action-scrub-far-back = Ten steps back
help-action-scrub-first = Go to the start
help-action-scrub-last = Go to the last known step

## The run as text

text-version = Text
text-version-title = The run as text
text-version-about = All events up to this position, to read, to listen to or to copy. The run is paused meanwhile.
text-version-detailed = include messages and timers
text-version-count =
    { $count ->
        [0] No events yet.
        [one] One event.
       *[other] { $count } events.
    }
text-version-copy = Copy
text-version-copied = Copied.
text-version-marked = The browser does not allow copying. The text is selected: copy it with the keyboard.
text-version-begin = Start
text-version-chapter = Chapter { $number } of { $count }, { $time } ms: { $text }
text-version-command = { $time } ms: { $text }
text-version-line = { $time } ms: { $text }{ $section ->
        [none] {""}
       *[other] {" "}(§ { $section })
    }

## Trouble

trouble-title = The engine has stopped
trouble-start-title = The engine could not be started
trouble-kept = Your run is not lost: the scene, the seed and all your changes are kept.
trouble-recover = Reload the run from its last good step
coming =
    { $unit ->
        [ms] Playing the run up to that position: { $reached } ms of { $goal } ms.
        [branches] Playing both branches for the comparison: { $reached } of { $goal } steps.
       *[step] Playing the run up to that position: step { $reached } of { $goal }.
    }
coming-asks =
    This is taking long: { $unit ->
        [ms] { $reached } ms of { $goal } ms have been played.
       *[step] { $reached } of { $goal } steps have been played.
    } Continue?
coming-progress = Progress of playing the run
coming-go-on = Continue
coming-turn-back = Stop and keep the run as it was
coming-stop = Stop
trouble-recovering = Replaying the run…
trouble-retry = Try again
trouble-details = Message of the engine: { $message }
trouble-why =
    { $why ->
        [silent] It stopped responding.
        [unreadable] One of its messages could not be read.
        [closed] It was closed.
       *[ended] Its worker ended unexpectedly.
    }

## The page around the element

page-tab = pbft-lab: watch PBFT reach agreement, then try to break it
page-name = pbft-lab

## Strategies: ways to misbehave. `strategy-NAME` names one, `strategy-NAME-about` says in a sentence what it does

strategy-silent-primary = Silent primary
strategy-silent-primary-about = As the primary it sends nothing, until the backups change the view.
strategy-slow-primary = Slow primary
strategy-slow-primary-about = As the primary it sends each proposal just before the timers expire, so that clients wait.
strategy-censor = Censorship
strategy-censor-about = As the primary it ignores one client and serves all others.
strategy-equivocate = Two proposals for one sequence number
strategy-equivocate-about = As the primary it proposes one request to some backups and another to the rest, with the same sequence number.
strategy-equivocate-and-prepare = Two proposals and its own PREPAREs
strategy-equivocate-and-prepare-about = As the primary it makes two proposals and votes for both, although a primary never sends PREPARE.
strategy-tamper-request = Altered request
strategy-tamper-request-about = As the primary it alters the operation of a client’s request, so that the client’s signature is no longer valid.
strategy-fabricate-request = Fabricated request
strategy-fabricate-request-about = As the primary it proposes a request that no client has sent.
strategy-wrong-digest = Wrong digest
strategy-wrong-digest-about = As the primary it signs a digest that does not match the requests in its proposal.
strategy-stale-request = Executed request again
strategy-stale-request-about = As the primary it proposes a request again that was already executed.
strategy-jump = Sequence number too high
strategy-jump-about = As the primary it skips sequence numbers, which leaves gaps, or it exceeds the window.
strategy-hog-window = Window filled with old requests
strategy-hog-window-about = As the primary it fills one sequence number after another with an executed request and proposes nothing new.
strategy-contradict-new-view = Contradicted NEW-VIEW
strategy-contradict-new-view-about = As the primary of a new view it breaks its word: it proposes other requests for sequence numbers that its NEW-VIEW assigned.
strategy-exclude = Proposals only to a quorum
strategy-exclude-about = As the primary it sends no proposals to f of the backups. The others still form a quorum.
strategy-silent = Silent
strategy-silent-about = It sends nothing, as if it had crashed.
strategy-double-prepare = Two PREPAREs
strategy-double-prepare-about = It votes twice: PREPARE for one request to some replicas, and for another request to the rest.
strategy-double-commit = Two COMMITs
strategy-double-commit-about = It votes twice: COMMIT for one request to some replicas, and for another request to the rest.
strategy-withhold-commit = Withheld COMMITs
strategy-withhold-commit-about = It sends PREPARE as usual, but never COMMIT.
strategy-selective = Selective sending
strategy-selective-about = It sends to the replicas that it chooses, and nothing to the others.
strategy-forge-sender = Forged sender
strategy-forge-sender-about = It also votes in another replica’s name, but can sign only with its own key.
strategy-replay-phase = PREPAREs turned into COMMITs
strategy-replay-phase-about = It turns the PREPAREs of others into COMMITs but keeps their signatures, which are then invalid.
strategy-replay-votes = Replayed votes
strategy-replay-votes-about = With each of its votes it sends an old vote of another replica again, unchanged or with a new sequence number.
strategy-other-cluster = Votes from another cluster
strategy-other-cluster-about = It sends votes in the names of other replicas that are valid only in another cluster.
strategy-garbage = Garbage
strategy-garbage-about = With each of its votes it sends bytes that are not a message.
strategy-false-new-view = False NEW-VIEW
strategy-false-new-view-about = As the primary of a new view it leaves out, changes or adds a request, contrary to what the VIEW-CHANGEs prove.
strategy-withhold-new-view = Withheld NEW-VIEW
strategy-withhold-new-view-about = As the primary of a new view it sends its NEW-VIEW to no replica, or only to some.
strategy-wrong-checkpoint = Wrong CHECKPOINT
strategy-wrong-checkpoint-about = Its CHECKPOINTs contain a digest of a state that no replica has.
strategy-lying-reply = False REPLY
strategy-lying-reply-about = It sends clients a false result.
strategy-fabricate-certificate = Fabricated certificate
strategy-fabricate-certificate-about = Its VIEW-CHANGE claims with a fabricated certificate that a request was prepared. It was never proposed.
strategy-hide-certificates = Hidden certificates
strategy-hide-certificates-about = Its VIEW-CHANGE hides every request that it has prepared.
strategy-old-checkpoint = Old checkpoint
strategy-old-checkpoint-about = Its VIEW-CHANGE starts from the initial state, which is old but valid.
strategy-bogus-checkpoint = Bogus checkpoint
strategy-bogus-checkpoint-about = Its VIEW-CHANGE claims a stable checkpoint without a valid proof.
strategy-view-change-spam = VIEW-CHANGE spam
strategy-view-change-spam-about = It keeps sending VIEW-CHANGEs. Up to f replicas alone cannot force a view change.
strategy-view-change-storm = Colluders: VIEW-CHANGE storm
strategy-view-change-storm-about = The colluders keep sending VIEW-CHANGEs for the next view. With f + 1 of them the correct replicas must join, and most of the time is spent on view changes.
strategy-false-quorum = NEW-VIEW from a false quorum
strategy-false-quorum-about = As the primary of a new view it uses VIEW-CHANGEs that are too few, duplicated, for another view or invalid.
strategy-two-new-views = Two NEW-VIEWs
strategy-two-new-views-about = As the primary of a new view it sends some replicas one NEW-VIEW and the others a different one. Both are valid.
strategy-withhold-checkpoint = Withheld CHECKPOINTs
strategy-withhold-checkpoint-about = It sends no CHECKPOINTs.
strategy-far-checkpoint = Far CHECKPOINTs
strategy-far-checkpoint-about = It claims checkpoints far above every window, as if all other replicas lagged.
strategy-bad-state = Bad STATE
strategy-bad-state-about = It responds to FETCH-STATE with a wrong state, an old state or a state without proof.
strategy-bad-batch = Bad BATCH
strategy-bad-batch-about = It responds to FETCH-BATCH with another batch, or not at all.
strategy-status-abuse = STATUS abuse
strategy-status-abuse-about = It keeps claiming that it lacks everything, so that the others spend their time on responses.
strategy-wrong-view = Wrong view in REPLY
strategy-wrong-view-about = Its replies name a view far ahead, so that clients send their requests to the wrong primary.
strategy-replay-recorded = Replayed recordings
strategy-replay-recorded-about = An attacker on the network, without any key, replays recorded messages: to any node, at any time.
strategy-say = One statement
strategy-say-about = It signs one chosen statement and sends it at a chosen time.
strategy-script = Script
strategy-script-about = A JavaScript function decides what it sends. The run is reproducible only together with that function.
strategy-two-operations = Two operations with one timestamp
strategy-two-operations-about = It sends one operation to the primary and another to the backups, with the same timestamp. At most one takes effect.
strategy-backups-only = Backups only
strategy-backups-only-about = It sends its request only to backups, which forward it to the primary.
strategy-bad-signature = Bad signatures for some
strategy-bad-signature-about = It sends its request to some replicas with an invalid signature.
strategy-last-timestamp = The last timestamp
strategy-last-timestamp-about = It uses the highest possible timestamp. No later one exists, so it locks itself out.
strategy-flood = Flood
strategy-flood-about = It keeps sending new requests and does not wait for replies.
strategy-replay-requests = Replayed requests
strategy-replay-requests-about = It sends the signed requests of the clients again and again.
strategy-fork-in-view = Colluders: two histories in one view
strategy-fork-in-view-about = The primary proposes two requests at one sequence number, and its accomplices vote for both. Agreement breaks with 2Q − n colluders, where Q is the size of a quorum: f + 1 if n = 3f + 1.
strategy-fork-across-views = Colluders: rewritten history
strategy-fork-across-views-about = In a view change the colluders hide a request that was executed, and assign its sequence number to another one. The network must keep the replicas that know it apart from the others.
strategy-fool-client = Colluders: deceived client
strategy-fool-client-about = Each colluder replies to a request at once, with the same false result. A client accepts f + 1 matching replies.
strategy-strike = Colluders: strike
strategy-strike-about = The colluders send messages only to one another. With n − Q + 1 of them, where Q is the size of a quorum, the others can commit nothing new: f + 1 if n = 3f + 1.
strategy-invent-state = Colluders: invented state
strategy-invent-state-about = A quorum of colluders certifies a checkpoint that never existed, and sends an invented state with a valid proof.

strategy-parameter-percent = Delay in percent of the view timeout
strategy-parameter-client = Client
strategy-parameter-victims = Replicas that get the other version
strategy-parameter-to = Recipients
strategy-parameter-name = Sender that it names
strategy-parameter-signature = Signature of the fabricated request
strategy-parameter-offset = Distance of the sequence number
strategy-parameter-count = Sequence numbers that it fills
strategy-parameter-excluded = Backups that get no proposals
strategy-parameter-how = Variant
strategy-parameter-bytes = Kind of bytes
strategy-parameter-every = Interval
strategy-parameter-flaw = Flaw of the certificate
strategy-parameter-proof = Proof
strategy-parameter-ahead = Views ahead
strategy-parameter-quorum = Flaw of the quorum
strategy-parameter-windows = Windows ahead
strategy-parameter-state = Flaw of the state
strategy-parameter-batch = Response
strategy-parameter-views = Views too high

strategy-choice-own-key = with its own key
strategy-choice-none =
    { $parameter ->
        [signature] no signature
        [batch] no response
       *[proof] no proof
    }
strategy-choice-wrong =
    { $parameter ->
        [batch] another batch
       *[state] does not match its digest
    }
strategy-choice-older = sequence number older than its proof
strategy-choice-unproven = does not match its proof
strategy-choice-no-prepares = no PREPAREs
strategy-choice-too-few =
    { $parameter ->
        [flaw] one PREPARE too few
       *[quorum] one VIEW-CHANGE too few
    }
strategy-choice-foreign = forged PREPAREs
strategy-choice-forged = forged CHECKPOINTs
strategy-choice-duplicated = a duplicate VIEW-CHANGE
strategy-choice-stale = a VIEW-CHANGE for an earlier view
strategy-choice-invalid = an invalid VIEW-CHANGE
strategy-choice-wrong-result = another result
strategy-choice-before-execution = a result before execution
strategy-choice-exactly = unchanged
strategy-choice-relabelled = with a new sequence number
strategy-choice-random = random
strategy-choice-truncated = a truncated message
strategy-choice-trailing = a message with trailing bytes
strategy-choice-oversize = far too many bytes
strategy-choice-unknown = a message of unknown kind
strategy-choice-omit = omits a sequence number
strategy-choice-null = assigns a null request
strategy-choice-other = assigns another batch
strategy-choice-extra = adds a sequence number

## Choosing a lie

lie-back = Back
lie-all = All { $count } strategies
lie-useful = Only the most useful
lie-search = Search: votes, silent, checkpoint…
lie-found =
    { $count ->
        [0] No strategy matches.
        [one] One strategy matches.
       *[other] { $count } strategies match.
    }
lie-note = It can sign with its own key and with the keys of its accomplices, the other Byzantine replicas. It cannot sign with the key of a correct node.
lie-note-client = It can sign only with its own key.
lie-family-primary = As the primary
lie-family-votes = With its votes
lie-family-view-change = In a view change
lie-family-checkpoints = In checkpoints and state
lie-family-replies = To the client
lie-family-requests = With its requests
lie-family-collusion = By colluding
lie-family-other = In other ways
lie-now = Active. Press to stop.
lie-settings = Settings
lie-percent = Probability in %
lie-begin = Start
lie-change = Apply
lie-any = automatic
lie-any-hint = (none: automatic)

## The safety bar

safety-label = Safety
# The lamp of safety in the bar
safety-chip =
    { $state ->
        [violated] Violated: { $name }
        [weakened] Weakened, without { $rules }
        [unsure] Safety not guaranteed
        [deceived] Replies not guaranteed
        [stalled] Safe, no progress
        [doubtful] Safe, progress not guaranteed
       *[safe] Safe and live
    } · { $faulty } faulty, f = { $allowed }
safety-lacking = This cluster lacks rules of the protocol: { $rules }. So nothing is guaranteed.
safety-chip-hint = Guarantees, invariants and evidence
safety-count = { $faulty } faulty, { $allowed } tolerated
safety-guarantees =
    { $agreement ->
        [no] Nothing is guaranteed with { $byzantine ->
            [one] a Byzantine replica
           *[other] { $byzantine } Byzantine replicas
        }: correct replicas may disagree, and clients may be deceived.
       *[yes] { $answers ->
            [no] With { $byzantine ->
                [one] a Byzantine replica
               *[other] { $byzantine } Byzantine replicas
            } clients may be deceived{ $progress ->
                [no] , and progress may stop
               *[yes] {""}
            }. Correct replicas still cannot disagree.
           *[yes] { $progress ->
                [no] Progress may stop: only { $voting } of { $n } replicas are certain to vote, and a quorum is { $quorum }. Correct replicas still cannot disagree, and clients are not deceived.
               *[yes] Safety is guaranteed. Liveness is guaranteed if messages arrive in time.
            }
        }
    }
# Which replicas are faulty in one way
fault-of =
    { $kind ->
        [down] down: { $names }
        [paused] paused: { $names }
        [no-vote] disk lost, no vote: { $names }
        [lying] Byzantine: { $names }
        [twinned] two copies: { $names }
       *[lied] Byzantine before: { $names }
    }
safety-invariants =
    { $broken ->
        [0] Invariants of this laboratory: { $held } of 20 hold so far, the others are not checked yet
        [one] Invariants of this laboratory: { $broken } is violated, { $held } of 20 hold so far
       *[other] Invariants of this laboratory: { $broken } are violated, { $held } of 20 hold so far
    }
safety-state-held = holds so far
safety-state-broken = violated
safety-state-unjudged = not checked yet
safety-broken = Violated: { $name }
safety-foretold =
    { $byzantine ->
        [one] With a Byzantine replica this is not guaranteed, so it is not an error of the protocol.
       *[other] With { $byzantine } Byzantine replicas this is not guaranteed, so it is not an error of the protocol.
    }
safety-weakened = The protocol of this run lacks a rule. The whole protocol guarantees this with so few Byzantine replicas ({ $byzantine }).
safety-bug = With so few Byzantine replicas ({ $byzantine }) this should be impossible. Please report it as a bug of the simulator.
safety-proof = What shows it (press to find it in the event log):
safety-behind = certificates and evidence
safety-proofs =
    Caught by their own signatures: { $names } ({ $count ->
        [one] { $count } proof
       *[other] { $count } proofs
    })
safety-record = event { $record }
evidence-statement =
    Signed by { $signer }: { $about ->
        [state] the state at sequence number { $number } is
        [request] request { $number } is
       *[number] in its { $kind }, sequence number { $number } is
    }
evidence-both = No correct node signs both.
safety-show = Show in the event log
certificates-label =
    { $count ->
        [one] The certificate involved
       *[other] The certificates involved
    }
certificate-prepared = { $holder } is prepared at sequence number { $seq } in view { $view }: { $digest }
certificate-commit = { $holder } has committed sequence number { $seq } in view { $view }: { $digest }
certificate-checkpoint = { $holder } has a proof of the state at sequence number { $seq }: { $digest }
certificate-new-view = { $holder } has entered view { $view } with these VIEW-CHANGEs
certificate-replies = { $holder } has these replies to its request { $timestamp }: “{ $result }”
certificate-vote =
    { $vote ->
        [both] signed both
        [one] signed
       *[none] no vote
    }
certificate-overlap =
    { $count ->
        [0] No replica signed both.
        [one] { $names } signed both.
       *[other] { $names } signed both.
    }
certificate-rule = Two quorums of { $quorum } out of { $n } share at least { $least } replicas. With fewer than { $least } Byzantine replicas, at least one of those is correct, and a correct replica never signs both.
certificate-proof = Evidence: each of these replicas signed two conflicting messages, which a correct replica never does:
certificate-no-proof = So far no signed message is evidence against one of these replicas.
violation-other-batch = Replica { $replica } executed a different batch at sequence number { $seq } than an earlier correct replica.
violation-out-of-order = Replica { $replica } executed sequence number { $seq } after { $last }, out of order.
violation-other-results = Replica { $replica } got different results at sequence number { $seq } than an earlier correct replica.
violation-state-never-executed = Replica { $replica } installed a state at sequence number { $seq } that no replica reached: correct replicas executed only up to { $end }.
violation-wrong-result = At sequence number { $seq }, request { $timestamp } of { $client } has a result that does not follow from the history.
violation-never-asked = Request { $timestamp } of { $client } was executed at sequence number { $seq }, but { $client } never sent it.
violation-twice = Request { $timestamp } of { $client } took effect at sequence number { $seq }, although request { $before } already had.
violation-few-prepared = Replica { $replica } sent a prepared certificate with { $have ->
        [one] one signer
       *[other] { $have } different signers
    }; { $need } are required.
violation-few-committed = Replica { $replica } sent a commit certificate with { $have ->
        [one] one signer
       *[other] { $have } different signers
    }; { $need } are required.
violation-few-stable = Replica { $replica } sent a stable checkpoint with { $have ->
        [one] one signer
       *[other] { $have } different signers
    }; { $need } are required.
violation-few-view-changes = Replica { $replica } sent a NEW-VIEW with VIEW-CHANGEs from { $have } different replicas; { $need } are required.
violation-few-state = Replica { $replica } sent a state with { $have ->
        [one] one signer
       *[other] { $have } different signers
    }; { $need } are required.
violation-never-proposed = A certificate contains a PRE-PREPARE from replica { $replica }, which never sent it.
violation-never-prepared = A certificate contains a PREPARE from replica { $replica }, which never sent it.
violation-never-committed = A certificate contains a COMMIT from replica { $replica }, which never sent it.
violation-two-prepared = In view { $view }, two different batches have prepared at sequence number { $seq } at correct replicas; replica { $replica } has the second one.
violation-committed-unprepared = Replica { $replica } committed sequence number { $seq } in view { $view }, although only { $have ->
        [one] one correct replica was
       *[other] { $have } correct replicas were
    } prepared; { $need } are required.
violation-accepted-other-batch = Replica { $replica } accepted a different batch in view { $view } at sequence number { $seq }, which had committed in view { $before }.
violation-new-view-forgets = The NEW-VIEW of replica { $replica } for view { $view } omits the batch at sequence number { $seq }, which had committed in view { $before }.
violation-other-state = The state of replica { $replica } at checkpoint { $seq } does not follow from the history.
violation-outside-window = Replica { $replica } logged sequence number { $seq }, which is outside its window above { $low }.
violation-view-not-later = Replica { $replica } went from view { $from } to view { $to }.
violation-view-back = Replica { $replica } went from view { $from } back to view { $to }.
violation-low-water-mark-back = The low water mark of replica { $replica } went from { $from } to { $to }.
violation-vote-in-left-view = Replica { $replica } voted in view { $view } after it had sent a VIEW-CHANGE for view { $wanted }.
violation-two-pre-prepares = Replica { $replica } signed two different PRE-PREPAREs for sequence number { $seq } in view { $view }.
violation-two-prepares = Replica { $replica } signed two different PREPAREs for sequence number { $seq } in view { $view }.
violation-two-commits = Replica { $replica } signed two different COMMITs for sequence number { $seq } in view { $view }.
violation-two-checkpoints = Replica { $replica } signed two different CHECKPOINTs for sequence number { $seq }.
violation-two-view-changes = Replica { $replica } signed two different VIEW-CHANGEs for view { $view }.
violation-two-new-views = Replica { $replica } signed two different NEW-VIEWs for view { $view }.
violation-voted-again = Replica { $replica } lost its disk and voted for sequence number { $seq }, although it had already voted up to { $last }.
violation-not-primary = Replica { $replica } sent a PRE-PREPARE in view { $view }, but is not the primary of this view.
violation-early-prepare = Replica { $replica } sent a PREPARE for sequence number { $seq } in view { $view } without having accepted a PRE-PREPARE.
violation-early-commit = Replica { $replica } sent a COMMIT for sequence number { $seq } in view { $view } without being prepared.
violation-stable-without-quorum = Checkpoint { $seq } became stable at replica { $replica }, although only { $have } of { $need } replicas had sent CHECKPOINTs for it.
violation-view-change-forgets = The VIEW-CHANGE of replica { $replica } for view { $view } omits sequence number { $seq }, which had prepared there in view { $before }.
violation-result-never-executed = { $Client } accepted a result for its request { $timestamp }, which no correct replica executed.
violation-result-not-given = { $Client } accepted a result for its request { $timestamp } that does not follow from the history.
violation-answered-before-asked = In the history, request { $timestamp } of { $client } comes before a request that was completed before request { $timestamp } was sent.
violation-unanswered = { $Client } has no result within the time limit.
violation-left-behind = Replica { $replica } has executed up to sequence number { $seq }, replica { $other } up to { $end }.
violation-states-differ = Replica { $replica } and replica { $other } have different states.
violation-no-active-quorum = No view has a quorum of active replicas; the best view has { $have }, and { $waiting } are waiting for a later one.
violation-request-timer-stopped = Replica { $replica } has a pending request, but its request timer is not running.
violation-resend-timer-stopped = Replica { $replica } is waiting for a view, but does not retransmit its VIEW-CHANGE.
invariant-1 = Agreement
invariant-about-1 = No two correct replicas execute different requests at the same sequence number.
invariant-2 = Order
invariant-about-2 = Each replica executes sequence numbers in order, without gaps, and all get the same results.
invariant-3 = Validity
invariant-about-3 = Replicas execute only requests that a client has signed.
invariant-4 = At most once
invariant-about-4 = No request takes effect twice, however often it is sent.
invariant-5 = Valid certificates
invariant-about-5 = A certificate that a correct replica sends has enough different signers, and each of them has signed it.
invariant-6 = One prepared request
invariant-about-6 = In one view, correct replicas are prepared for at most one request at each sequence number.
invariant-7 = Prepared before committed
invariant-about-7 = When a correct replica commits a request, enough correct replicas are prepared for it.
invariant-8 = Preserved across views
invariant-about-8 = A committed request keeps its sequence number in all later views.
invariant-9 = Matching checkpoints
invariant-about-9 = Checkpoints of correct replicas at one sequence number have the same state, the one that follows from the history.
invariant-10 = Bounded log
invariant-about-10 = A replica logs nothing outside its water marks, so memory does not grow with the run. Above H it keeps only one CHECKPOINT of each replica.
invariant-11 = Monotonic progress
invariant-about-11 = The view, the low water mark and the last executed sequence number of a correct replica never decrease.
invariant-12 = No equivocation
invariant-about-12 = A correct replica never signs two different votes for the same sequence number in one view.
invariant-13 = Order of votes
invariant-about-13 = A correct replica sends PREPARE only after it accepted a PRE-PREPARE, and COMMIT only after it is prepared.
invariant-14 = Safe garbage collection
invariant-about-14 = A replica discards log entries only up to a stable checkpoint.
invariant-15 = Correct results
invariant-about-15 = A result that a correct client accepts follows from the common history.
invariant-16 = Durable votes
invariant-about-16 = Every vote is on the replica’s disk before it is sent, so a replica that restarts does not contradict itself. This is a property of this implementation, not of the paper.
invariant-17 = Liveness
invariant-about-17 = Once messages arrive in time and at most f replicas are faulty, every client gets its replies. Checked after all faults have ended.
invariant-18 = Running timers
invariant-about-18 = A replica that waits for the primary has a running timer. This is a property of this implementation. Checked after all faults have ended.
invariant-19 = No starvation
invariant-about-19 = No client waits indefinitely while others are served. Checked after all faults have ended.
invariant-20 = Determinism
invariant-about-20 = The same seed gives the same run. This is a property of the simulator, not of PBFT. Checked by comparing two runs.

## Refusals: docs/errors.md lists the codes. A subject stands before most of them: the field, or what was refused

subject-field = { $field }
subject-whole =
    { $name ->
        [ScenarioError] the scenario
        [CommandError] the command
        [GoalError] the goal
        [LinkError] the link
        [ScriptError] the script
       *[ArgumentError] the argument
    }
list-or = {" or "}
shown-list = an array
shown-object = an object
member-kind =
    { $kind ->
        [client] client
        [node] node
        [branch] branch
       *[replica] replica
    }
refusal-too-much-text = { $subject } has { $bytes } bytes of text; at most { $max } are allowed.
refusal-too-many-characters = { $subject } has { $characters } characters of text; at most { $max } are allowed.
refusal-unexpected-end = { $subject } is not valid JSON: { $detail } at line { $line }, column { $column }.
refusal-invalid-json = { $subject } is not valid JSON: { $detail } at line { $line }, column { $column }.
refusal-duplicate-field = { $subject } is not valid JSON: duplicate field { $name } at line { $line }, column { $column }.
refusal-nested-too-deep = { $subject } is nested too deeply at line { $line }, column { $column }: at most { $max } levels are allowed.
refusal-not-plain-data = { $subject } is not plain JSON data: { $detail }.
refusal-missing = { $subject } is missing.
refusal-unknown-field = { $subject } is not a known field; the known fields are { $names }.
refusal-too-small = { $subject } is { $value }; it must be a whole number, at least { $min }.
refusal-out-of-range = { $subject } is { $value }; it must be a whole number from { $min } to { $max }.
refusal-time-too-small = { $subject } is { $value }; it must be a number of milliseconds, at least { $min }.
refusal-time-out-of-range = { $subject } is { $value }; it must be a number of milliseconds from { $min } to { $max }.
refusal-not-a-boolean = { $subject } is { $value }; it must be true or false.
refusal-not-a-string = { $subject } is { $value }; it must be a string.
refusal-not-an-array = { $subject } is { $value }; it must be an array.
refusal-not-an-object = { $subject } is { $value }; it must be an object.
refusal-wrong-form = { $subject } is { $value }; it must have a form such as { $example }.
refusal-not-a-pair = { $subject } is { $value }; it must be an array of two numbers.
refusal-not-exactly-one-field = { $subject } is { $value }; it must be an object with exactly one of the fields { $names }.
refusal-not-one-of = { $subject } is { $value }; it must be { $choices }.
refusal-unknown-name = { $subject } is { $value }; it must be one of { $names }.
refusal-too-long = { $subject } has { $bytes } bytes; at most { $max } are allowed.
refusal-too-many-entries = { $subject } has { $count } entries; at most { $max } are allowed.
refusal-not-a-language-tag = { $subject } must be a language tag, such as en, zh or pt-BR.
refusal-not-hexadecimal = { $subject } is { $value }; it must be hexadecimal, two digits for each byte.
refusal-wrong-digit-count = { $subject } is { $value }; it must have exactly { $digits } hexadecimal digits.
refusal-freed = { $subject } was released with free() and can no longer be used: create a new one.
refusal-wrong-receiver = { $subject } is { $value }; call the method on a { $class }.
refusal-not-exactly-one-question = { $subject } must ask for exactly one of { $names }.
refusal-wrong-version = { $subject } is { $value }; it must be { $version }, the only version that this engine reads.
refusal-out-of-bounds = { $subject } is { $value }; it must be from { $min } to { $max }.
refusal-not-a-multiple = { $subject } is { $value }; it must be a multiple of the checkpoint interval.
refusal-seed-not-a-string = { $subject } is { $value }; it must be a whole number in quotes, such as "7".
refusal-invalid-seed = { $subject } is { $value }; it must be a whole number from 0 to { $max } in quotes.
refusal-no-random-seed = { $subject } is missing, and the browser provided no random seed ({ $detail }): specify a seed.
refusal-latency-too-long = { $subject } goes up to { $max } ms; at most { $limit } ms are allowed.
refusal-min-above-max = { $subject } goes from { $min } ms down to { $max } ms; put the smaller number first.
refusal-wrong-mean = { $subject } has a mean of { $mean } ms; it must be above 0 and at most { $limit } ms.
refusal-not-a-ratio = { $subject } is [{ $hits }, { $of }]; it is a number of messages and the total, so the second number must be at least 1 and not below the first.
refusal-delay-too-long = { $subject } is { $value }; it must be at most { $max }.
refusal-too-many-parts = { $subject } has { $count } parts; at most { $max } are allowed.
refusal-unknown-invariant = { $subject } is { $value }; it must be { $wildcard } or one of { $names }.
refusal-too-few-choices = { $subject } has { $count } entries; at least { $min } are needed.
refusal-not-one-right-choice = { $subject } has { $count } entries with "right": true; exactly one is needed.
refusal-find-with-choices = { $subject } has { $count } entries; a question with "find" has none.
refusal-find-without-why = { $subject } needs both "find" and "why", or neither.
refusal-too-many-tasks = { $subject } has { $count } tasks; at most { $max } are allowed.
refusal-explain-without-task = { $subject } needs a task in the same place: it is asked after the task.
refusal-cannot-be-set-up = { $subject } cannot be set up: { $detail }.
refusal-cannot-be-scheduled = { $subject } cannot be scheduled: { $detail }.
refusal-missing-in-scene = { $subject } is missing in the scene { $scene }.
refusal-not-found = { $subject } is { $value }; there is no such { $kind } (count: { $count }, numbered from 0).
refusal-not-node-numbers = { $subject } is { $value }; it must be an array of node numbers, each below { $count }.
refusal-proof-not-found = { $subject } is { $value }; { $count } proofs were found so far, numbered from 0.
refusal-packet-not-found = { $subject } is { $value }; no packet with this number is in flight or in the trace.
refusal-record-not-found = { $subject } is { $value }, but the trace has only { $count } records, counted from 0.
refusal-no-strategies = { $subject } is empty; to make the replica correct again, use the command "honest".
refusal-strategy-missing = { $subject } is missing; give one strategy, or several as strategies.
refusal-strategy-twice = { $subject } cannot be combined with strategy: use one of the two.
refusal-unknown-strategy = { $subject } is { $value }; the strategies of a { $kind } are { $names }.
refusal-unknown-parameter = { $subject } is not a known parameter; the parameters of { $strategy } are { $names }.
refusal-no-parameters = { $subject } is not a known parameter; { $strategy } has no parameters.
refusal-invalid-parameter-value = { $subject } is { $value }; it must be a number not below 0, a string, true or false, or an array of whole numbers not below 0.
refusal-not-a-condition = { $subject } is { $value }; it must be "always", "never" or an object.
refusal-not-two-sides = { $subject } has { $count } arrays; it must have two arrays of nodes.
refusal-not-a-link = { $subject } does not begin with a version number and a dot, such as "1.".
refusal-newer-version = { $subject } has version { $version }, but this engine reads only version { $known }: open it with a later release.
refusal-link-too-large = { $subject } has { $bytes } bytes; at most { $max } are allowed.
refusal-link-altered = { $subject } is damaged: it was truncated, or characters were added or changed; copy the whole link.
refusal-link-damaged = { $subject } is damaged: a part is missing or was changed; copy the whole link.
refusal-does-not-unpack = { $subject } does not decompress to a text of at most { $max } bytes.
refusal-unpacks-to-invalid-text = { $subject } does not decompress to text.
refusal-run-too-short = { $subject } points to step { $step }, but its run ends at step { $end }.
refusal-run-mismatch = { $subject } was made by another release of the engine, in which this run was different.
refusal-script-mismatch = { $subject } was made with other scripts, or by another release of the engine: its run was different.
refusal-too-many-steps = { $subject } would point to step { $step }; at most { $max } steps are replayed.
refusal-link-too-long = { $subject } would have { $characters } characters; at most { $max } are allowed.
refusal-script-missing = { $subject } is "{ $strategy }", but replica { $replica } has no function: set it with simulation.script({ $replica }, fn) before the command; a scenario or link that contains the command needs it when it is opened, as in new Simulation(scenario, {"{"}{ $replica }: fn{"}"}).
refusal-not-a-script-map = { $subject } must be an object that maps replica numbers to functions, such as {"{"}2: fn{"}"}.
refusal-not-a-function = { $subject } must be a function.
refusal-too-many-signatures = { $subject } signs more than { $max } messages in one step.
refusal-too-many-sends = { $subject } sends more than { $max } packets in one step.
refusal-too-many-sent-bytes = { $subject } sends more than { $max } bytes of its own in one step.
refusal-unsigned-kind = { $subject } has no signature: send it as it is.
refusal-to-itself = { $subject } is for node { $number }, the replica itself.
refusal-replica-signs-request = { $subject } is { $value }, a replica; only a client signs a REQUEST.
refusal-key-not-held = { $subject } needs the key of { $author }; the available keys are those of { $names }.
refusal-invalid-message = { $subject } cannot be sent in this cluster: { $detail }.
refusal-outside-window = { $subject } is { $value }; it must be above { $low } and at most { $high }.
refusal-invalid-snapshot = { $subject } is not a state: { $detail }.
refusal-reentrant-call = { $subject } must not call its own simulation: a step is in progress.
refusal-returned-promise = { $subject } returned a promise: a script is synchronous, and the engine does not wait.
refusal-returned-list = { $subject } returned an array: put messages in outbox or pass them to send().
refusal-returned-object = { $subject } returned an object: a script returns nothing.
refusal-called-late = { $subject } called sign or send outside its step: they work only until the script returns.
refusal-node-not-found = There is no node { $number }; there are { $nodes }.
refusal-node-down = { $Node } is down: restart it first.
refusal-node-not-down = { $Node } is not down, so it cannot restart.
refusal-node-paused = { $Node } is paused: resume it first.
refusal-node-not-paused = { $Node } is not paused, so it cannot be resumed.
refusal-packet-not-in-flight = Packet { $packet } is not in flight: it was delivered, lost or never sent.
refusal-timer-not-running = The timer { $timer } is not running at { $node }.
refusal-too-few-groups = A partition needs at least two groups of nodes, but this one has { $groups }.
refusal-empty-group = A group of a partition is empty: name at least one node.
refusal-node-in-two-groups = { $Node } is named twice: a node belongs to one group.
refusal-in-the-past = It is for { $at } ms, but it is already { $now } ms.
refusal-too-many-commands = A run accepts at most { $limit } commands, and this limit is reached.
refusal-too-many-packets = { $limit } packets are in flight, which is the limit.
refusal-too-many-branches = { $subject } would start another branch, but a run has at most { $limit }: open its scenario again.
refusal-record-lost = { $subject } was carried out, but the trace is too short to keep its record.

# Of what the page itself finds wrong: the attribute `scenario`

refusal-no-such-scene = There is no scene “{ $value }”. A scenario is the name of a scene, the address of a scenario file, or a link.
refusal-other-origin = The scenario file { $address } is not on this server ({ $origin }). Only files from the page’s own origin are read: put a copy there.
refusal-not-fetched = The scenario file { $address } could not be fetched: { $detail }.
refusal-server-answered = The scenario file { $address } could not be fetched: the server responded with status { $status }.
refusal-file-too-large = The scenario file { $address } is longer than { $megabytes } MB, the limit for scenario files.

## Share

share = Share
share-leaves = What to share
share-leaf =
    { $leaf ->
        [link] Link
        [embed] Embed
        [figure] Figure
       *[file] File
    }
share-title = Title
share-about = Description
share-link = Link to this position
share-link-about = Opens this run at exactly this position: step { $step }, { $time } ms. Nothing is stored on a server: the link contains the run.
share-scene = Link to this scene
share-scene-about = Short link: opens the scene from the start, without your changes.
share-copy = Copy
share-copied = Copied.
share-copy-yourself = The browser does not allow this page to copy. The text is selected: copy it with the keyboard or the menu.
share-file = Scenario file
share-file-about = A text file with the run and all your changes. To open one, you can also drop it onto the page.
share-file-save = Save scenario
share-file-open = Open a file…
share-figure = Figure
share-figure-save =
    { $of ->
        [stage] Save stage as { $format }
       *[timeline] Save timeline as { $format }
    }
share-stage-title = PBFT cluster
share-figure-failed =
    { $why ->
        [hidden] No figure: that part is hidden.
        [empty] No figure: that part is still empty.
        [no-canvas] No figure: this browser provides no canvas to draw on.
        [not-written] No figure: this browser could not write the picture.
       *[other] No figure: { $message }
    }
timeline-axis =
    { $width ->
        [narrow] t
       *[wide] virtual time
    }
figure-caption =
    { $of ->
        [stage] { $title }: the cluster at step { $step }, after { $time } ms of virtual time; n = { $n }, f = { $f }, seed { $seed }.
       *[timeline] { $title }: the messages of the run, shown at step { $step }, after { $time } ms of virtual time; n = { $n }, f = { $f }, seed { $seed }.
    }
figure-of =
    { $of ->
        [stage] Stage
       *[timeline] Timeline
    }
figure-alt =
    { $of ->
        [stage] Figure of the stage
       *[timeline] Figure of the timeline
    }
figure-caption-label = Caption
figure-caption-again = Reset the caption
figure-size =
    { $name ->
        [page] a page: { $width } cm
        [column] a column: { $width } cm
       *[slide] a slide: { $width } px
    }
figure-unit = Unit of the width
figure-unit-of =
    { $unit ->
        [cm] cm
       *[px] px
    }
figure-letters =
    { $low ->
        [yes] The smallest letters are about { $points } pt high: too small for print. Choose a larger width.
       *[no] The smallest letters are about { $points } pt high.
    }
share-colours = Colours
share-colours-of =
    { $colours ->
        [light] light, for paper
       *[dark] dark, for slides
    }
share-trace = Trace
share-trace-name =
    { $format ->
        [json] JSON
        [shiviz] ShiViz
        [mermaid] Mermaid
       *[tikz] TikZ
    }
share-trace-about =
    { $format ->
        [json] All events with their causes, for your own programs.
        [shiviz] A log with vector clocks, to explore in ShiViz.
        [mermaid] A sequence diagram for Markdown pages, wikis and slides.
       *[tikz] A LaTeX document with a figure in the style of the paper.
    }
share-scorm = Course system
share-scorm-about = A SCORM package for Moodle and other systems, with this scene, its tasks and the lab. It reports the score.
share-scorm-save = Save as SCORM package
share-scorm-failed = No package: the files of the lab could not be read ({ $message }).
share-embed-from =
    { $from ->
        [beginning] from the start
       *[moment] at this position
    }
embed-this-run = This run
embed-content = Runs
embed-reader = the reader’s
embed-plays = plays at once
embed-readonly = look only
embed-kind = Form of the code
embed-size = Size
embed-size-automatic = automatic
embed-size-of = { $width } × { $height }
embed-size-own = other
embed-width = Width
embed-height = Height
embed-automatic = auto
embed-frame-height = A frame cannot follow its content: automatic is { $height } pixels, enough for everything.
embed-shown = Shows
embed-shows =
    { $what ->
        [everything] everything
        [lesson] a lesson: stage, story, chapters, faults
        [film] stage, story and playback
        [timeline] timeline and playback
        [picture] only the stage
       *[own] your choice below
    }
embed-parts = Parts
embed-controls = Controls of the reader
embed-name-parts =
    { $name ->
        [narration] story
        [safety] safety
        [stage] stage
        [legend] legend
        [steps] phases
        [timeline] timeline
        [captions] chapters
        [events] events
        [matrix] votes
        [log] logs
        [network] messages
       *[inspector] replica
    }
embed-name-controls =
    { $name ->
        [scene] scene
        [settings] settings
        [request] request
        [play] play
        [step] step
        [reset] start over
        [speed] speed
        [until] run until
        [moments] history
        [faults] faults
        [network] network
        [share] share
        [help] help
       *[look] look
    }
embed-preview = Preview
embed-preview-size = Preview: { $width } × { $height } pixels, shown at { $percent } %
embed-try = Try it in a new tab
embed-blocked = The policy of this page forbids the preview of a frame. The code is valid.
embed-code = Code for your page
embed-copy = Copy code
share-embed-as =
    { $kind ->
        [element] As an element of the page
       *[frame] In a frame
    }
share-saved = Saved as “{ $name }”.
share-drop = Drop a scenario file to open it
share-own = Shared run
share-opening = Opening the link: playing its run up to its position…
share-linked = This is the position of the link, step { $step }. Press Play to continue.
share-restored = Your last position is restored.
share-afresh = Start a new run
share-problem =
    { $at ->
        [link] The link was not opened: { $message }
        [kept] Your last run could not be restored: { $message }
       *[file] { $why ->
            [too-large] “{ $name }” was not opened: it is larger than 8 MB, the limit for a scenario file. Your run is unchanged.
            [unreadable] “{ $name }” was not opened: it could not be read. Your run is unchanged.
           *[refused] “{ $name }” was not opened: { $message } Your run is unchanged.
        }
    }
# Run until

until-or-go = Run until · go to
until = Run until
until-stop = Stop
until-what = Event to run until
until-next =
    { $milestone ->
        [reply] the next result that a client accepts
        [commit] the next commit
        [view-change] the next new view
        [checkpoint] the next stable checkpoint
       *[violation] the next invariant violation
    }
until-searching = Progress of the search
until-progress = { $searched } s of at most { $limit } s of virtual time
until-outcome =
    { $end ->
        [found] { $milestone ->
            [reply] Found: a client accepted a result { $time } later.
            [commit] Found: a replica committed a sequence number { $time } later.
            [view-change] Found: a replica entered a new view { $time } later.
            [checkpoint] Found: a checkpoint became stable { $time } later.
           *[violation] Found: an invariant was violated { $time } later.
        }
        [broken] An invariant was violated on the way. The safety bar shows which one.
        [idle] { $milestone ->
            [reply] No result: no further events are scheduled.
            [commit] No commit: no further events are scheduled.
            [view-change] No new view: no further events are scheduled.
            [checkpoint] No stable checkpoint: no further events are scheduled.
           *[violation] No violation: no further events are scheduled.
        }
        [lesson] Not yet: the lesson comes first.
        [stopped] Stopped before it was found.
       *[limit] { $milestone ->
            [reply] No result within { $time } of virtual time.
            [commit] No commit within { $time } of virtual time.
            [view-change] No new view within { $time } of virtual time.
            [checkpoint] No stable checkpoint within { $time } of virtual time.
           *[violation] No violation within { $time } of virtual time.
        }
    }

# Run settings

set-title = Run settings
set-about = Starts a new run with these settings. Empty fields use the defaults.
set-cluster = Cluster
set-network = Network
set-timeouts = Timeouts
set-log = Checkpoints and batches
set-crypto = Signatures
set-field =
    { $field ->
        [replicas] Replicas
        [clients] Clients
        [viewTimeoutMs] View timeout
        [clientTimeoutMs] Client timeout
        [statusIntervalMs] STATUS interval
        [resendIntervalMs] VIEW-CHANGE retransmission interval
        [fetchIntervalMs] Fetch interval
        [checkpointInterval] Checkpoint interval K
        [logSize] Window size L
       *[batchMax] Batch size
    }
set-unit =
    { $field ->
        [replicas] replicas
        [clients] clients
        [checkpointInterval] sequence numbers
        [logSize] sequence numbers
        [batchMax] requests
       *[time] ms
    }
set-hint =
    { $field ->
        [clients] Number of clients that can send requests.
        [viewTimeoutMs] How long a backup waits for a request to execute before it suspects the primary and starts a view change.
        [clientTimeoutMs] How long a client waits for f + 1 matching replies before it retransmits its request to all replicas.
        [statusIntervalMs] How often a replica multicasts STATUS while it makes no progress and work is outstanding.
        [resendIntervalMs] How often a replica retransmits its VIEW-CHANGE while it waits for the NEW-VIEW.
        [fetchIntervalMs] How long a replica waits for a missing batch or state before it asks again.
        [checkpointInterval] Each replica takes a checkpoint at every K-th sequence number.
        [logSize] Number of sequence numbers that a replica accepts above its last stable checkpoint: a multiple of K, at least 2K.
       *[batchMax] Maximum number of requests per sequence number.
    }
set-latency = Latency
set-latency-kind =
    { $kind ->
        [constant] constant
        [uniform] uniform in a range
       *[exponential] mostly short, sometimes long
    }
set-latency-field =
    { $field ->
        [latencyMs] exactly
        [latencyMin] from
        [latencyMean] on average
       *[latencyMax] to
    }
set-latency-about =
    { $kind ->
        [constant] Every message takes this long, so messages never overtake each other.
        [uniform] Each message takes a random time in this range, so messages may overtake each other.
       *[exponential] Most messages take a time near the short end; a few take long.
    }
set-ratio =
    { $ratio ->
        [loss] Loss
        [duplicate] Duplication
       *[reorder] Reordering
    }
set-ratio-hits =
    { $ratio ->
        [loss] Loss: messages lost
        [duplicate] Duplication: messages duplicated
       *[reorder] Reordering: messages reordered
    }
set-ratio-of =
    { $ratio ->
        [loss] Loss: out of this number of messages
        [duplicate] Duplication: out of this number of messages
       *[reorder] Reordering: out of this number of messages
    }
set-ratio-between = of
set-ratio-unit = messages
set-ratio-about =
    { $ratio ->
        [loss] They never arrive.
        [duplicate] They arrive twice.
       *[reorder] They take longer, so later messages may overtake them.
    }
set-crypto-name =
    { $kind ->
        [once] Verify once.
        [every] Verify every time.
       *[symbolic] Symbolic.
    }
set-crypto-about =
    { $kind ->
        [once] Each signature is real and is verified once for all replicas, because all would get the same result.
        [every] Each replica verifies each signature itself, as in a real cluster. This is slower, and the run is the same.
       *[symbolic] Keyed tokens replace signatures. This is fast, equally hard to forge in this simulation, and the run is the same.
    }
set-keep = Keep the commands, chapters and goal of the scene
set-no-number = Not a number.
set-start = Start run
set-scene = Reset to the scene’s settings

# Drawing and dragging on the stage

stage-tools = Stage
stage-partition = Partition…
stage-draw = Draw a partition
stage-draw-hint = Draw a line across the picture to partition the network
stage-groups = Choose groups…
stage-heal = Heal
stage-put-back = Reset layout
stage-put-back-hint = Move every node back to its place
stage-tip = Drag a node, or press Shift and an arrow key, to move it. Draw a line to partition the network.
stage-tip-touch = Drag a node to move it.
stage-drawing = Draw a line. Nodes on opposite sides cannot exchange messages.
stage-side = { $letter }: { $nodes }
stage-nothing = This line cuts nothing off: all nodes are on one side.

# Amounts of time

grip-unit = ms
grip-delay-field = Delay in milliseconds
grip-slow-from = Minimum latency of this link, in milliseconds
grip-slow-to = to
grip-slow-until = Maximum latency of this link, in milliseconds

## Attacks on a protocol with a missing rule

attacks = Find an attack
attacks-about = Each rule of PBFT prevents something. Remove one and see what goes wrong.
attacks-rules = All rules
attacks-search = Search
attacks-class = Class
attacks-class-all = all classes
attacks-count = { $count } of { $all } rules
attack-class =
    { $class ->
        [safety] safety
        [liveness] liveness
        [accountability] accountability
       *[no-effect] no effect
    }
attack-score = search: { $hits } attacks in { $executions } executions
attack-remove = Remove this rule
attack-title =
    { $holds ->
        [true] { $code }: the rule is in force
       *[false] Without { $code }
    }
attack-holds = Rule in force
attack-wrong = What goes wrong without it:
attack-hopeless =
    { $class ->
        [no-effect] This rule has no effect by itself: there was no attack in { $executions } executions. The directed schedule, which was made by hand, shows it.
       *[safety] Random search is hopeless here: it found no attack in { $executions } executions. Watch the directed schedule, which was made by hand.
    }
attack-directed = Watch the directed schedule
attack-no-schedule = There is no directed schedule for this rule.
attack-attackers = Attackers
attack-liars =
    { $count ->
        [one] { $names } is Byzantine
       *[other] { $names } are Byzantine
    }
attack-failing =
    { $count ->
        [one] { $names } crashes or pauses
       *[other] { $names } crash or pause
    }
attack-network = the network delays and loses messages
attack-nobody = All nodes are correct, and the network works.
attack-stages = Stages of the attack
attack-links =
    { $change ->
        [down] { $count ->
            [one] One link is cut.
           *[other] { $count } links are cut.
        }
        [up] { $count ->
            [one] One link works again.
           *[other] { $count } links work again.
        }
       *[other] { $count ->
            [one] One link changes.
           *[other] { $count } links change.
        }
    }
attack-goal-violation = Goal: violate “{ $name }”.
attack-goal-other =
    { $class ->
        [liveness] Goal: a request never gets its result.
       *[other] Goal: nothing is violated, although the rule is missing.
    }
attack-strip = Attack
attack-state =
    { $state ->
        [removed-violated] Without { $code }: “{ $name }” is violated at { $time } ms.
        [removed-early] Without { $code }: “{ $name }” is violated at { $time } ms. The goal is “{ $goal }”.
        [removed-waiting] Without { $code }: at { $time } ms, a request still has no result.
        [removed-harmless] Without { $code }: nothing was violated.
        [removed-answered] Without { $code }: at { $time } ms, every request has its result.
        [removed-pending] Without { $code }: { $rule }
        [holds-violated] Even with { $code }, “{ $name }” is violated at { $time } ms.
        [holds-waiting] Even with { $code }, a request has no result at { $time } ms.
        [holds-harmless] With { $code }, the same schedule does no harm: no invariant is violated until { $time } ms.
        [holds-answered] With { $code }, the same schedule does no harm: at { $time } ms, every request has its result.
        [holds-pending] With { $code }: the same schedule again. Nothing is violated so far.
        [whole-violated] More than f replicas are Byzantine: “{ $name }” is violated at { $time } ms.
        [whole-early] More than f replicas are Byzantine: “{ $name }” is violated at { $time } ms. The goal is “{ $goal }”.
       *[whole-pending] { $rule }
    }
attack-put-back = Put it back
attack-go =
    { $goal ->
        [violation] Go to the violation
       *[time] Go to { $time } ms
    }
attack-leave = Leave the attack
attack-evidence = Evidence
attacks-whole = The whole protocol
attacks-whole-about = No rule is missing. A search should find nothing, unless more than f replicas are Byzantine.
attacks-whole-open = Search the whole protocol

hunt-label = Search for an attack
hunt-begin =
    { $again ->
        [anyway] Search anyway
       *[no] Find an attack
    }
hunt-stop = Stop
hunt-progress = Executions
hunt-counts = { $executions } of { $all } executions · { $rate } per second · { $workers ->
        [one] one worker
       *[other] { $workers } workers
    } · seed { $seed }
hunt-status =
    { $status ->
        [starting] Starting the workers…
        [running] Searching…
        [shrinking] Found: “{ $name }” is violated. Making the attack smaller…
        [found] Found: “{ $name }” is violated{ $beyond ->
            [yes] { " " }with more than f Byzantine replicas, so PBFT does not promise to prevent it
           *[no] {""}
        }. Execution with seed { $seed }, scheduler { $scheduler }.
        [none] No violation in { $executions } executions. With 95 % confidence, the probability of a violation in an execution of this search is at most { $bound }.
        [stopped] Stopped. No violation in { $executions } executions.
       *[failed] The search failed: { $problem }
    }
hunt-sizes =
    { $count ->
        [one] { $sizes } command
       *[other] { $sizes } commands
    }
hunt-touched = What the executions touched: { $reached } of { $judged } invariants
hunt-touch = { $name }: { $count }
hunt-views = Latest view
hunt-view =
    { $last ->
        [yes] view { $view } or later
       *[no] view { $view }
    }
hunt-phases = Phases and events
hunt-phase =
    { $phase ->
        [pre-prepared] pre-prepared
        [prepared] prepared
        [committed-local] committed locally
        [executed] executed
        [answered] result accepted
        [checkpoint] checkpoint
        [stable] stable checkpoint
        [view-change] view change
        [state-transferred] state transfer
       *[restarted] restart
    }
hunt-invariants = Invariants checked
hunt-actions = Faults and lies
hunt-action =
    { $action ->
        [submit] requests
        [behave] Byzantine replica
        [twin] replica in two copies
        [cut] lost messages
        [delay] delayed messages
        [crash] crash
        [pause] pause
       *[timeout] timer fired on command
    }
hunt-settings = Search settings
hunt-budget = At most
hunt-executions = { $count } executions
hunt-faulty = Byzantine replicas at most
hunt-liars =
    { $limit ->
        [beyond] { $count } (more than f)
        [f] { $count } (f)
       *[less] { $count }
    }
hunt-property = Invariant
hunt-any = any
hunt-watch = Watch the attack
hunt-stay = Stay here
hunt-opens = The attack opens in a moment.
hunt-none-directed = That is no proof that nothing can go wrong: watch the directed schedule.
attacks-leaves = Rules and questions
attacks-questions = Questions that people ask
questions-about = Each question has two runs of one schedule: PBFT as it is, and without exactly the rule in question.
question-run =
    { $holds ->
        [true] As it is
       *[false] Without the rule ({ $code })
    }

## Notices where the page cannot start. They are put into its HTML when it is built, in all languages; `…` is code.

missing-server = This page was opened as a file, but browsers do not load modules from files. Serve its folder with a web server, for example `python3 -m http.server`, and open the address that it gives.
missing-origin = This frame has an opaque origin, so the page cannot load its modules: the frame's `sandbox` needs `allow-scripts allow-same-origin`.
missing-files = Some files of this page could not be loaded. Reload the page; if that does not help, files are missing on its server.
missing-scripts = JavaScript is switched off here, or this frame does not allow it: a frame's `sandbox` needs `allow-scripts allow-same-origin`.
