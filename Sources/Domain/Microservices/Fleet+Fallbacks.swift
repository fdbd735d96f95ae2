import Resilience
import Timebase

extension Fleet {
    /// A result comes to the fallback: a good answer is remembered, for a failure it stands in.
    ///
    /// - Returns: whether the call waits for its fallback's own call.
    mutating func fallsBack(
        _ handle: Int32, _ result: inout CallResult, now: Instant
    ) -> Bool {
        let line = calls[handle].line
        switch lines[line].fallback {
        case .none: return false
        case .fixed:
            if !result.isGood { result.kind = .stoodIn }
            return false
        case .stale:
            let channel = calls[handle].channel
            let endpoint = Int(calls[handle].endpoint)
            let lastGood = channels[channel].lastGood[endpoint]
            if result.kind == .answered {
                channels[channel].lastGood[endpoint] = now
            } else if !result.isGood, lastGood < .never, now - lastGood <= lines[line].staleAge {
                result.kind = .stoodIn
                let edge = lines[line].edge
                edges[edge].staleAge = max(edges[edge].staleAge, now - lastGood)
            }
            return false
        case .call:
            guard !result.isGood else { return false }
            startFallback(of: handle, after: result, now: now)
            return true
        }
    }

    /// Makes the fallback's own call, on an edge of its own; this call leaves its edge meanwhile.
    private mutating func startFallback(
        of handle: Int32, after result: CallResult, now: Instant
    ) {
        let line = calls[handle].line
        leaveEdge(handle, now: now)
        calls[handle].state = .fallingBack
        calls[handle].failure = result
        let child = addCall(
            of: calls[handle].activity, line: lines[line].fallbackLine,
            endpoint: lines[line].fallbackEndpoint, key: calls[handle].key.child(.fallback),
            now: now)
        calls[child].role = .fallback
        calls[child].parent = handle
        calls[child].limit = min(calls[child].limit, calls[handle].timeoutAt)
        calls[handle].firstChild = child
        begin(child, now: now)
    }

    /// The fallback's call has ended; if it failed as well, the first failure stands.
    mutating func fallbackEnded(_ child: Int32, _ result: CallResult, now: Instant) {
        let parent = calls[child].parent
        leaveEdge(child, now: now)
        reportEnd(child, result)
        calls.remove(child)
        resumeOnEdge(parent, now: now)
        var outcome = calls[parent].failure
        if result.isGood { outcome.kind = .stoodIn }
        walkOut(parent, outcome, now: now)
    }

    /// A call's fallback is over.
    mutating func resumeOnEdge(_ handle: Int32, now: Instant) {
        calls[handle].firstChild = -1
        calls[handle].state = .backingOff
        edges[lines[calls[handle].line].edge].inFlight.rise(now)
        channels[calls[handle].channel].inFlight += 1
    }
}
