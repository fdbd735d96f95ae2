import Chance
import Resilience
import Timebase

extension Fleet {
    /// Marks an activity to go on, with the status of the step that has ended (0: success).
    mutating func resume(_ activity: Int32, result: Int32) {
        activities[activity].result = result
        activities[activity].runnableAt = Int32(truncatingIfNeeded: runnableCount)
        if runnableCount == runnable.count {
            runnable.append(activity)
        } else {
            runnable[runnableCount] = activity
        }
        runnableCount += 1
    }

    /// Runs everything that can go on, so that no step nests in another's stack frame.
    mutating func goOn(now: Instant) {
        var next = 0
        while true {
            while next < runnableCount {
                let activity = runnable[next]
                next += 1
                guard activity >= 0 else { continue }
                activities[activity].runnableAt = -1
                advance(activity, now: now)
            }
            if freed.isEmpty { break }
            fillPlaces(at: freed.removeLast(), now: now)
        }
        runnableCount = 0
    }

    /// Takes an activity that is being cancelled off the list of those to go on.
    private mutating func unschedule(_ activity: Int32) {
        let place = activities[activity].runnableAt
        if place >= 0 { runnable[place] = -1 }
    }

    /// Goes on after a step that ended, up to the next one that takes time.
    private mutating func advance(_ handle: Int32, now: Instant) {
        let status = activities[handle].result
        if status != 0 && !isForgiven(handle) {
            fail(handle, status: status, now: now)
            return
        }
        while activities[handle].position < activities[handle].end {
            let request = activities[handle].request
            if now >= requests[request].deadline {
                finish(request, status: 504, now: now)
                return
            }
            let position = activities[handle].position
            activities[handle].position += 1
            let operation = operations[position]
            switch operation.kind {
            case .work:
                if startWork(handle, operation, position: position, now: now) { return }
            case .call:
                startCall(handle, operation, position: position, now: now)
                return
            case .all, .any:
                fork(handle, operation, position: position)
                return
            case .loop:
                if startLoop(handle, operation, position: position) { return }
            case .respond:
                if responds(handle, operation, position: position) {
                    finish(request, status: operation.count, now: now)
                    return
                }
            }
        }
        succeed(handle, now: now)
    }

    /// Whether the step that failed was an optional call; the answer is then degraded.
    private mutating func isForgiven(_ handle: Int32) -> Bool {
        let operation = operations[activities[handle].position - 1]
        guard operation.kind == .call, operation.flag else { return false }
        requests[activities[handle].request].isDegraded = true
        return true
    }

    private mutating func startWork(
        _ handle: Int32, _ operation: Blueprint.Operation, position: Int32, now: Instant
    ) -> Bool {
        let key = activities[handle].key.child(Int(position)).child(.work)
        var time = samplers[operation.index].sample(key)
        let host = requests[activities[handle].request].host
        if hosts[host].slowFactor > 1 { time = slowed(time, at: host, now: now) }
        guard time > .zero else { return false }
        activities[handle].workBegan = now
        activities[handle].wakeAt = now + time
        actions.append(.arm(.work, handle: handle, at: now + time, lane: -1))
        return true
    }

    @inline(__always)
    private func slowed(_ time: Duration, at host: Int32, now: Instant) -> Duration {
        let age = now - hosts[host].slowSince
        guard age < hosts[host].slowRamp else { return time }
        let share = 1 - age / hosts[host].slowRamp
        return time * (1 + (hosts[host].slowFactor - 1) * share)
    }

    @inline(__always)
    private func responds(
        _ handle: Int32, _ operation: Blueprint.Operation, position: Int32
    ) -> Bool {
        guard operation.chance < 1 else { return true }
        var generator = Generator(activities[handle].key.child(Int(position)).child(.responds))
        return generator.happens(operation.chance)
    }

    private mutating func fork(
        _ handle: Int32, _ operation: Blueprint.Operation, position: Int32
    ) {
        activities[handle].remaining = operation.count
        let key = activities[handle].key.child(Int(position))
        for branch in 0..<operation.count {
            addChild(of: handle, block: operation.index + branch, key: key.child(Int(branch)))
        }
    }

