import Experiments
import Faults
import Resilience
import Timebase
import Topologies

/// Where the instances of a run live: in this process, or each in its own.
protocol InstanceHosting: AnyObject {
    /// Counts in the next host.
    func launch(_ host: Int32, of service: ServiceID, index: Int) throws(LiveError)
    /// Callers reach it on an edge through a fault proxy at this port.
    func setProxy(_ port: UInt16, of host: Int32, on edge: Int32)
    /// Starts its process; ``LiveRun/ready(_:)`` follows when it takes requests.
    func start(_ host: Int32) throws(LiveError)
    /// It takes requests, and nobody is told of it.
    func open(_ host: Int32)
    /// Everybody is told that it serves.
    func serve(_ host: Int32)
    func warmUp(_ host: Int32, factor: Double, ramp: Duration)
    /// Everybody is told to send it no more.
    func drain(_ host: Int32)
    /// It stops once it is idle; ``LiveRun/stopped(_:)`` follows.
    func stopWhenIdle(_ host: Int32)
    /// Kills its process; ``LiveRun/died(_:held:isAsked:)`` follows.
    func kill(_ host: Int32)
    func pause(_ host: Int32)
    func resume(_ host: Int32)
    /// Puts the burden of a fault beside its process, until it is relieved or dies.
    func burden(_ host: Int32, with kind: Fault.Kind, window: Int) throws(LiveError)
    func relieve(_ host: Int32, window: Int)
    /// Puts breakers on an edge into a state by hand, or closes them.
    func force(_ edge: EdgeID, _ forced: CircuitBreaker.Forced?)
    /// Counts in a client of a load stream.
    func addClient(of stream: StreamID, index: Int) -> Int32
    /// The run begins at this instant of the monotonic clock.
    func begin(at origin: Int64)
    /// A service's totals now, all instances together, in the order of `ServiceCounter`.
    func withTotals(of service: ServiceID, _ body: @escaping ([Int64]) -> Void)
    /// The run is over: calls in flight are cut off and what is still to be reported comes in,
    /// then `body` is called.
    func finish(_ body: @escaping () -> Void)
    /// Ends all that is left, for certain.
    func close()
}
