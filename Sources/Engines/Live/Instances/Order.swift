package import Resilience
package import Timebase

/// What a run says to its instance processes.
package enum Order {
    /// The scenario, as the console wrote it, and which instance this is; whether it tells how
    /// requests go on their way.
    case configure(definition: [UInt8], seed: UInt64, host: Int32, isTraced: Bool)
    /// The next host, in every process's numbering.
    case launch(host: Int32, service: Int32, index: Int32)
    case client(stream: Int32, index: Int32)
    /// Where an instance listens, and the fault proxy in front of it on an edge.
    case address(host: Int32, port: UInt16)
    case proxy(host: Int32, edge: Int32, port: UInt16)
    /// Take requests from now on, and say so.
    case listen
    /// The run begins, or began, at this instant of the monotonic clock.
    case begin(origin: Int64)
    case serve(host: Int32)
    case drain(host: Int32)
    case warmUp(host: Int32, factor: Double, ramp: Duration)
    /// Put the breakers on an edge into a state by hand, or close them.
    case force(edge: Int32, CircuitBreaker.Forced?)
    /// Say its service's totals.
    case query(number: Int64)
    /// Stop as soon as it is idle.
    case stopWhenIdle
    /// The run is over: report what is left, and end.
    case finish
}