    /// - Returns: false for a loop of no rounds.
    private mutating func startLoop(
        _ handle: Int32, _ operation: Blueprint.Operation, position: Int32
    ) -> Bool {
        guard operation.count > 0 else { return false }
        let key = activities[handle].key.child(Int(position))
        activities[handle].remaining = operation.flag ? operation.count : 1
        activities[handle].roundsLeft = operation.flag ? 0 : operation.count - 1
        for round in 0..<activities[handle].remaining {
            addChild(of: handle, block: operation.index, key: key.child(Int(round)))
        }
        return true
    }

    private mutating func addChild(of parent: Int32, block number: Int32, key: Key) {
        let block = blocks[number]
        var child = Activity(
            request: activities[parent].request, parent: parent, key: key, position: block.first,
            end: block.first + block.count)
        let next = activities[parent].firstChild
        child.nextSibling = next
        let handle = activities.insert(child)
        if next >= 0 { activities[next].previousSibling = handle }
        activities[parent].firstChild = handle
        resume(handle, result: 0)
    }

    /// An activity has run its block to the end.
    private mutating func succeed(_ handle: Int32, now: Instant) {
        let parent = activities[handle].parent
        guard parent >= 0 else {
            finish(activities[handle].request, status: 200, now: now)
            return
        }
        unlink(handle, from: parent)
        let position = activities[parent].position - 1
        let operation = operations[position]
        activities[parent].remaining -= 1
        if operation.kind == .loop, activities[parent].roundsLeft > 0 {
            activities[parent].roundsLeft -= 1
            activities[parent].remaining = 1
            let round = operation.count - activities[parent].roundsLeft - 1
            let key = activities[parent].key.child(Int(position)).child(Int(round))
            addChild(of: parent, block: operation.index, key: key)
        } else if operation.kind == .any || activities[parent].remaining == 0 {
            cancelChildren(of: parent, now: now)
            resume(parent, result: 0)
        }
    }

    /// An activity's step has failed and nothing forgave it.
    private mutating func fail(_ handle: Int32, status: Int32, now: Instant) {
        let parent = activities[handle].parent
        guard parent >= 0 else {
            finish(activities[handle].request, status: status, now: now)
            return
        }
        unlink(handle, from: parent)
        activities[parent].remaining -= 1
        let isAny = operations[activities[parent].position - 1].kind == .any
        if isAny && activities[parent].remaining > 0 { return }
        cancelChildren(of: parent, now: now)
        resume(parent, result: status)
    }

    /// Frees an activity that has ended.
    private mutating func unlink(_ handle: Int32, from parent: Int32) {
        let (previous, next) = (activities[handle].previousSibling, activities[handle].nextSibling)
        if previous >= 0 {
            activities[previous].nextSibling = next
        } else {
            activities[parent].firstChild = next
        }
        if next >= 0 { activities[next].previousSibling = previous }
        activities.remove(handle)
    }

    private mutating func cancelChildren(of parent: Int32, now: Instant) {
        var child = activities[parent].firstChild
        activities[parent].firstChild = -1
        while child >= 0 {
            let next = activities[child].nextSibling
            cancel(child, now: now)
            child = next
        }
    }

    /// Ends an activity, whatever it is at, and everything below it.
    mutating func cancel(_ handle: Int32, now: Instant) {
        cancelChildren(of: handle, now: now)
        if activities[handle].call >= 0 { cancelCall(activities[handle].call, now: now) }
        if activities[handle].wakeAt < .never { recordWork(handle, until: now) }
        unschedule(handle)
        activities.remove(handle)
    }

    /// The timer of a `work` step has fired.
    mutating func workEnded(_ handle: Int32, due: Instant, now: Instant) {
        guard activities.isLive(handle), activities[handle].wakeAt == due else { return }
        recordWork(handle, until: now)
        activities[handle].wakeAt = .never
        resume(handle, result: 0)
        goOn(now: now)
    }

    private mutating func recordWork(_ handle: Int32, until now: Instant) {
        let request = requests[activities[handle].request]
        guard request.edge >= 0 else { return }
        let began = activities[handle].workBegan
        let time = (now - began).nanoseconds
        let wasted = request.abandoned < now ? (now - max(began, request.abandoned)).nanoseconds : 0
        let service = hosts[request.host].caller
        services[service].meter.workTime &+= time
        services[service].meter.wastedTime &+= wasted
        edges[request.edge].workTime &+= time
        edges[request.edge].wastedTime &+= wasted
    }
}
