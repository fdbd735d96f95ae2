import Chance
import Faults
import Sockets
import Timebase

extension Relay {
    /// Whether a window stands on a half of this connection's exchanges.
    private func isCovered(by window: FaultWindow, _ side: Fault.Side) -> Bool {
        window.covers(
            route.edge, side, from: route.route.caller ?? session?.lastCaller ?? -1, to: callee,
            in: board.zones)
    }

    // MARK: faults that begin and end

    /// An unconditional fault has begun: it falls on what is live.
    func strike(by window: FaultWindow) {
        for side in Fault.Side.allCases where isOpen && isCovered(by: window, side) {
            guard let session else {
                meet(window, side)
                continue
            }
            switch window.kind {
            case .reset:
                count(window)
                reset(.reset)
            case .blackhole, .partition:
                guard session.isBusy(window.kind.isPartition ? side : nil), holder == nil else {
                    continue
                }
                count(window)
                hold(by: window)
            case _ where window.kind.shapesBytes:
                if session.reshape(by: window, side) { count(window) }
            default: break  // It waits for the next request.
            }
        }
    }

    /// Holds the connection in silence until the window ends.
    func hold(by window: FaultWindow) {
        holder = holder ?? window
        swallowAll()
    }

    /// A window has ended: what it holds is reset, what it slows down is free again.
    func release(from window: FaultWindow) {
        if holder === window { return reset(.reset) }
        for side in Fault.Side.allCases {
            withLane(side) { $0.hits.removeAll { $0.window === window } }
            if window.kind.shapesBytes { replan(side) }
        }
    }

    private func count(_ window: FaultWindow) {
        window.countConnection()
        board.noteTouch()
    }

    // MARK: connections as attempts

    /// Asks the faults on the edge about a new connection: all of them where no requests are
    /// known, else those on connecting.
    func meetFaults() {
        for side in Fault.Side.allCases {
            for window in route.windows where isOpen && isCovered(by: window, side) {
                if session == nil || window.kind.isOnConnecting { meet(window, side) }
            }
        }
    }

    private func meet(_ window: FaultWindow, _ side: Fault.Side) {
        let attempt = route.nextKey()
        let finding = window.judge(nil, attempt)
        guard finding != .passes else { return }
        count(window)
        switch finding {
        case .passes: break
        case .shapes: shape(by: window, side, attempt)
        case .verdict(.refuse):
            noteRaw(.request)
            reset(.refused)
        case .verdict(.reset) where side == .request: reset(.reset)
        case .verdict(.hold) where window.kind.isPartition:
            holder = holder ?? window
            withLane(side) { $0.swallow() }
        case .verdict(.hold): hold(by: window)
        case .verdict(let verdict):
            withLane(side) { $0.hits.append(Lane.Hit(window: window, verdict: verdict)) }
        }
    }

    private func shape(by window: FaultWindow, _ side: Fault.Side, _ attempt: Key) {
        if case .slowConnect(let delay) = window.kind {
            let time = Sampler(delay).sample(attempt.child(.faultDelay))
            for side in Fault.Side.allCases {
                withLane(side) { $0.notBefore = max($0.notBefore, loop.refresh() + time) }
            }
            return
        }
        withLane(side) { lane in
            if let shape = lane.shape {
                shape.add(window)
            } else {
                lane.shape = Shape([window], key: attempt)
            }
        }
    }

    /// Carries bytes of a connection that has no requests, through what fell on it.
    func carryRaw(_ bytes: UnsafeRawBufferPointer, _ side: Fault.Side) {
        noteRaw(side)
        let (hits, shape) = withLane(side) { ($0.hits, $0.shape) }
        guard !hits.isEmpty || shape != nil else { return carry(bytes, side) }
        var delay = Duration.zero
        for hit in hits {
            switch hit.verdict {
            case .delay(let drawn): delay = delay + (redrawn(hit) ?? drawn)
            case .reset:
                if hit.window.kind == .cut {
                    let half = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)])
                    carry(half, side)
                }
                return reset(.reset)
            case .pass, .error, .refuse, .hold: break
            }
        }
        carry(bytes, side, after: delay, shape: shape)
    }

    /// Where every connection suffers, each piece waits a time of its own, as in Toxiproxy.
    private func redrawn(_ hit: Lane.Hit) -> Duration? {
        guard hit.window.isUnconditional,
            case .verdict(.delay(let time)) = hit.window.judge(nil, route.nextKey())
        else { return nil }
        return time
    }
}

extension Fault.Kind {
    /// Whether only packets of one half are stopped, not the connection.
    var isPartition: Bool {
        if case .partition = self { true } else { false }
    }

    /// Whether it falls on connections even where requests are known.
    var isOnConnecting: Bool {
        if case .slowConnect = self { true } else { false }
    }
}
